import type { SecretValue } from './secret-value.js';
import type { Diagnostic } from './diagnostic.js';

/** Steps into a decoded document: map keys, and list indices from 0. */
export type ValuePath = readonly (string | number)[];

/** How the output of a command is read; `text` is a value as a whole. */
export type DocumentFormat = 'text' | 'json' | 'yaml' | 'dotenv';
/** How a SOPS file is read; `binary` is a value as a whole. */
export type SopsFormat = 'yaml' | 'json' | 'dotenv' | 'binary';

/** One read that gives a document or a text. */
export type ValueRead =
  | {
      readonly kind: 'sops';
      /** Path as the manifest writes it, from the manifest's folder; likewise below. */
      readonly file: string;
      /** Null: by the name of the file. */
      readonly format: SopsFormat | null;
    }
  | {
      readonly kind: 'exec';
      /** Program and arguments; run without a shell. */
      readonly command: readonly string[];
      /** How its output is read. */
      readonly format: DocumentFormat;
      /** Milliseconds; null means the default. */
      readonly timeout: number | null;
    }
  | {
      readonly kind: 'vault';
      /** Where the KV version 2 engine is mounted, such as `secret`. */
      readonly mount: string;
      /** Path of the secret below the mount. */
      readonly path: string;
      /** Null: the newest. */
      readonly version: number | null;
    };

/** Where one override's value comes from: the manifest's `valueFrom` (or `value`), placeholders replaced. */
export type ValueReference =
  | {
      readonly kind: 'literal';
      /** What stands in the manifest itself. */
      readonly value: SecretValue;
    }
  | {
      readonly kind: 'env';
      /** Name of an environment variable. */
      readonly name: string;
    }
  | {
      readonly kind: 'file';
      /** Path as the manifest writes it, from the manifest's folder. */
      readonly path: string;
    }
  | {
      readonly kind: 'read';
      /** What is read; done once for all that share it. */
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

/** What became of one override's `valueFrom`. */
export type ValueResolution =
  | {
      readonly kind: 'resolved';
      /** The value, checked: text without NUL, and empty only where that is meant. */
      readonly value: SecretValue;
      /** What is odd about the value, such as a trailing newline. */
      readonly warnings: readonly Diagnostic[];
    }
  | {
      readonly kind: 'failed';
      /**
       * Whether it was refused for safety (a denied variable, a command that is not allowed, a path that leads out,
       * an altered SOPS file, …) rather than just not there. A refusal ends the run before anything is written.
       */
      readonly refused: boolean;
      /** An error at the override's place in its manifest. */
      readonly diagnostic: Diagnostic;
    }
  | {
      /** Nobody asked for it, as under `--no-values`. */
      readonly kind: 'not-evaluated';
    };
