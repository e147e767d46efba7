import { addressOf } from '../model/address.js';
import type { DeclaredOverride } from '../model/declared-override.js';
import type { Location } from '../model/location.js';
import { obtain } from '../model/obtain.js';
import type { Listing, RemoteSecret, SecretLink } from '../model/remote-secret.js';
import { isServiceType, type Scope, type ScopeResolution } from '../model/scope.js';
import { indexListing, type ListingIndex } from './listing-index.js';
import { narrowListing, type NamedSecrets } from './narrow.js';
import { findParent, type ParentSearch } from './parent.js';
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
 * Prepares the search for places; each listing is indexed once, and of one just what is named there, unless something is not found: the
 * message about that goes through all of it. Ask in the order of the manifests: suggestions have a budget, and it must not depend on
 * anything else who gets one.
 */
export const createLocate = (listings: ReadonlyMap<string, Listing>, named: NamedSecrets): Locate => {
  const narrow = new Map<string, ListingIndex>();
  const whole = new Map<string, ListingIndex>();
  const suggestKey = createSuggestKey();
  const search = (
    secret: string,
    scope: Scope,
    secrets: readonly RemoteSecret[],
  ): { readonly index: ListingIndex; readonly found: ParentSearch } => {
    const near = obtain(narrow, scope.id, () =>
      indexListing(scope, narrowListing(scope, secrets, named.get(scope.id) ?? new Set())),
    );
    const found = findParent(secret, near, () => null);
    if (found.kind === 'found') return { index: near, found };
    const index = obtain(whole, scope.id, () => indexListing(scope, secrets));
    return { index, found: findParent(secret, index, suggestKey) };
  };
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
    const { index, found } = search(declared.secret, scope, listing.secrets);
    const address = addressOf(declared, scope, found.key);
    if (found.kind === 'found') {
      return { kind: 'placed', address, secretKey: found.key, scope, index, parent: found.parent };
    }
    return {
      kind: 'lost',
      address,
      secretKey: found.key,
      scope,
      reason: 'no-parent',
      code: found.code,
      message: found.message,
      hint: found.hint,
      location: declared.places.secret,
      isAbsence: found.code === 'no-parent',
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
