import type { DeclaredOverride } from './declared-override.js';
import type { ScopeResolution } from './scope.js';

/** A declared override and where it lives, as far as that was found. */
export interface PlacedOverride {
  /** From `loadManifests`. */
  readonly declared: DeclaredOverride;
  /** From `findScopes`. */
  readonly scope: ScopeResolution;
}
