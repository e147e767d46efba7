import { formatPlace } from '../../model/address.js';
import { type EnvironmentFound, type Scope, environmentIdOf, projectIdOf } from '../../model/scope.js';
import type { Listing, RemoteSecret } from '../../model/remote-secret.js';
import { isHigher } from '../listing-index.js';

/** The scopes that an audit covers. */
export interface AuditRange {
  /** At service scope. */
  readonly services: readonly Scope[];
  /** The environments and their projects. */
  readonly wider: readonly Scope[];
}

/** The scopes of an audit that must be read. */
export interface AuditReads {
  /** Scopes to list first. The lists of services also contain inherited secrets. */
  readonly first: readonly Scope[];
  /** Environments or projects that no list covers yet, and that must be listed themselves. */
  readonly findUncovered: (
    type: 'ENVIRONMENT' | 'PROJECT',
    listings: ReadonlyMap<string, Listing>,
  ) => readonly Scope[];
}

/**
 * Expands environments from `findEnvironments` into all scopes that an audit or an import of them covers. The list of a service also
 * contains inherited secrets, so `wider` scopes must be read only if an environment or a project has no service.
 */
export const spreadOut = (environments: readonly EnvironmentFound[]): AuditRange => {
  const wider = environments.flatMap(({ environment }) => [environment, projectOf(environment)]);
  return {
    services: environments.flatMap(({ services }) => services),
    wider: [...new Map(wider.map((scope) => [scope.id, scope])).values()],
  };
};

/**
 * Decides which scopes must be read. Scopes that no target can match are skipped. An environment or project is read only if a manifest
 * declares an override at exactly that scope (`declaredAt`, by id), or if no other list covers it.
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
    findUncovered: (type, listings) => {
      const covered = new Set(
        [...services, ...wider]
          .filter(({ id }) => listings.get(id)?.kind === 'read')
          .flatMap((scope) => [projectIdOf(scope), environmentIdOf(scope)]),
      );
      return wider.filter(
        (scope) =>
          scope.type === type && !covered.has(scope.id) && !listings.has(scope.id) && isTargeted(scope),
      );
    },
  };
};

/** The project that contains an environment. */
const projectOf = (environment: Scope): Scope => ({
  ...environment,
  type: 'PROJECT',
  id: projectIdOf(environment),
  environment: null,
  environmentId: null,
});

/** The address of a scope: an address without its last part. */

/**
 * Collects the own and inherited secrets of environments and projects, by scope id. They come from the lists of the services inside
 * them, which include everything inherited, and from their own lists if they were read. Scopes that no list covers are left out.
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

/** Built-in secrets belong to one environment, so a project does not see them. */
const isSeenFrom = (upper: Scope, { scope }: RemoteSecret): boolean =>
  scope === upper.type || (upper.type === 'ENVIRONMENT' && isHigher(scope, upper));
