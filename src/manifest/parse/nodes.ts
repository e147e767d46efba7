/** A stretch of a file's text: UTF-16 offsets, `end` not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What every node has besides its place. */
interface NodeBase extends Span {
  /** Whether its place is that of an alias or a merge key, so that its content is elsewhere. */
  readonly isBorrowed: boolean;
}

/** How large a node is with every alias expanded, itself included; a scalar has one of each. */
export interface Extent {
  /** Nodes. */
  readonly size: number;
  /** Levels. */
  readonly depth: number;
}

/** A scalar as YAML's core schema reads it. */
export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

/** A list. */
export interface ListNode extends NodeBase, Extent {
  readonly kind: 'list';
  readonly items: readonly DocumentNode[];
}

/** A map; merge keys are already resolved. */
export interface MapNode extends NodeBase, Extent {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
}

/** One key of a map, with its value. */
export interface MapEntry {
  readonly key: Span;
  readonly node: DocumentNode;
  /** Whether it comes from a merge key. */
  readonly isMerged: boolean;
}

/** A document as data with positions. */
export type DocumentNode = ScalarNode | ListNode | MapNode;

/** Turns a node into plain data for the schema checker. Maps have no prototype, so that no key is special. */
export const toData = (node: DocumentNode): unknown => {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toData);
    case 'map': {
      const data = Object.create(null) as Record<string, unknown>;
      for (const [key, entry] of node.entries) data[key] = toData(entry.node);
      return data;
    }
  }
};

/** The text under a key; null if the key is missing or has another kind of value. */
export const textAt = (map: MapNode, key: string): string | null => {
  const value = valueAt(map, key);
  return typeof value === 'string' ? value : null;
};

/** The scalar under a key; undefined if the key is missing or has a list or a map. */
export const valueAt = (map: MapNode, key: string): ScalarNode['value'] | undefined => {
  const node = map.entries.get(key)?.node;
  return node?.kind === 'scalar' ? node.value : undefined;
};

/** The map under a key; null if the key is missing or has another kind of value. */
export const mapAt = (map: MapNode, key: string): MapNode | null => {
  const node = map.entries.get(key)?.node;
  return node?.kind === 'map' ? node : null;
};

/** The list under a key; null if the key is missing or has another kind of value. */
export const listAt = (map: MapNode, key: string): ListNode | null => {
  const node = map.entries.get(key)?.node;
  return node?.kind === 'list' ? node : null;
};
