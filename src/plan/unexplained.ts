import type { Plan } from '../model/plan.js';
import type { Listing } from '../model/remote-secret.js';
import type { Scope } from '../model/scope.js';
import { isUnlisted } from './locate.js';

/**
 * Finds the scopes where a plan misses a secret that no list mentions, so that something else may have its key. Optional overrides do not
 * count: their secret may be missing.
 */
export const findUnexplained = (
  { changes }: Plan,
  listings: ReadonlyMap<string, Listing>,
): readonly Scope[] => {
  const scopes = changes.flatMap(({ reason, scope, declared }) => {
    if (reason !== 'no-parent' || scope === null || declared === null || declared.optional) return [];
    const listing = listings.get(scope.id);
    return listing?.kind === 'read' && isUnlisted(declared.secret, listing.secrets) ? [scope] : [];
  });
  return [...new Map(scopes.map((scope) => [scope.id, scope])).values()];
};
