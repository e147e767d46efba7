import type { ValueNode } from '../../../../src/values/value-node.js';

/** A document before encryption. `text` of a value is what SOPS encrypts: `True`, `42`, or the string. */
export type Plain =
  | PlainMap
  | { readonly kind: 'list'; readonly items: readonly Plain[] }
  | { readonly kind: 'null' }
  /** In a list, SOPS turns it into an encrypted item. */
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'value'; readonly type: 'str' | 'int' | 'float' | 'bool'; readonly text: string };

export interface PlainMap {
  readonly kind: 'map';
  readonly entries: readonly (readonly [string, Plain])[];
}

export const map = (...entries: readonly (readonly [string, Plain])[]): PlainMap => ({
  kind: 'map',
  entries,
});
export const list = (...items: readonly Plain[]): Plain => ({ kind: 'list', items });
export const str = (text: string): Plain => ({ kind: 'value', type: 'str', text });
export const int = (text: string): Plain => ({ kind: 'value', type: 'int', text });
export const float = (text: string): Plain => ({ kind: 'value', type: 'float', text });
export const bool = (value: boolean): Plain => ({
  kind: 'value',
  type: 'bool',
  text: value ? 'True' : 'False',
});
export const nothing: Plain = { kind: 'null' };
export const comment = (text: string): Plain => ({ kind: 'comment', text });

/** What must come out when a document was encrypted and decrypted again. */
export const toValueNode = (plain: Exclude<Plain, { kind: 'comment' }>): ValueNode => {
  switch (plain.kind) {
    case 'null':
      return plain;
    case 'value':
      return { kind: 'scalar', text: plain.type === 'bool' ? plain.text.toLowerCase() : plain.text };
    case 'list':
      return { kind: 'list', items: withoutComments(plain.items).map(toValueNode) };
    case 'map':
      return {
        kind: 'map',
        entries: new Map(
          plain.entries.flatMap(([key, value]) =>
            value.kind === 'comment' ? [] : [[key, toValueNode(value)]],
          ),
        ),
      };
  }
};

const withoutComments = (items: readonly Plain[]) => items.filter((item) => item.kind !== 'comment');
