import type { Listing, RemoteSecret } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import { environmentIdOf, projectIdOf } from '../place.js';
import { isHigher } from '../listing-index.js';

/**
 * What environments and projects are known to hold, and to see from above, by their id: from the lists of the services in them, which
 * hold all that they inherit, and from their own where they were listed themselves. Those that no list tells of are left out.
 */
export const gatherWider = (
  wider: readonly Scope[],
  services: readonly Scope[],
  listings: ReadonlyMap<string, Listing>,
): ReadonlyMap<string, readonly RemoteSecret[]> => {
  const known = new Map<string, Map<string, RemoteSecret>>();
  const byId = new Map(wider.map((scope) => [scope.id.toLowerCase(), scope]));
  for (const scope of [...wider, ...services]) {
    const listing = listings.get(scope.id);
    if (listing?.kind !== 'read') continue;
    for (const id of new Set([projectIdOf(scope).toLowerCase(), environmentIdOf(scope).toLowerCase()])) {
      const upper = byId.get(id);
      if (upper === undefined) continue;
      const seen = known.get(upper.id) ?? new Map<string, RemoteSecret>();
      known.set(upper.id, seen);
      for (const secret of listing.secrets) {
        if (isSeenFrom(upper, secret)) seen.set(secret.id.toLowerCase(), secret);
      }
    }
  }
  return new Map([...known].map(([id, seen]) => [id, [...seen.values()]]));
};

/** What Qovery makes belongs to one environment, so that a whole project does not see it. */
const isSeenFrom = (upper: Scope, { scope }: RemoteSecret): boolean =>
  scope === upper.type || (upper.type === 'ENVIRONMENT' && isHigher(scope, upper));
