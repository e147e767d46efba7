import { SecretValue } from '../../model/secret-value.js';
import type { ReadName, ValueReference, ValueSourceName } from '../../model/value-reference.js';
import { joinWords } from '../../text/words.js';
import { mapAt, textAt, type MapNode, type Span } from '../parse/nodes.js';
import { makeError, type Problem } from '../problem.js';
import {
  fillAt,
  findPathProblem,
  findReadName,
  READ_NAMES,
  readOwnPath,
  readPath,
  readSource,
  spanAt,
} from './read-source.js';
import { fillVariable, type PlaceholderReading } from './placeholders.js';
import type { Sources } from './sources.js';

/** What an override's value is read with. */
export interface ValueReading extends PlaceholderReading {
  readonly sources: Sources;
  /** Whether a literal value is an error rather than a warning. */
  readonly strict: boolean;
}

/** A value reference with the place of the word that names its source. */
export interface PlacedReference {
  readonly reference: ValueReference;
  readonly span: Span;
}

/** Reads an override's `value` or `valueFrom`, which the schema accepts; null, with a report, if it can never give a value. */
export const readValue = (override: MapNode, reading: ValueReading): PlacedReference | null => {
  const valueFrom = mapAt(override, 'valueFrom');
  if (valueFrom === null) return readLiteral(override, reading);
  const reference = readReference(valueFrom, reading);
  return reference === null ? null : { reference, span: findKey(valueFrom) };
};

const readLiteral = (override: MapNode, { strict, report }: ValueReading): PlacedReference => {
  const span = override.entries.get('value')?.key ?? override;
  report({
    severity: strict ? 'error' : 'warning',
    code: 'plaintext-value',
    message: 'the manifest contains the value in plaintext',
    hint: `use valueFrom: ${joinWords(['env', 'file', ...READ_NAMES], 'or')}`,
    span,
    related: null,
  });
  return { reference: { kind: 'literal', value: new SecretValue(textAt(override, 'value') ?? '') }, span };
};

type ReferenceReader = (valueFrom: MapNode, reading: ValueReading) => ValueReference | null;

const readEnv: ReferenceReader = (valueFrom, reading) => ({
  kind: 'env',
  name: fillVariable(textAt(valueFrom, 'env') ?? '', spanAt(valueFrom, 'env'), reading),
});

const readFile: ReferenceReader = (valueFrom, reading) => ({
  kind: 'file',
  path: fillAt(mapAt(valueFrom, 'file') ?? valueFrom, 'path', reading),
});

const readShared: ReferenceReader = (valueFrom, reading) => {
  const { sources, report } = reading;
  const name = textAt(valueFrom, 'source') ?? '';
  const read = sources.find(name, spanAt(valueFrom, 'source'));
  if (read === null) return null;
  const reference = { kind: 'read', read, source: name, path: readPath(valueFrom, reading) } as const;
  return checkPath(reference, valueFrom, report);
};

const readOwn = (valueFrom: MapNode, name: ReadName, reading: ValueReading): ValueReference | null => {
  const source = mapAt(valueFrom, name) ?? valueFrom;
  const read = readSource(valueFrom, name, reading);
  const reference = { kind: 'read', read, source: null, path: readOwnPath(source, name, reading) } as const;
  return checkPath(reference, source, reading.report);
};

/** The sources that only one override can use. */
const READERS: Readonly<Record<Exclude<ValueSourceName, ReadName | 'value'>, ReferenceReader>> = {
  env: readEnv,
  file: readFile,
  source: readShared,
};

const readReference = (valueFrom: MapNode, reading: ValueReading): ValueReference | null => {
  const name = findReadName(valueFrom);
  if (name !== null) return readOwn(valueFrom, name, reading);
  const [, read] = Object.entries(READERS).find(([property]) => valueFrom.entries.has(property)) ?? [];
  if (read === undefined) throw new TypeError('the schema allows a source that is not read');
  return read(valueFrom, reading);
};

/** Gives the reference back, unless its path cannot lead to a value in any run. */
const checkPath = (
  reference: Extract<ValueReference, { readonly kind: 'read' }>,
  map: MapNode,
  report: (problem: Problem) => void,
): ValueReference | null => {
  const problem = findPathProblem(reference.read, reference.path);
  if (problem === null) return reference;
  const { message, hint } = problem;
  report(
    problem.kind === 'missing'
      ? makeError('missing-property', findKey(map), message, hint)
      : makeError('misplaced-property', map.entries.get('path')?.key ?? map, message, hint),
  );
  return null;
};

/** The key that names the source of a `valueFrom`, wherever it stands in it. */
const findKey = (valueFrom: MapNode): Span =>
  [...valueFrom.entries].find(([name]) => name !== 'path')?.[1].key ?? valueFrom;
