import type { SecretValue } from './secret-value.js';
import type { Diagnostic } from './diagnostic.js';

/** Steps into a decoded document: map keys, and list indexes from 0. */
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
      /** Path as the manifest writes it, from the manifest's folder. */
      readonly path: string;
    }
  | {
      readonly kind: 'read';
      /** What is read; once for all overrides that share it. */
      readonly read: ValueRead;
      /** Name under `sources` where the read is a shared one, else null. */
      readonly source: string | null;
      /** Empty: the text as a whole. A Vault `field` is a path of one step. */
      readonly path: ValuePath;
    };

/** The manifest's word for a source that several overrides can share under `sources`. */
export type ReadName = ValueRead['kind'];

/** The manifest's word for a source, as plans print it. */
export type ValueSourceName = 'value' | 'env' | 'file' | ValueRead['kind'] | 'source';

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

/** Environment variables with which a source is read. */
export interface SourceCredentials {
  /** In upper case; a final `*` stands for any rest. No manifest can use them as values. */
  readonly names: readonly string[];
  /** Whether commands that manifests run get them: what talks to the same store needs them. */
  readonly reachCommands: boolean;
}

/** The credentials of each source. */
export const SOURCE_CREDENTIALS: Readonly<Record<ReadName, SourceCredentials>> = {
  sops: { names: ['SOPS_AGE_*'], reachCommands: false },
  exec: { names: [], reachCommands: true },
  vault: { names: ['VAULT_TOKEN', 'BAO_TOKEN'], reachCommands: true },
};

/** How a plan names what is read. Its texts are the manifest's: renderers escape them. */
export interface ReadLabel {
  /** Such as the path of a file. */
  readonly subject: string;
  /** Such as `version 3`; null where there is nothing to add. */
  readonly remark: string | null;
  /** Whether it holds plain fields, so that a path is the name of one, rather than steps into a document. */
  readonly hasFields: boolean;
}

/** Names what is read. Of a command only the program is named: its arguments may hold anything. */
export const labelRead = (read: ValueRead): ReadLabel => {
  switch (read.kind) {
    case 'sops':
      return { subject: read.file, remark: null, hasFields: false };
    case 'exec': {
      const [program = '', ...rest] = read.command;
      const remark = rest.length === 1 ? '1 argument' : `${String(rest.length)} arguments`;
      return { subject: program, remark, hasFields: false };
    }
    case 'vault': {
      const remark = read.version === null ? null : `version ${String(read.version)}`;
      return { subject: `${read.mount}/${read.path}`, remark, hasFields: true };
    }
  }
};

/** The result of reading one override's value. */
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
      /** It was not read, as with `--no-values`. */
      readonly kind: 'not-evaluated';
    };
