import type { Location } from './location.js';
import type { ScopeType, ScopeResolution } from './scope.js';
import type { ValueReference } from './value-reference.js';

/** The desired state of one override: a checked entry of a manifest's `overrides`, with its document's defaults filled in. */
export interface DeclaredOverride {
  /** Owner: `[a-z0-9-]{1,24}`; `default` if the manifest does not set it. */
  readonly stack: string;
  /** Whether the manifest sets `stack` explicitly. */
  readonly stackIsWritten: boolean;
  /** Name or UUID, from the manifest, a flag or an environment variable; null if none of them sets it. This also holds for the next two. */
  readonly organization: string | null;
  /** Name or UUID. */
  readonly project: string | null;
  /** Name or UUID. An override at project scope has one too, from its document. */
  readonly environment: string | null;
  /** Level at which the override lives. */
  readonly scopeType: ScopeType;
  /** Name or UUID; null at environment and project scope. */
  readonly service: string | null;
  /** Key of the secret at a higher scope, or its UUID. */
  readonly secret: string;
  /** Where its value comes from. */
  readonly valueFrom: ValueReference;
  /** Absolute path of the manifest's folder. Paths in `valueFrom` are relative to it. */
  readonly folder: string;
  /** Null: not managed. Empty: cleared. */
  readonly description: string | null;
  /** Null: not managed. */
  readonly enableInterpolationInFile: boolean | null;
  /** Whether to skip it with a warning if the service or the parent does not exist. */
  readonly optional: boolean;
  /** Whether an empty value is allowed. Otherwise it is refused (`empty-value`). */
  readonly allowEmpty: boolean;
  /** Whether to accept plaintext that the MAC of its SOPS file does not cover. Otherwise it is refused (`unauthenticated`). */
  readonly allowUnauthenticated: boolean;
  /** Whether to accept a value that looks like what a broken pipeline leaves behind. Otherwise it is refused, or gives a warning. */
  readonly allowSuspicious: boolean;
  /** Where the entry starts. */
  readonly location: Location;
  /** Locations of its parts, for errors about one of them. */
  readonly places: {
    /** The property that names the service or scope. */
    readonly target: Location;
    /** The secret. */
    readonly secret: Location;
    /** `valueFrom`, or `value`. */
    readonly value: Location;
    /** The description; null if there is none. */
    readonly description: Location | null;
  };
}

/**
 * Returns the value of an override from your own store; null leaves the value to the manifest's source. The result is checked like every
 * value. If the function fails, only the failure is reported, never its error, which may quote a value.
 */
export type ValueSource = (declared: DeclaredOverride) => Promise<string | null>;

/** The target of a manifest document, which may have no overrides. */
export interface DeclaredTarget {
  /** Owner of the overrides in the document. */
  readonly stack: string;
  /** Whether the manifest sets `stack` explicitly. */
  readonly stackIsWritten: boolean;
  /** Name or UUID, from the manifest, a flag or an environment variable; null if none of them sets it. This also holds for the next two. */
  readonly organization: string | null;
  /** Name or UUID. */
  readonly project: string | null;
  /** Name or UUID. */
  readonly environment: string | null;
  /** Where the document starts. */
  readonly location: Location;
}

/** The manifests of one run. */
export interface Manifests {
  /** Paths of the files, as shown to people, sorted. */
  readonly files: readonly string[];
  /** One for each document, in file order. */
  readonly targets: readonly DeclaredTarget[];
  /** In file order. */
  readonly overrides: readonly DeclaredOverride[];
}

/** A declared override and its scope, if that was found. */
export interface PlacedOverride {
  /** From `loadManifests`. */
  readonly declared: DeclaredOverride;
  /** From `findScopes`. */
  readonly scope: ScopeResolution;
}
