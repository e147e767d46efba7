import { formatAddress } from '../model/address.js';
import type { PlacedOverride } from '../model/declared-override.js';
import { createDiagnostic, type Diagnostic } from '../model/diagnostic.js';
import { MARKER_START, type Keyring } from '../model/marker.js';
import { groupBy } from '../model/obtain.js';
import type { Listing, RemoteSecret } from '../model/remote-secret.js';
import { isServiceType, type Scope } from '../model/scope.js';
import type { Claims } from './claims.js';
import { foreignOwnerOf, kindOf } from './listing-index.js';
import { splitDescription } from './signing/marker.js';
import { findOwners } from './verdict.js';

/** A live override at a service that manifests name, which no manifest declares and which has no marker that proves who wrote it. */
export interface UnmanagedOverride {
  readonly address: string;
  readonly scope: Scope;
  readonly override: RemoteSecret;
  /** The stack that owns everything at the service, and so may delete it; null if none does. */
  readonly owner: string | null;
}

/** The input of a search for unmanaged overrides. */
export interface UnmanagedSearch {
  /** Every declared override of the run. Only their services are searched, and only those with a readable listing. */
  readonly entries: readonly PlacedOverride[];
  readonly listings: ReadonlyMap<string, Listing>;
  readonly keyring: Keyring;
  readonly claims: Claims;
  /** Whether a scope and an address are part of the run. */
  readonly isInRun: (scope: Scope) => boolean;
  readonly isTargeted: (address: string) => boolean;
}

/** Finds overrides that nobody declared, in listings that the run has read anyway. */
export const findUnmanaged = (search: UnmanagedSearch): readonly UnmanagedOverride[] => {
  const stacks = [...new Set(search.entries.map(({ declared }) => declared.stack))];
  const atServices = search.entries.flatMap(({ declared, scope }) =>
    scope.kind === 'found' && isServiceType(scope.scope.type) ? [{ declared, scope: scope.scope }] : [],
  );
  return [...groupBy(atServices, ({ scope }) => scope.id).values()].flatMap((entries) => {
    const [{ scope }] = entries;
    const listing = search.listings.get(scope.id);
    if (listing?.kind !== 'read' || !search.isInRun(scope)) return [];
    const owner = findOwner(entries);
    return listing.secrets
      .filter((secret) => secret.scope === scope.type && isStranger(secret, scope, search.keyring))
      .filter((secret) => !stacks.some((stack) => search.claims.isDeclared(stack, scope, secret)))
      .map((override) => ({ address: formatAddress(scope, override.key), scope, override, owner }))
      .filter(({ address }) => search.isTargeted(address))
      .map((entry) => (showsMarker(entry.override) ? { ...entry, owner: null } : entry));
  });
};

/** Tells of an override that nobody declared. */
export const reportUnmanaged = ({ address, override, owner }: UnmanagedOverride): Diagnostic =>
  createDiagnostic({
    severity: 'info',
    code: 'unmanaged',
    message: showsMarker(override)
      ? 'no manifest declares this override, and its marker does not verify'
      : 'no manifest declares this override, and it has no marker: qoverride did not write it, or somebody replaced its description since',
    hint:
      owner === null
        ? 'declare it (qoverride import writes the entry), or delete it on Qovery'
        : 'declare it, or pass --prune to delete it: the manifest is exclusive',
    address,
  });

/** What a glob finds is never owned: a new service would lose what it came with. */
const findOwner = (entries: readonly Pick<PlacedOverride, 'declared'>[]): string | null => {
  if (entries.some(({ declared }) => declared.precision === 'matched')) return null;
  return entries.find(({ declared }) => declared.isExclusive)?.declared.stack ?? null;
};

const isStranger = (override: RemoteSecret, scope: Scope, keyring: Keyring): boolean => {
  if (kindOf(override) !== 'override' || override.overrides === null) return false;
  if (foreignOwnerOf(override) !== null) return false;
  const { marker } = splitDescription(override.description ?? '');
  if (marker === null) return true;
  if (marker.kind !== 'marker') return false;
  return findOwners(marker, { scopeId: scope.id, secretKey: override.key }, keyring) === 'forged';
};

/** Anything that looks like a marker keeps an override from being deleted as a stranger's. */
const showsMarker = ({ description }: RemoteSecret): boolean => (description ?? '').includes(MARKER_START);
