import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.js';
import { compareText } from '../../model/location.js';
import type { PlacedOverride } from '../../model/declared-override.js';
import type { Listing } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import { findGone } from '../audit/gone.js';
import { indexWanted } from '../audit/wanted.js';
import { gatherWider } from '../audit/reach.js';
import { indexListing, reportUnread } from '../listing-index.js';
import { judgeKey, type ImportableOverride } from './importable.js';

/** What is live, and what of it is declared already. */
export interface ImportInput {
  /** The services in question. */
  readonly services: readonly Scope[];
  /** The environments and projects that they lie in. */
  readonly wider: readonly Scope[];
  /** By scope id; what has none is passed over. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** Stack of what has no marker. */
  readonly stack: string;
  /** What manifests declare already. */
  readonly declared: readonly PlacedOverride[];
}

/** The overrides to be written into manifests, by address, and why others are not. */
export interface ImportFindings {
  /** By address. */
  readonly overrides: readonly ImportableOverride[];
  /** How many are declared already. */
  readonly declared: number;
  /** Warnings: `not-imported`, `description-changed`, `scope-unread`. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the overrides that a manifest can declare as they are: those of which a plan would say neither that they are blocked
 * nor that they are missing. Each other one is a warning. The order of the input does not matter.
 */
export const collectImport = (input: ImportInput): ImportFindings => {
  const { services, wider, listings } = input;
  const isGone = findGone([...services, ...wider], listings);
  const complete = completeListings(wider, services, listings);
  const { at } = indexWanted({ entries: input.declared, environments: [] }, complete);
  const isDeclared = (scope: Scope, key: string): boolean => at.get(scope.id)?.has(key) === true;
  const found = [...services, ...wider].flatMap((scope) => {
    const listing = complete.get(scope.id);
    if (listing?.kind !== 'read') return [];
    const index = indexListing(scope, listing.secrets);
    return [...index.own].flatMap(([key, entries]) =>
      judgeKey(key, entries, { index, isGone, stack: input.stack }),
    );
  });
  const overrides = found.flatMap(({ override }) => override ?? []);
  const fresh = overrides.filter(({ scope, secretKey }) => !isDeclared(scope, secretKey));
  return {
    overrides: fresh.toSorted(
      (left, right) => compareText(left.address, right.address) || compareText(left.scope.id, right.scope.id),
    ),
    declared: overrides.length - fresh.length,
    diagnostics: [
      ...[...services, ...wider].flatMap((scope) =>
        reportUnread(scope, listings.get(scope.id), (place) => `nothing of ${place} was imported`),
      ),
      ...found
        .filter(({ override }) => override === null || !isDeclared(override.scope, override.secretKey))
        .flatMap(({ diagnostics }) => diagnostics),
    ].toSorted(compareDiagnostics),
  };
};

/** The lists that were read, and for environments and projects that were not, what those of their services tell. */
const completeListings = (
  wider: readonly Scope[],
  services: readonly Scope[],
  listings: ReadonlyMap<string, Listing>,
): ReadonlyMap<string, Listing> => {
  const told = [...gatherWider(wider, services, listings)].map(
    ([id, secrets]): readonly [string, Listing] => [id, { kind: 'read', secrets }],
  );
  return new Map([...told, ...listings]);
};
