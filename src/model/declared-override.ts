import type { Location } from './location.js';
import type { ScopeType, ScopeResolution } from './scope.js';
import type { ValueReference } from './value-reference.js';

/** One entry of a manifest's `overrides`, checked, with its document's defaults filled in: the desired state. */
export interface DeclaredOverride {
  /** Who owns it: `[a-z0-9-]{1,24}`, `default` where the manifest says nothing. */
  readonly stack: string;
  /** Whether the manifest writes `stack` rather than leaving it at the default. */
  readonly stackIsWritten: boolean;
  /** Name or UUID, from the manifest, a flag or the environment; null where none of them says. Likewise below. */
  readonly organization: string | null;
  /** Name or UUID. */
  readonly project: string | null;
  /** Name or UUID. An override at project scope has one too: its document names it. */
  readonly environment: string | null;
  /** Level at which the override lives. */
  readonly scopeType: ScopeType;
  /** Name or UUID; null at environment and project scope. */
  readonly service: string | null;
  /** Key of the secret at a higher scope, or its UUID. */
  readonly secret: string;
  /** Where its value comes from. */
  readonly valueFrom: ValueReference;
  /** Absolute folder of the manifest: what relative paths in `valueFrom` start from. */
  readonly folder: string;
  /** Null: not managed. Empty: cleared. */
  readonly description: string | null;
  /** Null: not managed. */
  readonly enableInterpolationInFile: boolean | null;
  /** Skip with a warning where the service or the parent does not exist. */
  readonly optional: boolean;
  /** Whether an empty value is meant; else it is refused (`empty-value`). */
  readonly allowEmpty: boolean;
  /** Where the entry starts. */
  readonly location: Location;
  /** Where its parts are, for errors that concern just one of them. */
  readonly places: {
    /** The property that names the service or scope. */
    readonly target: Location;
    /** The secret. */
    readonly secret: Location;
    /** `valueFrom`, or `value`. */
    readonly value: Location;
    /** The description; null where none is written. */
    readonly description: Location | null;
  };
}

/**
 * Gives the value of an override from a store of your own; null leaves it to where the manifest says. What it gives is checked like every
 * value. Where it fails, only that shows: never its error, which may quote a value.
 */
export type ValueSource = (declared: DeclaredOverride) => Promise<string | null>;

/** A target that a manifest document names, with or without overrides in it. */
export interface DeclaredTarget {
  /** Who owns what is declared in it. */
  readonly stack: string;
  /** Whether the manifest writes `stack` rather than leaving it at the default. */
  readonly stackIsWritten: boolean;
  /** Name or UUID; null where neither the manifest, nor a flag, nor the environment says. Likewise below. */
  readonly organization: string | null;
  /** Name or UUID. */
  readonly project: string | null;
  /** Name or UUID. */
  readonly environment: string | null;
  /** Where the document starts. */
  readonly location: Location;
}

/** Everything the manifests of one run say. */
export interface Manifests {
  /** Files read, as shown to people, sorted. */
  readonly files: readonly string[];
  /** One for each document, in file order. */
  readonly targets: readonly DeclaredTarget[];
  /** In file order. */
  readonly overrides: readonly DeclaredOverride[];
}

/** A declared override and where it lives, as far as that was found. */
export interface PlacedOverride {
  /** From `loadManifests`. */
  readonly declared: DeclaredOverride;
  /** From `findScopes`. */
  readonly scope: ScopeResolution;
}
