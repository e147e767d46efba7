import { isKnownWord } from './shape.js';
import type { DocumentNode } from '../parse/nodes.js';

/** The node that a checker's error is about, and its name in a sentence. */
export interface Resolved {
  readonly node: DocumentNode;
  /** Such as `"stack"`, `an item of "path"` or `the override`; never a word that only the manifest knows. */
  readonly name: string;
  /** The property it belongs to; null for list items and the root. */
  readonly property: string | null;
}

/** Follows the JSON pointer of a checker's error through the nodes. */
export const resolvePointer = (root: DocumentNode, name: string, pointer: string): Resolved => {
  let at: Resolved = { node: root, name, property: null };
  for (const step of pointer.split('/').slice(1))
    at = follow(at, step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return at;
};

const follow = (at: Resolved, step: string): Resolved => {
  const { node } = at;
  if (node.kind === 'list') {
    const item = node.items[Number(step)];
    return item === undefined ? at : { node: item, name: `an item of ${at.name}`, property: null };
  }
  if (node.kind !== 'map') return at;
  const entry = node.entries.get(step);
  if (entry === undefined) return at;
  return { node: entry.node, name: isKnownWord(step) ? `"${step}"` : 'the entry', property: step };
};
