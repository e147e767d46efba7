import { formatAddress } from '../../model/address.js';
import type { EnvironmentFound } from '../../model/environment-found.js';
import type { Listing } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import { environmentIdOf, projectIdOf } from '../place.js';

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
