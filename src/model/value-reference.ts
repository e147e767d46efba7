import type { SecretValue } from './secret-value.js';
import type { Diagnostic } from './diagnostic.js';

/**
 * Steps into a decoded document: map keys, and list indexes from 0.
 *
 * @inline
 */
export type ValuePath = readonly (string | number)[];

/**
 * How to parse the output of a command; `text` is the whole output as one value.
 *
 * @inline
 */
export type DocumentFormat = 'text' | 'json' | 'yaml' | 'dotenv';
/**
 * How to parse a SOPS file; `binary` is the whole file as one value.
 *
 * @inline
 */
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
      /** Mount path of the KV engine, such as `secret`. */
      readonly mount: string;
      /** Path of the secret below the mount. */
      readonly path: string;
      /** Null: the latest. */
      readonly version: number | null;
      /** Null: Vault is asked. */
      readonly kvVersion: 1 | 2 | null;
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
      /** The read. It is done once for all overrides that share it. */
      readonly read: ValueRead;
      /** Name under `sources` if the read is shared, else null. */
      readonly source: string | null;
      /** Empty: the whole text. A Vault `field` is a path of one step. */
      readonly path: ValuePath;
    };

/** The manifest's word for a source that several overrides can share under `sources`. */
export type ReadName = ValueRead['kind'];

/** The manifest's word for a source, as plans print it. */
export type ValueSourceName = 'value' | 'env' | 'file' | ValueRead['kind'] | 'source';

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

/** Environment variables with credentials for a source. */
export interface SourceCredentials {
  /** In upper case; a final `*` matches any suffix. No manifest can use them as values. */
  readonly names: readonly string[];
  /** Whether commands that manifests run get them. Programs for the same store need them. */
  readonly reachCommands: boolean;
}

/** The credentials of each source. */
export const SOURCE_CREDENTIALS: Readonly<Record<ReadName, SourceCredentials>> = {
  sops: { names: ['SOPS_AGE_*'], reachCommands: false },
  exec: { names: [], reachCommands: true },
  vault: {
    names: ['TOKEN', 'ROLE_ID', 'SECRET_ID', 'ID_TOKEN'].flatMap((name) => [`VAULT_${name}`, `BAO_${name}`]),
    reachCommands: true,
  },
};

/** How a plan names a read. The texts come from the manifest, so renderers escape them. */
export interface ReadLabel {
  /** Such as the path of a file. */
  readonly subject: string;
  /** Such as `version 3`; null if there is nothing to add. */
  readonly remark: string | null;
  /** Whether it has plain fields. Then a path is the name of a field, rather than steps into a document. */
  readonly hasFields: boolean;
}

/** Names a read. Of a command, it names only the program, because arguments can contain anything. */
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
