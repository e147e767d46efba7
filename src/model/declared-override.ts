import type { Location } from './location.js';
import type { ScopeType } from './scope.js';
import type { ValueReference } from './value-reference.js';

/** One entry of a manifest's `overrides`, checked, with its document's defaults filled in: the desired state. */
export interface DeclaredOverride {
  readonly stack: string;
  /** Whether the manifest writes `stack` rather than leaving it at the default. */
  readonly stackIsWritten: boolean;
  /** Names or UUIDs, from the manifest, a flag or the environment; null where none of them says. */
  readonly organization: string | null;
  readonly project: string | null;
  readonly environment: string | null;
  readonly scopeType: ScopeType;
  /** Name or UUID; null at environment and project scope. */
  readonly service: string | null;
  /** Key of the secret at a higher scope, or its UUID. */
  readonly secret: string;
  readonly valueFrom: ValueReference;
  /** Absolute folder of the manifest: what relative paths in `valueFrom` start from. */
  readonly folder: string;
  /** Null: not managed. Empty: cleared. */
  readonly description: string | null;
  /** Null: not managed. */
  readonly enableInterpolationInFile: boolean | null;
  /** Skip with a warning where the service or the parent does not exist. */
  readonly optional: boolean;
  readonly allowEmpty: boolean;
  /** Where the entry starts. */
  readonly location: Location;
  /** Where its parts are, for errors that concern just one of them. */
  readonly places: {
    readonly target: Location;
    readonly secret: Location;
    readonly value: Location;
    readonly description: Location | null;
  };
}

/** A target that a manifest document names, with or without overrides in it. */
export interface DeclaredTarget {
  readonly stack: string;
  readonly stackIsWritten: boolean;
  readonly organization: string | null;
  readonly project: string | null;
  readonly environment: string | null;
  readonly location: Location;
}

/** Everything the manifests of one run say. */
export interface Manifests {
  /** Files read, as shown to people, sorted. */
  readonly files: readonly string[];
  readonly targets: readonly DeclaredTarget[];
  /** In file order. */
  readonly overrides: readonly DeclaredOverride[];
}
