import type { DeclaredOverride, PlacedOverride } from '../../model/declared-override.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import { compareLocations } from '../../model/location.js';
import type { Listing, SecretLink } from '../../model/remote-secret.js';
import { collectClaims, type Claims, type StackEnvironment } from '../claims.js';
import { createLocate, type LostPlacement, type Placement, collectNamed } from '../locate.js';
import { reportLost } from '../live.js';

/** What manifests declare about the audited scopes. */
export interface AuditManifests {
  /** Declared overrides. Those whose scope has no listing are outside the audit and ignored. */
  readonly entries: readonly PlacedOverride[];
  /** Every environment that a document names. */
  readonly environments: readonly StackEnvironment[];
}

/** A declared override at its place. */
export interface Wanted {
  readonly declared: DeclaredOverride;
  /** Null if it was not found. */
  readonly parent: SecretLink | null;
  /** Whether it may be absent: it is `optional`, and there is nothing to override. */
  readonly isDispensable: boolean;
}

/** Declared overrides, ready for lookup. */
export interface WantedIndex {
  /** By scope id, then by key. */
  readonly at: ReadonlyMap<string, ReadonlyMap<string, Wanted>>;
  readonly claims: Claims;
  /** Services and secrets that declared overrides name and that were not found. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the place of each declared override. If two have the same place, the first counts; `plan` reports the second. */
export const indexWanted = (
  { entries, environments }: AuditManifests,
  listings: ReadonlyMap<string, Listing>,
): WantedIndex => {
  const locate = createLocate(listings, collectNamed(entries));
  const located = entries
    .filter(({ scope }) => scope.kind === 'missing' || listings.get(scope.scope.id)?.kind === 'read')
    .toSorted((left, right) => compareLocations(left.declared.location, right.declared.location))
    .map(({ declared, scope }) => ({ declared, placement: locate(declared, scope) }));
  const at = new Map<string, Map<string, Wanted>>();
  for (const { declared, placement } of located) {
    if (placement.scope === null) continue;
    const keys = at.get(placement.scope.id) ?? new Map<string, Wanted>();
    at.set(placement.scope.id, keys);
    if (!keys.has(placement.secretKey)) keys.set(placement.secretKey, describeWanted(declared, placement));
  }
  return {
    at,
    claims: collectClaims(
      [
        ...entries.map(({ declared, scope }) => ({
          declared,
          scope: scope.kind === 'found' ? scope.scope : null,
          secret: declared.secret,
        })),
        ...located.map(({ declared, placement }) => ({
          declared,
          scope: placement.scope,
          secret: placement.secretKey,
        })),
      ],
      environments,
    ),
    diagnostics: located.flatMap(({ declared, placement }) =>
      placement.kind === 'lost' ? [report(declared, placement)] : [],
    ),
  };
};

const describeWanted = (declared: DeclaredOverride, placement: Placement): Wanted => ({
  declared,
  parent: placement.kind === 'placed' ? placement.parent : null,
  isDispensable: placement.kind === 'lost' && mayBeLost(declared, placement),
});

const report = (declared: DeclaredOverride, placement: LostPlacement): Diagnostic =>
  reportLost(placement, mayBeLost(declared, placement) ? 'warning' : 'error');

const mayBeLost = ({ optional }: DeclaredOverride, { isAbsence }: LostPlacement): boolean =>
  optional && isAbsence;
