import type { SecretValue } from './secret-value.js';

/** Steps into a decoded document: map keys, and list indices from 0. */
export type ValuePath = readonly (string | number)[];

export type DocumentFormat = 'text' | 'json' | 'yaml' | 'dotenv';
export type SopsFormat = 'yaml' | 'json' | 'dotenv' | 'binary';

/** One read that gives a document or a text. */
export type ValueRead =
  | { readonly kind: 'sops'; readonly file: string; readonly format: SopsFormat | null }
  | {
      readonly kind: 'exec';
      readonly command: readonly string[];
      readonly format: DocumentFormat;
      /** Milliseconds; null means the default. */
      readonly timeout: number | null;
    }
  | {
      readonly kind: 'vault';
      readonly mount: string;
      readonly path: string;
      readonly version: number | null;
    };

/** Where one override's value comes from: the manifest's `valueFrom` (or `value`), placeholders replaced. */
export type ValueReference =
  | { readonly kind: 'literal'; readonly value: SecretValue }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'read';
      readonly read: ValueRead;
      /** Name under `sources` where the read is a shared one, else null. */
      readonly source: string | null;
      /** Empty: the text as a whole. A Vault `field` is a path of one step. */
      readonly path: ValuePath;
    };

/** The word of the manifest for a source, as plans print it. */
export type ValueSourceName = 'value' | 'env' | 'file' | 'sops' | 'exec' | 'vault' | 'source';

/** Names the source of a value with the manifest's word for it. */
export const valueSourceName = (reference: ValueReference): ValueSourceName => {
  switch (reference.kind) {
    case 'literal':
      return 'value';
    case 'env':
    case 'file':
      return reference.kind;
    case 'read':
      return reference.source === null ? reference.read.kind : 'source';
  }
};
