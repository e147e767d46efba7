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

/** The live secrets, and the overrides that are already declared. */
export interface ImportInput {
  /** The services to import from. */
  readonly services: readonly Scope[];
  /** Their environments and projects. */
  readonly wider: readonly Scope[];
  /** By scope id. Scopes without a listing are ignored. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** Stack for overrides without a marker. */
  readonly stack: string;
  /** Overrides that manifests already declare. */
  readonly declared: readonly PlacedOverride[];
}

/** The overrides to write into manifests, and why others are not imported. */
export interface ImportFindings {
  /** By address. */
  readonly overrides: readonly ImportableOverride[];
  /** Every live override that was read, declared or not, as `liveKey` spells it. */
  readonly live: ReadonlySet<string>;
  /** How many overrides are already declared. */
  readonly declared: number;
  /** Warnings: `not-imported`, `description-changed`, `scope-unread`. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the overrides that a manifest can declare as they are: those that a plan would report as neither blocked nor missing. Every
 * other override gives a warning. The order of the input does not matter.
 */
export const collectImport = (input: ImportInput): ImportFindings => {
  const { services, wider, listings } = input;
  const isGone = findGone([...services, ...wider], listings);
  const complete = completeListings(wider, services, listings);
  const { at } = indexWanted({ entries: input.declared, environments: [] }, complete);
  const isDeclared = (scope: Scope, key: string): boolean => at.get(scope.id)?.has(key) === true;
  const live = new Set<string>();
  const found = [...services, ...wider].flatMap((scope) => {
    const listing = complete.get(scope.id);
    if (listing?.kind !== 'read') return [];
    const index = indexListing(scope, listing.secrets);
    return [...index.own].flatMap(([key, entries]) => {
      const findings = judgeKey(key, entries, { index, isGone, stack: input.stack });
      if (findings.length > 0) live.add(liveKey(scope.id, key));
      return findings;
    });
  });
  const overrides = found.flatMap(({ override }) => override ?? []);
  const undeclared = overrides.filter(({ scope, secretKey }) => !isDeclared(scope, secretKey));
  return {
    overrides: undeclared.toSorted(
      (left, right) => compareText(left.address, right.address) || compareText(left.scope.id, right.scope.id),
    ),
    live,
    declared: overrides.length - undeclared.length,
    diagnostics: [
      ...[...services, ...wider].flatMap((scope) =>
        reportUnread(scope, listings.get(scope.id), (place) => `nothing was imported from ${place}`),
      ),
      ...found
        .filter(({ override }) => override === null || !isDeclared(override.scope, override.secretKey))
        .flatMap(({ diagnostics }) => diagnostics),
    ].toSorted(compareDiagnostics),
  };
};

/** Identifies the override of a key at a scope, whose id may be in upper case. */
export const liveKey = (scopeId: string, key: string): string => `${scopeId.toLowerCase()} ${key}`;

/** Adds listings for unread environments and projects, from the listings of their services. */
const completeListings = (
  wider: readonly Scope[],
  services: readonly Scope[],
  listings: ReadonlyMap<string, Listing>,
): ReadonlyMap<string, Listing> => {
  const derived = [...gatherWider(wider, services, listings)].map(
    ([id, secrets]): readonly [string, Listing] => [id, { kind: 'read', secrets }],
  );
  return new Map([...derived, ...listings]);
};
