import { readClearNumber } from './numbers.js';

/**
 * A SOPS file as it is written, before anything is decrypted. Maps are lists of entries, because the MAC
 * depends on the order of the file and objects would reorder keys that look like integers.
 */
export type SourceNode = SourceMap | SourceList | SourceScalar | { readonly kind: 'null' };

export interface SourceMap {
  readonly kind: 'map';
  readonly entries: readonly SourceEntry[];
}

export interface SourceEntry {
  readonly key: string;
  readonly value: SourceNode;
}

export interface SourceList {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
}

export interface SourceScalar {
  readonly kind: 'scalar';
  /** Numbers without an exponent, booleans as `true` and `false`. */
  readonly text: string;
  /** What SOPS adds to its MAC for this scalar if it is plaintext. */
  readonly hashed: string;
}

/** Makes a scalar that SOPS reads as a string, and so hashes unchanged. */
export const textNode = (text: string): SourceScalar => ({ kind: 'scalar', text, hashed: text });

/** Steps to a node: map keys, and list indexes from 0. */
export type SourcePath = readonly (string | number)[];

const LONGEST_NAME = 200;

/** Names a place such as `data.stripe.keys[0]`, by keys only and never by a value. */
export const namePath = (path: SourcePath): string => {
  const name = path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
};

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const TRUES = new Set(['true', 'True', 'TRUE']);
const FALSES = new Set(['false', 'False', 'FALSE']);

/**
 * Reads an unquoted YAML or JSON scalar like SOPS. Integers stay text and are hashed as text, because SOPS writes them in the
 * spelling that it hashes. Booleans are hashed as `True` and `False`.
 * Source: `ToBytes` in sops.go.
 */
export const readPlainScalar = (text: string): SourceNode => {
  if (NULLS.has(text)) return { kind: 'null' };
  if (TRUES.has(text)) return { kind: 'scalar', text: 'true', hashed: 'True' };
  if (FALSES.has(text)) return { kind: 'scalar', text: 'false', hashed: 'False' };
  return { kind: 'scalar', ...readClearNumber(text) };
};
