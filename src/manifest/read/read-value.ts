import { SecretValue } from '../../model/secret-value.js';
import type { ValuePath, ValueRead, ValueReference } from '../../model/value-reference.js';
import { listAt, mapAt, textAt, type MapNode, type Span } from '../parse/nodes.js';
import { fillPlaceholders, type TargetNames } from './target.js';
import { makeError, type Problem } from '../problem.js';
import { readRead, spanAt } from './read-read.js';
import type { Sources } from './sources.js';

/** What an override's value is read with. */
export interface ValueReading {
  readonly target: TargetNames;
  readonly sources: Sources;
  /** Whether a literal value is an error rather than a warning. */
  readonly strict: boolean;
  readonly report: (problem: Problem) => void;
}

/** A value reference with the place of the word that says which source it is. */
export interface PlacedReference {
  readonly reference: ValueReference;
  readonly span: Span;
}

/** Reads an override's `value` or `valueFrom`, as the schema allows it; null, and reported, where it makes no sense. */
export const readValue = (override: MapNode, reading: ValueReading): PlacedReference | null => {
  const valueFrom = mapAt(override, 'valueFrom');
  if (valueFrom === null) return readLiteral(override, reading);
  const span = findKey(valueFrom);
  const reference = readReference(valueFrom, reading);
  return reference === null ? null : { reference, span };
};

const readLiteral = (override: MapNode, { strict, report }: ValueReading): PlacedReference => {
  const span = override.entries.get('value')?.key ?? override;
  report({
    severity: strict ? 'error' : 'warning',
    code: 'plaintext-value',
    message: 'the value is written into the manifest in plaintext',
    hint: 'use valueFrom: env, file, sops, exec or vault',
    span,
    related: null,
  });
  return { reference: { kind: 'literal', value: new SecretValue(textAt(override, 'value') ?? '') }, span };
};

const readReference = (valueFrom: MapNode, reading: ValueReading): ValueReference | null => {
  const { target, report } = reading;
  const env = textAt(valueFrom, 'env');
  if (env !== null) {
    return { kind: 'env', name: fillPlaceholders(env, target, spanAt(valueFrom, 'env'), report) };
  }
  const file = mapAt(valueFrom, 'file');
  if (file !== null) {
    const path = textAt(file, 'path') ?? '';
    return { kind: 'file', path: fillPlaceholders(path, target, spanAt(file, 'path'), report) };
  }
  const source = textAt(valueFrom, 'source');
  if (source !== null) return readShared(source, valueFrom, reading);
  const inner =
    mapAt(valueFrom, 'sops') ?? mapAt(valueFrom, 'exec') ?? mapAt(valueFrom, 'vault') ?? valueFrom;
  const read = readRead(valueFrom, target, report);
  const field = textAt(inner, 'field');
  const path = read.kind === 'vault' && field !== null ? [field] : readPath(inner);
  return fitsPath(read, path, inner, report) ? { kind: 'read', read, source: null, path } : null;
};

const readShared = (
  name: string,
  valueFrom: MapNode,
  { sources, report }: ValueReading,
): ValueReference | null => {
  const read = sources.find(name, spanAt(valueFrom, 'source'));
  if (read === null) return null;
  const path = readPath(valueFrom);
  return fitsPath(read, path, valueFrom, report) ? { kind: 'read', read, source: name, path } : null;
};

const readPath = (map: MapNode): ValuePath =>
  (listAt(map, 'path')?.items ?? []).flatMap((item) =>
    item.kind === 'scalar' && (typeof item.value === 'string' || typeof item.value === 'number')
      ? [item.value]
      : [],
  );

/** Whether a path leads into what is read at all; where it cannot, no run of any kind would find a value. */
const fitsPath = (
  read: ValueRead,
  path: ValuePath,
  map: MapNode,
  report: (problem: Problem) => void,
): boolean => {
  const isWhole =
    (read.kind === 'exec' && read.format === 'text') || (read.kind === 'sops' && read.format === 'binary');
  if (isWhole && path.length > 0) {
    report(
      makeError(
        'misplaced-property',
        map.entries.get('path')?.key ?? map,
        `"path" leads nowhere: the format is ${read.format}`,
        read.kind === 'exec'
          ? 'say format: json, yaml or dotenv, or leave out the path'
          : 'leave out the path',
      ),
    );
    return false;
  }
  if (read.kind === 'vault' && path.length === 0) {
    report(
      makeError(
        'missing-property',
        findKey(map),
        'a Vault source needs a "path" that names a field of the secret',
        'write path: [field]',
      ),
    );
    return false;
  }
  return true;
};

/** The key that says which source a `valueFrom` uses, wherever it stands. */
const findKey = (valueFrom: MapNode): Span =>
  [...valueFrom.entries].find(([name]) => name !== 'path')?.[1].key ?? valueFrom;
