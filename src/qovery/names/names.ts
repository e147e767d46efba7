import type { DeclaredOverride, PlacedOverride } from '../../model/declared-override.js';
import { Failure } from '../../model/failure.js';
import { obtain } from '../../model/obtain.js';
import {
  isServiceType,
  isUuid,
  scopeWord,
  type Scope,
  type ScopeResolution,
  SERVICE_TYPES,
  type ServiceType,
} from '../../model/scope.js';
import type { Client } from '../client/client.js';
import { directoryOf, type Directory, type Named, type ServiceEntry } from './directory.js';
import {
  findEnvironment,
  findOrganization,
  findProject,
  noTarget,
  missing,
  found,
  pick,
  type Found,
} from './places.js';
import type { ServiceIndex } from './service-index.js';
import { matchName } from './match-name.js';

/** The part of a declared override that says where it lives. */
export type ScopeWanted = Pick<
  DeclaredOverride,
  'organization' | 'project' | 'environment' | 'scopeType' | 'service'
>;

/**
 * Finds where declared overrides live; one resolution for each, in their order. Two calls for all of one organization, one more if a
 * project or an environment has no service, and none for overrides that use only UUIDs.
 * Codes of what is missing: `no-target`, `wrong-kind`, `wrong-environment`, and `no-…` and `ambiguous-…` with `organization`, `project`,
 * `environment` or `service`.
 *
 * @throws Failure where the API cannot be asked: see `Client`.
 */
export const findScopes = async (
  client: Client,
  declared: readonly ScopeWanted[],
): Promise<readonly ScopeResolution[]> => {
  const directory = directoryOf(client);
  const scopes = new Map<string, Promise<ScopeResolution>>();
  return Promise.all(
    declared.map((wanted) => {
      const { organization, project, environment, scopeType, service } = wanted;
      const place = JSON.stringify([organization, project, environment, scopeType, service]);
      return obtain(scopes, place, async () => {
        try {
          return await findScope(directory, wanted);
        } catch (error) {
          // The policy of a token may allow what needs no look-up of names.
          if (!(error instanceof Failure) || error.code !== 'access-denied') throw error;
          return missing(error.code, error.message, error.hint);
        }
      });
    }),
  );
};

/** Pairs each declared override with its scope, in their order; asks and throws as `findScopes` does. */
export const placeOverrides = async (
  client: Client,
  overrides: readonly DeclaredOverride[],
): Promise<readonly PlacedOverride[]> => {
  const scopes = await findScopes(client, overrides);
  return overrides.flatMap((declared, index) => {
    const scope = scopes[index];
    return scope === undefined ? [] : [{ declared, scope }];
  });
};

const findScope = async (directory: Directory, wanted: ScopeWanted): Promise<ScopeResolution> => {
  const { scopeType } = wanted;
  if (wanted.project === null) return noTarget('project');
  if (scopeType !== 'PROJECT' && wanted.environment === null) return noTarget('environment');
  const given = scopeOfUuids(wanted, wanted.project);
  if (given !== null) return foundScope(given);

  const serviceIndex = await findOrganization(directory, wanted.organization);
  if (serviceIndex.kind === 'missing') return serviceIndex;
  const project = await findProject(directory, serviceIndex.entry, wanted.project);
  if (project.kind === 'missing') return project;
  const { id: projectId, name: projectName } = project.entry;
  const ofProject: Scope = {
    type: 'PROJECT',
    id: projectId,
    organizationId: serviceIndex.entry.organizationId,
    project: projectName,
    projectId,
    environment: null,
    environmentId: null,
    service: null,
  };
  if (scopeType === 'PROJECT' || wanted.environment === null) return foundScope(ofProject);

  const environment = await findEnvironment(directory, serviceIndex.entry, project.entry, wanted.environment);
  if (environment.kind === 'missing') return environment;
  const { id, name } = environment.entry;
  const ofEnvironment: Scope = {
    ...ofProject,
    type: 'ENVIRONMENT',
    id,
    environment: name,
    environmentId: id,
  };
  if (!isServiceType(scopeType) || wanted.service === null) return foundScope(ofEnvironment);

  const service = findService(serviceIndex.entry, {
    type: scopeType,
    service: wanted.service,
    environment: environment.entry,
  });
  if (service.kind === 'missing') return service;
  return foundScope({
    ...ofEnvironment,
    type: scopeType,
    id: service.entry.id,
    service: service.entry.name,
  });
};

const foundScope = (scope: Scope): ScopeResolution => ({ kind: 'found', scope });

/** The scope of an override that uses only UUIDs, which takes no call; null for any other. */
const scopeOfUuids = (wanted: ScopeWanted, projectText: string): Scope | null => {
  const { organization, scopeType } = wanted;
  const projectId = readId(projectText);
  const environmentId = scopeType === 'PROJECT' ? null : readId(wanted.environment);
  const serviceId = isServiceType(scopeType) ? readId(wanted.service) : null;
  if (projectId === null) return null;
  if (scopeType !== 'PROJECT' && environmentId === null) return null;
  if (isServiceType(scopeType) && serviceId === null) return null;
  return {
    type: scopeType,
    id: serviceId ?? environmentId ?? projectId,
    organizationId: readId(organization),
    project: projectId,
    projectId,
    environment: environmentId,
    environmentId,
    service: serviceId,
  };
};

const readId = (text: string | null): string | null =>
  text !== null && isUuid(text) ? text.toLowerCase() : null;

/** A service as a manifest names it. */
export interface ServiceWanted {
  readonly type: ServiceType;
  /** Name or UUID. */
  readonly service: string;
  /** The environment that it should be in. */
  readonly environment: Named;
}

/** Finds a service by kind and name (or UUID); explains when it is of another kind, or in another environment. */
export const findService = (
  serviceIndex: ServiceIndex,
  { type, service, environment }: ServiceWanted,
): Found<ServiceEntry> => {
  const match = serviceIndex.matchService(environment.id, type)(service);
  if (match.kind === 'one') return found(match.entry);
  const here = serviceIndex.servicesOf(environment.id);
  const what = scopeWord(type);
  if (match.kind === 'none') {
    const another = matchName(service, here);
    if (another.kind === 'one') return wrongKind(type, service, another.entry);
    const elsewhere = isUuid(service) ? matchName(service, serviceIndex.services) : null;
    if (elsewhere?.kind === 'one') return wrongEnvironment(what, service, environment, elsewhere.entry);
  }
  const ofType = here.filter((entry) => entry.type === type);
  const picked = pick(service, ofType, { what, within: ` in environment ${environment.name}` });
  if (picked.kind === 'found') return picked;
  return { ...picked, code: match.kind === 'several' ? 'ambiguous-service' : 'no-service' };
};

const wrongKind = (type: ServiceType, service: string, entry: ServiceEntry): Found<never> => {
  const known = SERVICE_TYPES.find((candidate) => candidate === entry.type);
  const kind = known === undefined ? entry.type.toLowerCase().replaceAll('_', ' ') : scopeWord(known);
  return missing(
    'wrong-kind',
    `${service} is not of kind ${scopeWord(type)}: it is of kind ${kind}`,
    known === undefined ? `a ${kind} has no secret overrides` : `write ${kind}: ${service}`,
  );
};

const wrongEnvironment = (
  what: string,
  service: string,
  environment: Named,
  entry: ServiceEntry,
): Found<never> =>
  missing(
    'wrong-environment',
    `${what} ${service} (${entry.name}) is not in environment ${environment.name}: it is in ${entry.project.name}/${entry.environment.name}`,
    'check the UUID, and the project and environment of the manifest',
  );
