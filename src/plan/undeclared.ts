import { formatAddress } from '../model/address.js';
import { type Diagnostic, createDiagnostic } from '../model/diagnostic.js';
import type { Keyring } from '../model/marker.js';
import type { Listing, RemoteSecret } from '../model/remote-secret.js';
import type { Scope } from '../model/scope.js';
import type { Claims } from './claims.js';
import { foreignOwnerOf, kindOf } from './listing-index.js';
import { splitDescription, type Marker } from './signing/marker.js';
import { findOwners } from './verdict.js';

/** A live override that one of our stacks wrote and no manifest declares. */
export interface UndeclaredOverride {
  readonly address: string;
  readonly scope: Scope;
  readonly override: RemoteSecret;
  readonly marker: Marker;
}

/** The input of a search for undeclared overrides. */
export interface UndeclaredSearch {
  /** Scopes without a readable listing are ignored. */
  readonly scopes: readonly Scope[];
  readonly listings: ReadonlyMap<string, Listing>;
  readonly keyring: Keyring;
  readonly claims: Claims;
  /** Whether an address is part of the run. */
  readonly isTargeted: (address: string) => boolean;
}

/** Finds overrides that our stacks wrote and no manifest declares any more. Only a verified marker proves that one is ours. */
export const findUndeclared = (search: UndeclaredSearch): readonly UndeclaredOverride[] =>
  search.scopes.flatMap((scope) => {
    const listing = search.listings.get(scope.id);
    if (listing?.kind !== 'read') return [];
    return listing.secrets
      .filter((secret) => secret.scope === scope.type)
      .map((secret) => readUndeclared(secret, scope, search))
      .filter((undeclared) => undeclared !== null);
  });

/** Reports an override that `--prune` would delete. */
export const reportUndeclared = ({ address, marker }: UndeclaredOverride): Diagnostic =>
  createDiagnostic({
    severity: 'info',
    code: 'undeclared',
    message: `the stack "${marker.stack}" wrote this override, but no manifest declares it any more`,
    hint: 'pass --prune to delete it',
    address,
  });

const readUndeclared = (
  override: RemoteSecret,
  scope: Scope,
  { keyring, claims, isTargeted }: UndeclaredSearch,
): UndeclaredOverride | null => {
  if (kindOf(override) !== 'override' || override.overrides === null) return null;
  if (foreignOwnerOf(override) !== null) return null;
  const { marker } = splitDescription(override.description ?? '');
  if (marker?.kind !== 'marker' || !claims.isStackAt(marker.stack, scope)) return null;
  if (claims.isDeclared(marker.stack, scope, override)) return null;
  const address = formatAddress(scope, override.key);
  if (!isTargeted(address)) return null;
  const owners = findOwners(marker, { scopeId: scope.id, secretKey: override.key }, keyring);
  return owners === 'forged' || owners.length === 0 ? null : { address, scope, override, marker };
};
