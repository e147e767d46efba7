import { formatAddress } from '../../model/address.js';
import { type EnvironmentFound, type Scope, environmentIdOf, projectIdOf } from '../../model/scope.js';
import type { Listing, RemoteSecret } from '../../model/remote-secret.js';
import { isHigher } from '../listing-index.js';

/** What an audit is about. */
export interface AuditRange {
  /** At service scope. */
  readonly services: readonly Scope[];
  /** The environments and their projects. */
  readonly wider: readonly Scope[];
}

/** What of an audit's range must be read. */
export interface AuditReads {
  /** Scopes to list first; the lists of services also tell of what they inherit. */
  readonly first: readonly Scope[];
  /** Environments, or projects, that no list tells of yet, and so have to be listed themselves. */
  readonly findUntold: (
    type: 'ENVIRONMENT' | 'PROJECT',
    listings: ReadonlyMap<string, Listing>,
  ) => readonly Scope[];
}

/**
 * Spreads environments, from `findEnvironments`, out into all the scopes that an audit or an import of them is about. The list of a service
 * also tells of what it inherits, so that `wider` need be read only where an environment or a project has no service.
 */
export const spreadOut = (environments: readonly EnvironmentFound[]): AuditRange => {
  const wider = environments.flatMap(({ environment }) => [environment, projectOf(environment)]);
  return {
    services: environments.flatMap(({ services }) => services),
    wider: [...new Map(wider.map((scope) => [scope.id, scope])).values()],
  };
};

/**
 * Decides what must be read: what no target can match is not, and an environment or project only where a manifest declares an
 * override right there (`declaredAt`, by id), or nothing else tells of it.
 */
export const planReads = (
  { services, wider }: AuditRange,
  declaredAt: ReadonlySet<string>,
  isPlaceTargeted: (place: string) => boolean,
): AuditReads => {
  const isTargeted = (scope: Scope): boolean => isPlaceTargeted(formatPlace(scope));
  return {
    first: [
      ...services.filter(isTargeted),
      ...wider.filter((scope) => declaredAt.has(scope.id) && isTargeted(scope)),
    ],
    findUntold: (type, listings) => {
      const told = new Set(
        [...services, ...wider]
          .filter(({ id }) => listings.get(id)?.kind === 'read')
          .flatMap((scope) => [projectIdOf(scope), environmentIdOf(scope)]),
      );
      return wider.filter(
        (scope) => scope.type === type && !told.has(scope.id) && !listings.has(scope.id) && isTargeted(scope),
      );
    },
  };
};

/** The project that an environment lies in. */
const projectOf = (environment: Scope): Scope => ({
  ...environment,
  type: 'PROJECT',
  id: projectIdOf(environment),
  environment: null,
  environmentId: null,
});

/** An address without its last part. */
const formatPlace = (scope: Scope): string => formatAddress(scope, '').slice(0, -1);

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
