import { addressOf } from '../model/address.js';
import type { DeclaredOverride, PlacedOverride } from '../model/declared-override.js';
import type { Explanation } from '../model/explanation.js';
import type { Location } from '../model/location.js';
import { obtain } from '../model/obtain.js';
import type { Listing, RemoteSecret, SecretLink } from '../model/remote-secret.js';
import { isServiceType, type Scope, type ScopeResolution, isUuid } from '../model/scope.js';
import { indexListing, type ListingIndex } from './listing-index.js';
import { findParent, type ParentSearch, type SuggestKey } from './parent.js';
import { suggest } from '../text/words.js';

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
export interface LostPlacement extends Explanation {
  readonly kind: 'lost';
  readonly address: string;
  /** The key; the UUID as written where no entry has it. */
  readonly secretKey: string;
  /** Null where no scope was found. */
  readonly scope: Scope | null;
  readonly reason: 'no-service' | 'no-parent';
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
  problem: Explanation,
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

/** Most work spent on suggestions in one plan, in pairs of characters compared: about half a second. */
const BUDGET = 50_000_000;

/** Makes a did-you-mean for secret keys that gives up once it has cost too much, so that a plan stays linear. */
export const createSuggestKey = (): SuggestKey => {
  const sizes = new Map<string, number>();
  let left = BUDGET;
  return (key, { scope, parents }) => {
    const size = sizes.get(scope.id) ?? [...parents.keys()].reduce((sum, { length }) => sum + length, 0);
    sizes.set(scope.id, size);
    const cost = (key.length + 1) * (size + 1);
    if (cost > left) return null;
    left -= cost;
    return suggest(key, [...parents.keys()]);
  };
};

/** The secrets that manifests name, keys and UUIDs in lower case, by scope id. */
export type NamedSecrets = ReadonlyMap<string, ReadonlySet<string>>;

/** Collects what manifests name at each scope. */
export const collectNamed = (entries: readonly PlacedOverride[]): NamedSecrets => {
  const named = new Map<string, Set<string>>();
  for (const { declared, scope } of entries) {
    if (scope.kind === 'missing') continue;
    const { secret } = declared;
    obtain(named, scope.scope.id, () => new Set<string>()).add(
      isUuid(secret) ? secret.toLowerCase() : secret,
    );
  }
  return named;
};

/**
 * Leaves of a scope's listing what the search for named secrets looks at: the scope's own entries, whatever goes by a named key or by
 * the key of a named UUID, and all that links tie to these. Most of a listing is inherited, and repeated by every other one.
 */
export const narrowListing = (
  scope: Scope,
  listed: readonly RemoteSecret[],
  named: ReadonlySet<string>,
): readonly RemoteSecret[] => {
  const isNamed = tiedTo(named);
  const keys = new Set([...named, ...listed.filter(isNamed).map(({ key }) => key)]);
  const isNear = (secret: RemoteSecret): boolean => secret.scope === scope.type || keys.has(secret.key);
  const isLinked = tiedTo(new Set(listed.filter(isNear).flatMap(({ overrides }) => idOf(overrides))));
  return listed.filter((secret) => isNear(secret) || isLinked(secret));
};

/** Tests whether an entry, or what it overrides, is one of these UUIDs. */
const tiedTo =
  (ids: ReadonlySet<string>) =>
  (secret: RemoteSecret): boolean =>
    ids.has(secret.id.toLowerCase()) || idOf(secret.overrides).some((id) => ids.has(id));

const idOf = (link: SecretLink | null): readonly string[] => (link === null ? [] : [link.id.toLowerCase()]);
