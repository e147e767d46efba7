import { parseDuration } from '../../text/time.js';
import type {
  DocumentFormat,
  ReadName,
  SopsFormat,
  ValuePath,
  ValueRead,
} from '../../model/value-reference.js';
import { listAt, mapAt, textAt, valueAt, type MapNode, type Span } from '../parse/nodes.js';
import { asPathPart, fillPlaceholders, fillText, type PlaceholderReading } from './placeholders.js';
import { makeError, type Problem } from '../problem.js';

/** Reads the map under the name of a source, which the schema has accepted. */
type SourceReader = (source: MapNode, reading: PlaceholderReading) => ValueRead;

const readSops: SourceReader = (sops, reading) => ({
  kind: 'sops',
  file: fillAt(sops, 'file', reading),
  format: textAt(sops, 'format') as SopsFormat | null,
});

const readExec: SourceReader = (exec, { report }) => ({
  kind: 'exec',
  command: (listAt(exec, 'command')?.items ?? []).flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : [],
  ),
  format: (textAt(exec, 'format') ?? 'text') as DocumentFormat,
  timeout: readTimeout(exec, report),
});

const readVault: SourceReader = (vault, reading) => {
  const [version, kvVersion] = [valueAt(vault, 'version'), valueAt(vault, 'kvVersion')];
  if (kvVersion === 1 && version !== undefined) {
    reading.report(
      makeError(
        'conflicting-properties',
        spanAt(vault, 'version'),
        '"version" names an older version of a secret, and KV version 1 keeps none',
        'remove "version"',
      ),
    );
  }
  return {
    kind: 'vault',
    // As `vault secrets list` prints it.
    mount: (textAt(vault, 'mount') ?? '').replace(/\/$/, ''),
    path: fillAt(vault, 'path', reading),
    version: typeof version === 'number' ? version : null,
    kvVersion: kvVersion === 1 || kvVersion === 2 ? kvVersion : null,
  };
};

const READERS: Readonly<Record<ReadName, SourceReader>> = {
  sops: readSops,
  exec: readExec,
  vault: readVault,
};

/** The sources that overrides can share, in the order in which messages name them. */
export const READ_NAMES = Object.keys(READERS) as readonly ReadName[];

/** Finds which source a map such as `{ sops: … }` is about; null where it is none that can be shared. */
export const findReadName = (map: MapNode): ReadName | null =>
  READ_NAMES.find((name) => map.entries.has(name)) ?? null;

/** Reads the source under `name`, as the schema allows it, with its placeholders replaced. */
export const readSource = (map: MapNode, name: ReadName, reading: PlaceholderReading): ValueRead =>
  READERS[name](mapAt(map, name) ?? map, reading);

/** Reads where in its own source an override's value is; the map is the one under the name of the source. */
export const readOwnPath = (source: MapNode, name: ReadName, reading: PlaceholderReading): ValuePath => {
  switch (name) {
    case 'sops':
    case 'exec':
      return readPath(source, reading);
    case 'vault':
      return [fillText(textAt(source, 'field') ?? '', reading)];
  }
};

/** Reads the steps under `path`, with their placeholders replaced. */
export const readPath = (map: MapNode, reading: PlaceholderReading): ValuePath =>
  (listAt(map, 'path')?.items ?? []).flatMap((item): readonly (string | number)[] => {
    if (item.kind !== 'scalar') return [];
    if (typeof item.value === 'string') return [fillText(item.value, reading)];
    return typeof item.value === 'number' ? [item.value] : [];
  });

/** What is wrong with a path for a source: either it leads nowhere (`needless`), or it is `missing`. */
export interface PathProblem {
  readonly kind: 'needless' | 'missing';
  readonly message: string;
  readonly hint: string;
}

/** Finds why no run could ever find a value at this path; null where one may. */
export const findPathProblem = (read: ValueRead, path: ValuePath): PathProblem | null => {
  switch (read.kind) {
    case 'sops':
      return read.format === 'binary' && path.length > 0
        ? leadsNowhere(read.format, 'remove the path')
        : null;
    case 'exec':
      return read.format === 'text' && path.length > 0
        ? leadsNowhere(read.format, 'set format to json, yaml or dotenv, or remove the path')
        : null;
    case 'vault':
      return path.length > 0
        ? null
        : {
            kind: 'missing',
            message: 'a Vault source needs a "path" that names a field of the secret',
            hint: 'write path: [field]',
          };
  }
};

const leadsNowhere = (format: string, hint: string): PathProblem => ({
  kind: 'needless',
  message: `"path" leads nowhere, because the format is ${format}`,
  hint,
});

/** The place of what stands under a property. */
export const spanAt = (map: MapNode, property: string): Span => map.entries.get(property)?.node ?? map;

/** Reads the text under a property and replaces its placeholders. */
export const fillAt = (map: MapNode, property: string, reading: PlaceholderReading): string =>
  fillPlaceholders(textAt(map, property) ?? '', spanAt(map, property), reading, asPathPart);

/** Longest time that a timer can wait, in milliseconds. */
const LONGEST_TIMER = 2_147_483_647;

const readTimeout = (exec: MapNode, report: (problem: Problem) => void): number | null => {
  const text = textAt(exec, 'timeout');
  if (text === null) return null;
  const milliseconds = parseDuration(text);
  if (milliseconds !== null && milliseconds <= LONGEST_TIMER) return milliseconds;
  report(makeError('bad-format', spanAt(exec, 'timeout'), '"timeout" is longer than 24 days'));
  return null;
};
