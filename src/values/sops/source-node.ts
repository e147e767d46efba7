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
  /** Numbers as spelled, booleans as `true` and `false`. */
  readonly text: string;
  /** What SOPS feeds to its MAC for this scalar where it stands in the clear. */
  readonly hashed: string;
}

/** Makes a scalar that SOPS reads as a string, and so hashes as it stands. */
export const textNode = (text: string): SourceScalar => ({ kind: 'scalar', text, hashed: text });

/** Steps to a node: map keys, and list indices from 0. */
export type SourcePath = readonly (string | number)[];

const LONGEST_NAME = 200;

/** Names a place such as `data.stripe.keys[0]`; it holds keys only, never a value. */
export const namePath = (path: SourcePath): string => {
  const name = path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
};
