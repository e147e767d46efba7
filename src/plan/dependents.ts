import { compareText } from '../model/location.js';
import type { Listing, RemoteSecret } from '../model/remote-secret.js';
import { scopeHeight, type Scope } from '../model/scope.js';
import { environmentIdOf, projectIdOf } from './place.js';

/** What hangs on secrets: Qovery deletes it along with them. */
export interface Dependents {
  /** Aliases and overrides of a secret, at the scopes that were read; by UUID. */
  readonly of: (secretId: string) => readonly RemoteSecret[];
  /** A scope below this one that was not read, and so may hold more; null when all were. */
  readonly unreadBelow: (scope: Scope) => Scope | null;
}

/** Collects what hangs on what, over all listings of a run. */
export const findDependents = (
  scopes: readonly Scope[],
  listings: ReadonlyMap<string, Listing>,
): Dependents => {
  const found = new Map<string, Map<string, RemoteSecret>>();
  for (const listing of listings.values()) {
    if (listing.kind === 'unreadable') continue;
    for (const secret of listing.secrets) {
      for (const link of [secret.aliasOf, secret.overrides]) {
        if (link === null) continue;
        const id = link.id.toLowerCase();
        const dependents = found.get(id) ?? new Map<string, RemoteSecret>();
        found.set(id, dependents.set(secret.id, secret));
      }
    }
  }
  const unread = scopes.filter(({ id }) => listings.get(id)?.kind !== 'read');
  return {
    of: (secretId) =>
      [...(found.get(secretId.toLowerCase())?.values() ?? [])].toSorted((left, right) =>
        compareText(left.id, right.id),
      ),
    unreadBelow: (scope) => unread.find((other) => isBelow(other, scope)) ?? null,
  };
};

const isBelow = (lower: Scope, upper: Scope): boolean => {
  if ((scopeHeight(lower.type) ?? 0) >= (scopeHeight(upper.type) ?? 0)) return false;
  return upper.type === 'PROJECT'
    ? projectIdOf(lower).toLowerCase() === upper.id.toLowerCase()
    : environmentIdOf(lower).toLowerCase() === upper.id.toLowerCase();
};
