import type { Diagnostic } from './diagnostic.js';

/** A manifest file with what an import puts into it. */
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

/** A variable that a manifest takes a value from. */
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
  readonly diagnostics: readonly Diagnostic[];
}
