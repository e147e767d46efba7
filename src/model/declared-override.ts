import type { Diagnostic } from './diagnostic.js';
import type { Location } from './location.js';
import type { ScopeType, ScopeResolution, ServiceType } from './scope.js';
import type { ValueReference } from './value-reference.js';

/** The desired state of one override: a checked entry of a manifest's `overrides`, with its document's defaults filled in. */
export interface DeclaredOverride {
  /** Owner: `[a-z0-9-]{1,24}`; `default` if the manifest does not set it. */
  readonly stack: string;
  /** Whether the manifest sets `stack` explicitly. */
  readonly stackIsWritten: boolean;
  /** Whether its document says that the stack owns every override of the services that it names. */
  readonly isExclusive: boolean;
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
  /** How exactly its entry names it: by itself, in a list, or by a glob over the services. */
  readonly precision: 'single' | 'listed' | 'matched';
  /** Whether it takes the place of what an earlier, less exact entry declares. */
  readonly replaces: boolean;
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

const PRECISIONS: readonly DeclaredOverride['precision'][] = ['matched', 'listed', 'single'];

/** Whether an entry names an override more exactly than another does. */
export const isMoreExact = (
  one: DeclaredOverride['precision'],
  other: DeclaredOverride['precision'],
): boolean => PRECISIONS.indexOf(one) > PRECISIONS.indexOf(other);

/**
 * Returns the value of an override from your own store; null leaves the value to the manifest's source. The result is checked like every
 * value. If the function fails, only the failure is reported, never its error, which may quote a value.
 */
export type ValueSource = (declared: DeclaredOverride) => Promise<string | null>;

/** An entry for services that a glob finds: what it declares is known once the services of its environment are. */
export interface DeclaredMatch {
  /** Name or UUID, from the manifest, a flag or an environment variable; null if none of them sets it. This also holds for the next two. */
  readonly organization: string | null;
  /** Name or UUID. */
  readonly project: string | null;
  /** Name or UUID. */
  readonly environment: string | null;
  /** Matches whole names of services. */
  readonly glob: string;
  /** Only services of these kinds. */
  readonly kinds: readonly ServiceType[];
  /** Whether it may find nothing. */
  readonly optional: boolean;
  /** Where the glob is. */
  readonly location: Location;
  /** Declares the overrides of one service that was found; what is wrong with them is a diagnostic. */
  readonly declare: (service: { readonly type: ServiceType; readonly name: string }) => {
    readonly overrides: readonly DeclaredOverride[];
    readonly diagnostics: readonly Diagnostic[];
  };
}

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
  /** In file order. */
  readonly matches: readonly DeclaredMatch[];
}

/** A declared override and its scope, if that was found. */
export interface PlacedOverride {
  /** From `loadManifests`. */
  readonly declared: DeclaredOverride;
  /** From `findScopes`. */
  readonly scope: ScopeResolution;
}
