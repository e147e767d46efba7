import { SERVICE_TYPES, scopeWord, type ServiceType } from '../../model/scope.js';
import {
  listAt,
  mapAt,
  textAt,
  type DocumentNode,
  type MapEntry,
  type MapNode,
  type Span,
} from '../parse/nodes.js';
import { makeError, type Problem } from '../problem.js';

/** One entry of a manifest as the single overrides that it stands for. */
export type ExpandedEntry =
  | {
      readonly kind: 'written';
      /** Entries with one service or scope and one secret each; every name keeps its place. */
      readonly entries: readonly MapNode[];
      /** Whether the entry lists services or secrets. */
      readonly isListed: boolean;
    }
  | {
      readonly kind: 'match';
      readonly match: EntryMatch;
      /** The entries for one service that was found. */
      readonly entriesFor: (service: {
        readonly type: ServiceType;
        readonly name: string;
      }) => readonly MapNode[];
    };

/** Which services an entry is for. */
export interface EntryMatch {
  readonly glob: string;
  readonly kinds: readonly ServiceType[];
  readonly span: Span;
}

/** Most overrides that one entry may stand for, so that a short file cannot fill the memory. */
const MOST_OVERRIDES = 100_000;

/** Expands an entry that the schema accepts; null, with a report, where it stands for too many overrides. */
export const expandEntry = (entry: MapNode, report: (problem: Problem) => void): ExpandedEntry | null => {
  const secrets = listSecrets(entry);
  const match = readMatch(entry);
  if (match !== null) {
    return {
      kind: 'match',
      match,
      entriesFor: ({ type, name }) => {
        const { start, end } = match.span;
        const node: DocumentNode = { kind: 'scalar', value: name, isBorrowed: false, start, end };
        const service = { property: scopeWord(type), entry: { key: match.span, node, isMerged: false } };
        return secrets.map((secret) => single(entry, service, secret));
      },
    };
  }
  const services = listServices(entry);
  if (services.length * secrets.length > MOST_OVERRIDES) {
    const message = `the override stands for more than ${MOST_OVERRIDES.toLocaleString('en-US')} overrides`;
    report(makeError('too-many-overrides', { start: entry.start, end: entry.start + 1 }, message));
    return null;
  }
  return {
    kind: 'written',
    entries: services.flatMap((service) => secrets.map((secret) => single(entry, service, secret))),
    isListed: [...entry.entries.keys()].some((name) => LISTS.has(name)),
  };
};

/** A property that stands for one of several. */
interface Named {
  readonly property: string;
  readonly entry: MapEntry;
}

/** The property that lists services of a kind. */
const pluralOf = (type: ServiceType): string => `${scopeWord(type)}s`;

const LISTS = new Set(['services', 'secrets', ...SERVICE_TYPES.map(pluralOf)]);

const single = (entry: MapNode, service: Named | null, secret: Named): MapNode => ({
  ...entry,
  entries: new Map([
    ...[...entry.entries].filter(([name]) => !LISTS.has(name)),
    ...(service === null ? [] : [[service.property, service.entry] as const]),
    [secret.property, secret.entry],
  ]),
});

/** The services that are listed; one null where the entry names a single service or a scope. */
const listServices = (entry: MapNode): readonly (Named | null)[] => {
  const type = SERVICE_TYPES.find((candidate) => entry.entries.has(pluralOf(candidate)));
  return type === undefined ? [null] : listNames(entry, pluralOf(type), scopeWord(type));
};

const listSecrets = (entry: MapNode): readonly Named[] => {
  const written = entry.entries.get('secret');
  return written === undefined
    ? listNames(entry, 'secrets', 'secret')
    : [{ property: 'secret', entry: written }];
};

const listNames = (entry: MapNode, list: string, property: string): readonly Named[] =>
  (listAt(entry, list)?.items ?? []).map((node) => ({
    property,
    entry: { key: node, node, isMerged: false },
  }));

const readMatch = (entry: MapNode): EntryMatch | null => {
  const services = mapAt(entry, 'services');
  if (services === null) return null;
  const words = (listAt(services, 'kinds')?.items ?? []).flatMap((item) =>
    item.kind === 'scalar' ? [item.value] : [],
  );
  return {
    glob: textAt(services, 'match') ?? '',
    kinds: SERVICE_TYPES.filter((type) => words.length === 0 || words.includes(scopeWord(type))),
    span: services.entries.get('match')?.node ?? services,
  };
};
