import type { Diagnostic } from './diagnostic.js';
import type { ScopeType } from './scope.js';

/**
 * A manifest file that an import writes.
 *
 * @inline
 */
export interface ImportedFile {
  /** Path as shown to people; null for standard output. */
  readonly file: string | null;
  /** Whether the file is new. */
  readonly isNew: boolean;
  /** Number of overrides added. */
  readonly added: number;
  /** The complete text. */
  readonly text: string;
}

/**
 * An environment variable that supplies a value.
 *
 * @inline
 */
export interface ImportedVariable {
  /** Such as `CHECKOUT_DATABASE_URL`. */
  readonly name: string;
  /** Address of the override whose value it must hold. */
  readonly address: string;
}

/** The result of an import. */
export interface Import {
  /** Sorted by path. */
  readonly files: readonly ImportedFile[];
  /** Sorted by address. */
  readonly variables: readonly ImportedVariable[];
  /** Number of overrides that manifests already declare. */
  readonly declared: number;
  /** What could not be read or cannot be declared. */
  readonly diagnostics: readonly Diagnostic[];
}

/** An override to write into a manifest. Its value becomes a reference to an environment variable. */
export interface DraftOverride {
  /** Level at which the override lives. */
  readonly scopeType: ScopeType;
  /** Name, or UUID if the name is not unique; null at environment and project scope. */
  readonly service: string | null;
  /** Key of the overridden secret, or its UUID if the key is not unique. */
  readonly secret: string;
  /** Name for `valueFrom: { env: … }`. */
  readonly env: string;
  /** Null: omitted. */
  readonly description: string | null;
  /** Null: omitted. */
  readonly enableInterpolationInFile: boolean | null;
}

/** One manifest document to write: all overrides of one stack in one environment. */
export interface ManifestDraft {
  /** Owner of the overrides. */
  readonly stack: string;
  /** Name or UUID; null: omitted. */
  readonly organization: string | null;
  /** Name or UUID. */
  readonly project: string;
  /** Name or UUID. */
  readonly environment: string;
  /** In the order of the document; may be empty. */
  readonly overrides: readonly DraftOverride[];
}
