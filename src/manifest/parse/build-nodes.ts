import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';
import type { EarlyItems } from './early-items.js';
import { addEntry, mergeEntries } from './map-entries.js';
import type { DocumentNode, Extent, MapEntry, ScalarNode, Span } from './nodes.js';
import type { ParsedDocument } from './parsed-document.js';
import { makeError, type Problem } from '../problem.js';

/** How far a document may expand. */
export interface Limits {
  /** Nodes, aliases expanded. */
  readonly size: number;
  /** Levels, aliases expanded. */
  readonly depth: number;
}

interface Building {
  readonly limits: Limits;
  readonly early: EarlyItems;
  readonly problems: Problem[];
  readonly anchors: Map<string, DocumentNode>;
  borrowedSize: number;
  isAborted: boolean;
}

const CORE_TAGS = 'tag:yaml.org,2002:';
const KNOWN_TAGS = new Set([
  '!',
  ...['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => CORE_TAGS + name),
]);
const LONE_SURROGATE = /\p{Cs}/u;

/**
 * Turns the library's document into nodes with positions. Aliases and merge keys are resolved; duplicate keys, tags and odd
 * keys are reported. An alias shares the nodes of its anchor, and the size that all aliases would expand to is counted along
 * the way, so that an alias bomb is found at linear cost. List items that were built early come before those that are left.
 */
export const buildNodes = (document: Document.Parsed, limits: Limits, early: EarlyItems): ParsedDocument => {
  const building: Building = {
    limits,
    early,
    problems: [...early.problems],
    anchors: new Map(),
    borrowedSize: 0,
    isAborted: false,
  };
  const contents = document.contents;
  const root = contents === null || isEmpty(contents) ? null : build(contents, building);
  return {
    root: building.isAborted ? null : root,
    problems: building.problems,
    isWellFormed: !building.isAborted,
  };
};

/** A document without content is composed as a scalar of no length. */
const isEmpty = (node: ParsedNode): boolean =>
  isScalar(node) && node.value === null && node.range[0] === node.range[1] && node.anchor === undefined;

const build = (node: ParsedNode, building: Building): DocumentNode => {
  if (isAlias(node)) return borrow(node, building);
  const built = buildWritten(node, building);
  if (node.tag !== undefined && !KNOWN_TAGS.has(node.tag)) {
    building.problems.push(
      makeError(
        'unsupported-tag',
        built,
        'a YAML tag has no meaning in a manifest',
        'remove the tag; put text that starts with ! in quotes',
      ),
    );
  }
  if (node.anchor !== undefined) building.anchors.set(node.anchor, built);
  return built;
};

const buildWritten = (node: Exclude<ParsedNode, Alias.Parsed>, building: Building): DocumentNode => {
  const [start, end] = node.range;
  if (isMap(node)) {
    const entries = buildEntries(node, building);
    const { size, depth } = measure(Array.from(entries.values(), (entry) => entry.node));
    return { kind: 'map', entries, start, end, isBorrowed: false, size, depth };
  }
  if (isSeq(node)) {
    const first = building.early.lists.get(start) ?? [];
    const items = first.concat(node.items.map((item) => build(item, building)));
    const { size, depth } = measure(items);
    return { kind: 'list', items, start, end, isBorrowed: false, size, depth };
  }
  const { value } = node;
  if (typeof value === 'string' && LONE_SURROGATE.test(value)) {
    building.problems.push(
      makeError(
        'bad-text',
        { start, end },
        'the text contains half of a surrogate pair',
        'write the character itself instead of \\u escapes',
      ),
    );
  }
  return { kind: 'scalar', value: value as ScalarNode['value'], start, end, isBorrowed: false };
};

const SCALAR_EXTENT: Extent = { size: 1, depth: 1 };

const extentOf = (node: DocumentNode): Extent => (node.kind === 'scalar' ? SCALAR_EXTENT : node);

const measure = (children: readonly DocumentNode[]): Extent => {
  let size = 1;
  let deepest = 0;
  for (const child of children) {
    const extent = extentOf(child);
    size += extent.size;
    deepest = Math.max(deepest, extent.depth);
  }
  return { size, depth: deepest + 1 };
};

const borrow = (alias: Alias.Parsed, building: Building): DocumentNode => {
  const place = { start: alias.range[0], end: alias.range[1], isBorrowed: true };
  const nothing: ScalarNode = { kind: 'scalar', value: null, ...place };
  if (building.isAborted) return nothing;
  const target = building.anchors.get(alias.source);
  if (target === undefined) {
    building.problems.push(
      makeError(
        'bad-alias',
        place,
        'the alias has no anchor before it',
        'put text that starts with * in quotes',
      ),
    );
    building.isAborted = true;
    return nothing;
  }
  const { size, depth } = extentOf(target);
  building.borrowedSize += size;
  if (building.borrowedSize > building.limits.size) {
    building.problems.push(
      makeError(
        'alias-bomb',
        place,
        'the aliases expand to far more than was written',
        'write the entries out',
      ),
    );
  } else if (depth > building.limits.depth) {
    building.problems.push(makeError('too-deep', place, 'the aliases nest lists and maps too deeply'));
  } else {
    return { ...target, ...place };
  }
  building.isAborted = true;
  return nothing;
};

const buildEntries = (map: YAMLMap.Parsed, building: Building): ReadonlyMap<string, MapEntry> => {
  const entries = new Map<string, MapEntry>();
  const merged: DocumentNode[] = [];
  for (const pair of map.items) {
    const key = pair.key;
    const span: Span = { start: key.range[0], end: Math.max(key.range[1], key.range[0] + 1) };
    const node = pair.value === null ? emptyAt(key.range[1]) : build(pair.value, building);
    if (isScalar(key) && key.anchor !== undefined) build(key, building);
    const name = readKey(key);
    if (name === null) {
      building.problems.push(makeError('bad-key', span, 'a key must be plain text', 'put the key in quotes'));
    } else if (isMergeKey(key)) {
      merged.push(node);
    } else {
      addEntry(entries, name, { key: span, node, isMerged: false }, building.problems);
    }
  }
  if (!building.isAborted) for (const node of merged) mergeEntries(entries, node, building.problems);
  return entries;
};

const emptyAt = (offset: number): ScalarNode => ({
  kind: 'scalar',
  value: null,
  start: offset,
  end: offset,
  isBorrowed: false,
});

const isMergeKey = (key: ParsedNode): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN';

const readKey = (key: ParsedNode): string | null => {
  if (!isScalar(key) || key.value === null) return null;
  return typeof key.value === 'string' ? key.value : (key.source ?? null);
};
