import type { ClearText, ValueNode } from '../value-node.js';
import { isSealed } from './cipher.js';
import type { SourceNode } from './source-node.js';

/** What the source of a file says about its plaintext, for a document that the `sops` program decrypted. */
export interface ClearMarks {
  /** Null if the source cannot be read here: then every value counts as plaintext. */
  readonly source: SourceNode | null;
  readonly clear: ClearText;
}

/** Marks the values that a file holds in plaintext. What does not match its source counts as plaintext too. */
export const markClear = (document: ValueNode, { source, clear }: ClearMarks): ValueNode => {
  const mark = (node: ValueNode, from: SourceNode | null): ValueNode => {
    switch (node.kind) {
      case 'null':
      case 'unreadable':
        return node;
      case 'scalar':
        return from?.kind === 'scalar' && isSealed(from.text) ? node : { ...node, clear };
      case 'list': {
        const items = from?.kind === 'list' ? from.items.filter((item) => !isSealedComment(item)) : [];
        return { kind: 'list', items: node.items.map((item, index) => mark(item, items[index] ?? null)) };
      }
      case 'map': {
        const entries = new Map(
          from?.kind === 'map' ? from.entries.map(({ key, value }) => [key, value]) : [],
        );
        return {
          kind: 'map',
          entries: new Map(
            [...node.entries].map(([key, value]) => [key, mark(value, entries.get(key) ?? null)]),
          ),
        };
      }
    }
  };
  return mark(document, source);
};

/** SOPS encrypts comments in lists as items, and leaves them out of what it decrypts. */
const isSealedComment = (node: SourceNode): boolean =>
  node.kind === 'scalar' && isSealed(node.text) && node.text.endsWith(',type:comment]');
