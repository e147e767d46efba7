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

/**
 * An override whose value went from a Terraform state into a SOPS file.
 *
 * @inline
 */
export interface CarriedValue {
  /** Its key in the SOPS file, such as `CHECKOUT_DATABASE_URL`. */
  readonly name: string;
  /** Address of the override. */
  readonly address: string;
  /** Its resource in the state, such as `module.shop.qovery_application.checkout`. */
  readonly resource: string;
  /** When the live override was last written, in milliseconds since 1970: the value in the state may be older. */
  readonly ownTime: number;
}

/**
 * An override in a Terraform state that is not live, or was not read.
 *
 * @inline
 */
export interface OnlyInState {
  /** Its resource in the state. */
  readonly resource: string;
  /** Its key. */
  readonly secretKey: string;
  /** `not-live`: its service has no such override. `not-read`: its service is gone, or is not part of what was imported. */
  readonly reason: 'not-live' | 'not-read';
}

/**
 * What an import made of a Terraform state.
 *
 * @inline
 */
export interface StateImport {
  /** The SOPS file as the user named it. */
  readonly sopsFile: string;
  /** Whether it was written; not where no value is new. */
  readonly isWritten: boolean;
  /** Sorted by address. */
  readonly carried: readonly CarriedValue[];
  /** Sorted by resource and key. */
  readonly onlyInState: readonly OnlyInState[];
  /** Addresses of imported overrides that the state does not have. */
  readonly onlyLive: readonly string[];
}

/** The result of an import. */
export interface Import {
  /** Sorted by path. */
  readonly files: readonly ImportedFile[];
  /** Sorted by address. */
  readonly variables: readonly ImportedVariable[];
  /** What a Terraform state had; null if none was given. */
  readonly state: StateImport | null;
  /** Number of overrides that manifests already declare. */
  readonly declared: number;
  /** What could not be read or cannot be declared. */
  readonly diagnostics: readonly Diagnostic[];
}

/** An override to write into a manifest. Its value becomes a reference to an environment variable, or to a SOPS file. */
export interface DraftOverride {
  /** Level at which the override lives. */
  readonly scopeType: ScopeType;
  /** Name, or UUID if the name is not unique; null at environment and project scope. */
  readonly service: string | null;
  /** Key of the overridden secret, or its UUID if the key is not unique. */
  readonly secret: string;
  /** Name for `valueFrom: { env: … }`. */
  readonly env: string;
  /** Set where the value is in a SOPS file, under that same name: its path, relative to the manifest. */
  readonly sopsFile?: string;
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
