import type { Diagnostic } from './diagnostic.js';
import type { ScopeType } from './scope.js';

/**
 * A manifest file with what an import puts into it.
 *
 * @inline
 */
export interface ImportedFile {
  /** Path as shown to people; null where it goes to standard output. */
  readonly file: string | null;
  /** Whether it was not there before. */
  readonly isNew: boolean;
  /** Overrides added. */
  readonly added: number;
  /** Its whole text. */
  readonly text: string;
}

/**
 * A variable that a manifest takes a value from.
 *
 * @inline
 */
export interface ImportedVariable {
  /** Such as `CHECKOUT_DATABASE_URL`. */
  readonly name: string;
  /** Address of the override whose value it is to hold. */
  readonly address: string;
}

/** What an import came to. */
export interface Import {
  /** Sorted by path. */
  readonly files: readonly ImportedFile[];
  /** In the order of the addresses. */
  readonly variables: readonly ImportedVariable[];
  /** Overrides that manifests declared already. */
  readonly declared: number;
  /** What could not be read or cannot be declared. */
  readonly diagnostics: readonly Diagnostic[];
}

/** An override to be written into a manifest, its value as a reference to an environment variable. */
export interface DraftOverride {
  /** Level at which the override lives. */
  readonly scopeType: ScopeType;
  /** Name, or UUID where the name is not unique; null at environment and project scope. */
  readonly service: string | null;
  /** Key of the overridden secret, or its UUID where the key is not unique. */
  readonly secret: string;
  /** Name for `valueFrom: { env: … }`. */
  readonly env: string;
  /** Null: left out. */
  readonly description: string | null;
  /** Null: left out. */
  readonly enableInterpolationInFile: boolean | null;
}

/** One manifest document to be written: all overrides of one stack in one environment. */
export interface ManifestDraft {
  /** Who owns the overrides. */
  readonly stack: string;
  /** Name or UUID; null: left out. */
  readonly organization: string | null;
  /** Name or UUID. */
  readonly project: string;
  /** Name or UUID. */
  readonly environment: string;
  /** In this order; may be empty. */
  readonly overrides: readonly DraftOverride[];
}
