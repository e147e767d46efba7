import { type EnvironmentFound, SERVICE_TYPES, type Scope } from '../../model/scope.js';
import { compareText } from '../../model/location.js';
import type { ServiceIndex } from './service-index.js';
import type { Client } from '../client/client.js';
import { directoryOf, type Directory, type Named, type ServiceEntry } from './directory.js';
import { matchName } from './match-name.js';
import { findEnvironment, findOrganization, findProject, found, noTarget, type Found } from './places.js';
import { toFailure } from '../client/problem.js';

export type { EnvironmentFound } from '../../model/scope.js';

/** What narrows a search for environments: names or UUIDs. */
export interface EnvironmentsWanted {
  /** Null: the only one that the token sees; more than one is an error. */
  readonly organization: string | null;
  /** Null: all. */
  readonly project: string | null;
  /** Null: all. */
  readonly environment: string | null;
}

/**
 * Finds the environments of an organization or a project, or a single one, with and without services, sorted by project and name.
 * Two calls for names, one more for environments unless the one that is named has a service, and one more if a project has no service.
 *
 * @throws Failure with the code of what is missing or ambiguous, as in `findScopes`, or where the API cannot be asked: see `Client`.
 */
export const findEnvironments = async (
  client: Client,
  wanted: EnvironmentsWanted,
): Promise<readonly EnvironmentFound[]> => {
  const directory = directoryOf(client);
  const serviceIndex = orThrow(await findOrganization(directory, wanted.organization));
  const projects =
    wanted.project === null
      ? await listProjects(directory, serviceIndex)
      : [orThrow(await findProject(directory, serviceIndex, wanted.project))];
  const perProject = await Promise.all(
    projects.map(async (project) => {
      const { environment } = wanted;
      if (environment === null) return found(await listEnvironments(directory, serviceIndex, project));
      const named = await findEnvironment(directory, serviceIndex, project, environment);
      return named.kind === 'found' ? found([named.entry]) : named;
    }),
  );
  if (perProject.every((result) => result.kind === 'missing')) perProject.forEach(orThrow);
  return projects.flatMap((project, index) => {
    const result = perProject[index];
    if (result?.kind !== 'found') return [];
    return result.entry.map((environment) => describeEnvironment(serviceIndex, project, environment));
  });
};

/**
 * Finds the environments that have services, from the list of services alone. A project or environment that is named and has no
 * service is looked up with `findEnvironments`. Throws as that does.
 */
export const findServedEnvironments = async (
  client: Client,
  wanted: EnvironmentsWanted,
): Promise<readonly EnvironmentFound[]> => {
  const serviceIndex = orThrow(await findOrganization(directoryOf(client), wanted.organization));
  const environments = sortDistinct(select(serviceIndex.projects, wanted.project)).flatMap((project) =>
    sortDistinct(select(serviceIndex.environmentsOf(project.id), wanted.environment)).map((environment) =>
      describeEnvironment(serviceIndex, project, environment),
    ),
  );
  const isAnyNamed = wanted.project !== null || wanted.environment !== null;
  return environments.length === 0 && isAnyNamed ? findEnvironments(client, wanted) : environments;
};

/** The target of a document: names or UUIDs, null where none is given. */
export interface PlaceWanted {
  readonly organization: string | null;
  readonly project: string | null;
  readonly environment: string | null;
}

/**
 * Finds one environment and all its services, in the requests that resolving names takes. What is missing has a code of `findScopes`.
 *
 * @throws Failure where the API cannot be asked: see `Client`.
 */
export const findServices = async (client: Client, wanted: PlaceWanted): Promise<Found<EnvironmentFound>> => {
  if (wanted.project === null) return noTarget('project');
  if (wanted.environment === null) return noTarget('environment');
  const directory = directoryOf(client);
  const serviceIndex = await findOrganization(directory, wanted.organization);
  if (serviceIndex.kind === 'missing') return serviceIndex;
  const project = await findProject(directory, serviceIndex.entry, wanted.project);
  if (project.kind === 'missing') return project;
  const environment = await findEnvironment(directory, serviceIndex.entry, project.entry, wanted.environment);
  return environment.kind === 'missing'
    ? environment
    : found(describeEnvironment(serviceIndex.entry, project.entry, environment.entry));
};

/** All entries where none is named, else the one that matches; none where several do. */
const select = (entries: readonly Named[], wanted: string | null): readonly Named[] => {
  if (wanted === null) return entries;
  const match = matchName(wanted, entries);
  return match.kind === 'one' ? [match.entry] : [];
};

const orThrow = <Entry>(result: Found<Entry>): Entry => {
  if (result.kind === 'missing') throw toFailure(result);
  return result.entry;
};

/** The projects that have environments. The name of a project without services takes one more call. */
const listProjects = async (directory: Directory, serviceIndex: ServiceIndex): Promise<readonly Named[]> => {
  const known = new Set(serviceIndex.projects.map(({ id }) => id));
  const environments = (await directory.environments(serviceIndex.organizationId)) ?? [];
  const isEachKnown =
    serviceIndex.projects.length > 0 && environments.every(({ projectId }) => known.has(projectId));
  const others = isEachKnown ? [] : ((await directory.projects(serviceIndex.organizationId)) ?? []);
  return sortDistinct([...serviceIndex.projects, ...others]);
};

const listEnvironments = async (
  directory: Directory,
  serviceIndex: ServiceIndex,
  project: Named,
): Promise<readonly Named[]> => {
  const all = (await directory.environments(serviceIndex.organizationId)) ?? [];
  const others = all.filter(({ projectId }) => projectId === project.id);
  return sortDistinct([...serviceIndex.environmentsOf(project.id), ...others]);
};

const sortDistinct = (entries: readonly Named[]): readonly Named[] =>
  [...new Map(entries.map((entry) => [entry.id, entry])).values()].toSorted(
    (left, right) => compareText(left.name, right.name) || compareText(left.id, right.id),
  );

const describeEnvironment = (
  serviceIndex: ServiceIndex,
  project: Named,
  { id, name }: Named,
): EnvironmentFound => {
  const environment: Scope = {
    type: 'ENVIRONMENT',
    id,
    organizationId: serviceIndex.organizationId,
    project: project.name,
    projectId: project.id,
    environment: name,
    environmentId: id,
    service: null,
  };
  const services = serviceIndex
    .servicesOf(id)
    .flatMap((service) => describeService(environment, service) ?? []);
  return { environment, services: services.toSorted(compareServices) };
};

const describeService = (environment: Scope, { id, name, type }: ServiceEntry): Scope | null => {
  const known = SERVICE_TYPES.find((candidate) => candidate === type);
  return known === undefined ? null : { ...environment, type: known, id, service: name };
};

const compareServices = (left: Scope, right: Scope): number =>
  compareText(left.type, right.type) ||
  compareText(left.service ?? '', right.service ?? '') ||
  compareText(left.id, right.id);
