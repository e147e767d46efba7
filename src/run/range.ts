import type { DeclaredOverride, Manifests } from '../model/declared-override.js';
import type { Listing } from '../model/remote-secret.js';
import { scopeWord, type Scope, type ScopeResolution } from '../model/scope.js';
import type { TargetNames } from '../manifest/load.js';
import type { AuditReads } from '../plan/audit/reach.js';
import type { AuditManifests } from '../plan/audit/wanted.js';
import type { Client } from '../qovery/client/client.js';
import { findScopes, type ScopeWanted } from '../qovery/names/names.js';
import { placeDeclared } from './place-declared.js';
import { listSecrets } from '../qovery/secrets/read.js';

/** What an audit covers: everything in it by id, and the names that narrowed it. */
export interface NamedRange {
  readonly scopes: ReadonlyMap<string, Scope>;
  readonly names: TargetNames;
}

/** Finds environments that manifests name and that belong to the audit although they have no service. */
export const findUntoldEnvironments = async (
  client: Client,
  { targets }: Manifests,
  { scopes, names }: NamedRange,
): Promise<readonly Scope[]> => {
  if (names.environment !== null) return [];
  const organizations = new Set([...scopes.values()].map(({ organizationId }) => organizationId));
  const found = (await findScopes(client, targets.map(environmentOf))).flatMap((resolution) =>
    resolution.kind === 'found' ? [resolution.scope] : [],
  );
  const untold = found.filter(
    ({ id, projectId, organizationId }) =>
      !scopes.has(id) &&
      (organizationId === null || organizations.size === 0 || organizations.has(organizationId)) &&
      (names.project === null || (projectId !== null && scopes.has(projectId))),
  );
  return [...new Map(untold.map((scope) => [scope.id, scope])).values()];
};

/** Finds where the overrides of manifests belong within an audit, and leaves out those declared elsewhere. */
export const placeManifests = async (
  client: Client,
  manifests: Manifests,
  range: NamedRange,
): Promise<AuditManifests> => {
  const { targets } = manifests;
  const environments = await findScopes(client, targets.map(environmentOf));
  const { placed } = await placeDeclared(client, manifests);
  const isLostHere = await findLost(
    client,
    placed.filter(({ scope }) => scope.kind === 'missing').map(({ declared }) => declared),
    range,
  );
  return {
    entries: placed.flatMap(({ declared, scope }) => {
      const narrowed = narrow(scope, range, () => isLostHere.has(declared));
      return narrowed === null ? [] : [{ declared, scope: narrowed }];
    }),
    environments: targets.flatMap(({ stack }, index) => {
      const found = environments[index];
      const environment = found?.kind === 'found' ? range.scopes.get(found.scope.id) : undefined;
      return environment === undefined ? [] : [{ stack, environment }];
    }),
  };
};

/** A scope by the names that the audit has for it; null for one outside of it. */
const narrow = (
  resolution: ScopeResolution,
  { scopes }: NamedRange,
  isLostHere: () => boolean,
): ScopeResolution | null => {
  if (resolution.kind === 'missing') return isLostHere() ? resolution : null;
  const { id, type, environmentId } = resolution.scope;
  const scope = scopes.get(id);
  if (scope !== undefined) return { kind: 'found', scope };
  const environment = environmentId === null ? undefined : scopes.get(environmentId);
  if (environment === undefined) return null;
  return {
    kind: 'missing',
    code: 'no-service',
    message: `no ${scopeWord(type)} ${id} in environment ${environment.environment ?? environment.id}`,
    hint: null,
  };
};

/** The overrides whose service was not found, and that the audit would cover if it existed. */
const findLost = async (
  client: Client,
  lost: readonly DeclaredOverride[],
  { scopes, names }: NamedRange,
): Promise<ReadonlySet<DeclaredOverride>> => {
  const environments = await findScopes(client, lost.map(environmentOf));
  const projects = await findScopes(client, lost.map(projectOf));
  return new Set(
    lost.filter((_, index) => {
      const [environment, project] = [environments[index], projects[index]];
      if (environment?.kind === 'found') return scopes.has(environment.scope.id);
      if (names.environment !== null) return false;
      return project?.kind === 'found' ? scopes.has(project.scope.id) : names.project === null;
    }),
  );
};

type Names = Pick<ScopeWanted, 'organization' | 'project' | 'environment'>;

/** The environment that a manifest document names. */
export const environmentOf = ({ organization, project, environment }: Names): ScopeWanted => ({
  organization,
  project,
  environment,
  scopeType: 'ENVIRONMENT',
  service: null,
});

const projectOf = (names: Names): ScopeWanted => ({ ...environmentOf(names), scopeType: 'PROJECT' });

/** Reads the lists that a range needs: services first, then only those environments and projects that no list tells of. */
export const readRange = async (
  client: Client,
  { first, findUncovered }: AuditReads,
): Promise<ReadonlyMap<string, Listing>> => {
  let listings = await listSecrets(client, first);
  for (const type of ['ENVIRONMENT', 'PROJECT'] as const) {
    listings = new Map([...listings, ...(await listSecrets(client, findUncovered(type, listings)))]);
  }
  return listings;
};
