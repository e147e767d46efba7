import { addressOf } from '../model/address.js';
import type { DeclaredOverride, PlacedOverride } from '../model/declared-override.js';
import type { Explanation } from '../model/explanation.js';
import type { Location } from '../model/location.js';
import { obtain } from '../model/obtain.js';
import type { KeyHolder, Listing, RemoteSecret, SecretLink } from '../model/remote-secret.js';
import { isServiceType, type Scope, type ScopeResolution, isUuid } from '../model/scope.js';
import { explainHolder } from './external.js';
import { indexListing, type ListingIndex } from './listing-index.js';
import { findParent, type ParentSearch, type SuggestKey } from './parent.js';
import { suggest } from '../text/words.js';

/** Where a declared override belongs on Qovery, or why that place was not found. */
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
  /** The key, or the UUID as written if no entry has it. */
  readonly secretKey: string;
  /** Null if the scope was not found. */
  readonly scope: Scope | null;
  readonly reason: 'no-service' | 'no-parent' | 'external-secret';
  /** The part of the manifest that names what was not found. */
  readonly location: Location;
  /** Whether the service or the parent simply does not exist, which `optional` permits. */
  readonly isAbsence: boolean;
}

/** Finds the place of one declared override. */
export type Locate = (declared: DeclaredOverride, resolution: ScopeResolution) => Placement;

/** What has a key at scopes where a secret was not found, by scope id. */
export type HoldersByScope = ReadonlyMap<string, readonly KeyHolder[]>;

/**
 * Prepares the search for places. Each listing is indexed once, and only with the secrets that manifests name there. The whole listing
 * is indexed only when a secret is not found, to look for a suggestion. Call the result in manifest order: suggestions have a budget,
 * and the order decides which overrides get one.
 */
export const createLocate = (
  listings: ReadonlyMap<string, Listing>,
  named: NamedSecrets,
  holders: HoldersByScope = new Map(),
): Locate => {
  const narrowIndexes = new Map<string, ListingIndex>();
  const fullIndexes = new Map<string, ListingIndex>();
  const suggestKey = createSuggestKey();
  const search = (
    secret: string,
    scope: Scope,
    secrets: readonly RemoteSecret[],
  ): { readonly index: ListingIndex; readonly found: ParentSearch } => {
    const narrowIndex = obtain(narrowIndexes, scope.id, () =>
      indexListing(scope, narrowListing(scope, secrets, named.get(scope.id) ?? new Set())),
    );
    const found = findParent(secret, narrowIndex, () => null);
    if (found.kind === 'found') return { index: narrowIndex, found };
    const index = obtain(fullIndexes, scope.id, () => indexListing(scope, secrets));
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
    const holder = isUnlisted(declared.secret, listing.secrets)
      ? explainHolder(declared.secret, scope, holders.get(scope.id) ?? [])
      : null;
    const { key, code, message, hint } = holder ?? found;
    return {
      kind: 'lost',
      address: addressOf(declared, scope, key),
      secretKey: key,
      scope,
      reason: code === 'external-secret' ? code : 'no-parent',
      code,
      message,
      hint,
      location: declared.places.secret,
      isAbsence: code === 'no-parent',
    };
  };
};

/** Whether a list of secrets has no entry with a key or UUID, whatever it is. */
export const isUnlisted = (secret: string, listed: readonly RemoteSecret[]): boolean =>
  !listed.some(({ id, key }) => key === secret || id.toLowerCase() === secret.toLowerCase());

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

/** Maximum work spent on suggestions in one plan, in pairs of characters compared: about half a second. */
const SUGGESTION_BUDGET = 50_000_000;

/** Creates a did-you-mean search for secret keys. It gives up once its budget is spent, so that planning stays linear. */
export const createSuggestKey = (): SuggestKey => {
  const sizes = new Map<string, number>();
  let left = SUGGESTION_BUDGET;
  return (key, { scope, parents }) => {
    const size = sizes.get(scope.id) ?? [...parents.keys()].reduce((sum, { length }) => sum + length, 0);
    sizes.set(scope.id, size);
    const cost = (key.length + 1) * (size + 1);
    if (cost > left) return null;
    left -= cost;
    return suggest(key, [...parents.keys()]);
  };
};

/** The secrets that manifests name, by scope id: keys as written, UUIDs in lower case. */
export type NamedSecrets = ReadonlyMap<string, ReadonlySet<string>>;

/** Collects the secrets that manifests name at each scope. */
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
 * Reduces a scope's listing to what the search for named secrets needs: the scope's own entries, entries with a named key or with the
 * key of a named UUID, and everything linked to these. Most of a listing is inherited and repeated in every other listing.
 */
export const narrowListing = (
  scope: Scope,
  listed: readonly RemoteSecret[],
  named: ReadonlySet<string>,
): readonly RemoteSecret[] => {
  const isNamed = linkedTo(named);
  const keys = new Set([...named, ...listed.filter(isNamed).map(({ key }) => key)]);
  const isRelevant = (secret: RemoteSecret): boolean => secret.scope === scope.type || keys.has(secret.key);
  const isLinked = linkedTo(new Set(listed.filter(isRelevant).flatMap(({ overrides }) => idOf(overrides))));
  return listed.filter((secret) => isRelevant(secret) || isLinked(secret));
};

/** Tests whether an entry, or the secret it overrides, has one of these UUIDs. */
const linkedTo =
  (ids: ReadonlySet<string>) =>
  (secret: RemoteSecret): boolean =>
    ids.has(secret.id.toLowerCase()) || idOf(secret.overrides).some((id) => ids.has(id));

const idOf = (link: SecretLink | null): readonly string[] => (link === null ? [] : [link.id.toLowerCase()]);
