import type { SecretValue } from './secret-value.js';
import type { Diagnostic } from './diagnostic.js';

/** Steps into a decoded document: map keys, and list indices from 0. */
export type ValuePath = readonly (string | number)[];

/** How to parse the output of a command; `text` is the whole output as one value. */
export type DocumentFormat = 'text' | 'json' | 'yaml' | 'dotenv';
/** How to parse a SOPS file; `binary` is the whole file as one value. */
export type SopsFormat = 'yaml' | 'json' | 'dotenv' | 'binary';

/** One read, which gives a document or a text. */
export type ValueRead =
  | {
      readonly kind: 'sops';
      /** Path as the manifest writes it, relative to the manifest's folder. */
      readonly file: string;
      /** Null: derived from the file name. */
      readonly format: SopsFormat | null;
    }
  | {
      readonly kind: 'exec';
      /** Program and arguments, run without a shell. */
      readonly command: readonly string[];
      /** How to parse the output. */
      readonly format: DocumentFormat;
      /** Milliseconds; null: the default. */
      readonly timeout: number | null;
    }
  | {
      readonly kind: 'vault';
      /** Mount path of the KV version 2 engine, such as `secret`. */
      readonly mount: string;
      /** Path of the secret below the mount. */
      readonly path: string;
      /** Null: the latest. */
      readonly version: number | null;
    };

/** Where one override's value comes from: `valueFrom` (or `value`) of the manifest, with placeholders replaced. */
export type ValueReference =
  | {
      readonly kind: 'literal';
      /** The value in the manifest itself. */
      readonly value: SecretValue;
    }
  | {
      readonly kind: 'env';
      /** Name of an environment variable. */
      readonly name: string;
    }
  | {
      readonly kind: 'file';
      /** Path as the manifest writes it, relative to the manifest's folder. */
      readonly path: string;
    }
  | {
      readonly kind: 'read';
      /** The read. It is done once for all references that share it. */
      readonly read: ValueRead;
      /** Name under `sources` if the read is shared, else null. */
      readonly source: string | null;
      /** Empty: the whole text. A Vault `field` is a path of one step. */
      readonly path: ValuePath;
    };

/** The manifest's word for a source, as plans print it. */
export type ValueSourceName = 'value' | 'env' | 'file' | 'sops' | 'exec' | 'vault' | 'source';

/** Returns the manifest's word for the source of a value. */
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

/** The result of resolving one override's value. */
export type ValueResolution =
  | {
      readonly kind: 'resolved';
      /** The checked value: text without NUL, and empty only if `allowEmpty` is set. */
      readonly value: SecretValue;
      /** Warnings about the value, such as a trailing newline. */
      readonly warnings: readonly Diagnostic[];
    }
  | {
      readonly kind: 'failed';
      /**
       * Whether the value was refused for safety (a denied variable, a command that is not allowed, a path outside the root, an altered
       * SOPS file, …) rather than just missing. A refusal ends the run before anything is written.
       */
      readonly refused: boolean;
      /** An error at the override's place in its manifest. */
      readonly diagnostic: Diagnostic;
    }
  | {
      /** The value was not requested, as with `--no-values`. */
      readonly kind: 'not-evaluated';
    };
