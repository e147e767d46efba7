import { addressOf } from '../model/address.js';
import type { DeclaredOverride } from '../model/declared-override.js';
import type { Location } from '../model/location.js';
import type { Listing, SecretLink } from '../model/remote-secret.js';
import { isServiceType, type Scope, type ScopeResolution } from '../model/scope.js';
import { indexListing, type ListingIndex } from './listing-index.js';
import { findParent } from './parent.js';
import { createSuggestKey } from './suggest-key.js';

/** Where a declared override belongs on Qovery, as far as that was found. */
export type Placement = Placed | LostPlacement;

/** An override whose scope and parent were found. */
export interface Placed {
  readonly kind: 'placed';
  readonly address: string;
  readonly secretKey: string;
  readonly scope: Scope;
  readonly index: ListingIndex;
  readonly parent: SecretLink;
}

/** An override whose scope or parent was not found. */
export interface LostPlacement {
  readonly kind: 'lost';
  readonly address: string;
  /** The key; the UUID as written where no entry has it. */
  readonly secretKey: string;
  /** Null where no scope was found. */
  readonly scope: Scope | null;
  readonly reason: 'no-service' | 'no-parent';
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** What in the manifest it is about. */
  readonly location: Location;
  /** Whether the service or the parent just does not exist, which `optional` allows for. */
  readonly isAbsence: boolean;
}

/** Finds the place of one declared override. */
export type Locate = (declared: DeclaredOverride, resolution: ScopeResolution) => Placement;

/**
 * Prepares the search for places; each listing is indexed once. Ask in the order of the manifests: suggestions
 * have a budget, and it must not depend on anything else who gets one.
 */
export const createLocate = (listings: ReadonlyMap<string, Listing>): Locate => {
  const indexes = new Map<string, ListingIndex>();
  const suggestKey = createSuggestKey();
  return (declared, resolution) => {
    if (resolution.kind === 'missing') {
      return loseService(declared, null, resolution, resolution.code === 'no-service');
    }
    const { scope } = resolution;
    const listing = requireListing(listings, scope);
    if (listing.kind === 'unreadable') {
      const isGone = listing.code === 'not-found' && isServiceType(scope.type);
      return loseService(declared, scope, listing, isGone);
    }
    const index = indexes.get(scope.id) ?? indexListing(scope, listing.secrets);
    indexes.set(scope.id, index);
    const search = findParent(declared.secret, index, suggestKey);
    const address = addressOf(declared, scope, search.key);
    if (search.kind === 'found') {
      return { kind: 'placed', address, secretKey: search.key, scope, index, parent: search.parent };
    }
    return {
      kind: 'lost',
      address,
      secretKey: search.key,
      scope,
      reason: 'no-parent',
      code: search.code,
      message: search.message,
      hint: search.hint,
      location: declared.places.secret,
      isAbsence: search.code === 'no-parent',
    };
  };
};

const requireListing = (listings: ReadonlyMap<string, Listing>, scope: Scope): Listing => {
  const listing = listings.get(scope.id);
  if (listing === undefined) throw new TypeError(`no listing of ${scope.type} ${scope.id} was given`);
  return listing;
};

const loseService = (
  declared: DeclaredOverride,
  scope: Scope | null,
  problem: { readonly code: string; readonly message: string; readonly hint: string | null },
  isAbsence: boolean,
): Placement => ({
  kind: 'lost',
  address: addressOf(declared, scope, declared.secret),
  secretKey: declared.secret,
  scope,
  reason: 'no-service',
  code: problem.code,
  message: problem.message,
  hint: problem.hint,
  location: declared.places.target,
  isAbsence,
});
