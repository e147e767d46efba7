import type { ValueNode } from '../../../../src/values/value-node.js';

/** A scalar and the way to it. */
export interface Leaf {
  readonly path: readonly (string | number)[];
  readonly value: string;
}

/** Every scalar of a document, in order. */
export const leavesOf = (node: ValueNode, path: readonly (string | number)[] = []): readonly Leaf[] => {
  switch (node.kind) {
    case 'null':
    case 'unreadable':
      return [];
    case 'scalar':
      return [{ path, value: node.text }];
    case 'list':
      return node.items.flatMap((item, index) => leavesOf(item, [...path, index]));
    case 'map':
      return [...node.entries].flatMap(([key, value]) => leavesOf(value, [...path, key]));
  }
};
