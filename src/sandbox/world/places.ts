import { Refusal } from './refusal.js';
import {
  dropSecret,
  secretsAt,
  type Environment,
  type Organization,
  type Project,
  type SecretScope,
  type Service,
  type StoredSecret,
  type World,
} from './world.js';

/** A scope that can have secrets, with everything above it. */
export interface Place {
  readonly scope: SecretScope;
  /** UUID. */
  readonly id: string;
  readonly organization: Organization;
  readonly project: Project;
  readonly environment: Environment | null;
  readonly service: Service | null;
}

/** Finds an organization, or refuses with 404. */
export const findOrganization = (world: World, id: string): Organization =>
  world.organizations.get(id) ?? refuseMissing('organization');

/** Finds a project, or refuses with 404. */
export const findProject = (world: World, id: string): Project =>
  world.projects.get(id) ?? refuseMissing('project');

/** Finds an environment, or refuses with 404. */
export const findEnvironment = (world: World, id: string): Environment =>
  world.environments.get(id) ?? refuseMissing('environment');

/** Finds a service of one type, or refuses with 404. */
export const findService = (world: World, type: SecretScope, id: string): Service => {
  const service = world.services.get(id);
  return service?.type === type ? service : refuseMissing(type.toLowerCase());
};

/** Finds a scope by type and id, with everything above it, or refuses with 404. */
export const findPlace = (world: World, scope: SecretScope, id: string): Place => {
  const service = scope === 'PROJECT' || scope === 'ENVIRONMENT' ? null : findService(world, scope, id);
  const environment = scope === 'PROJECT' ? null : findEnvironment(world, service?.environmentId ?? id);
  const project = findProject(world, environment?.projectId ?? id);
  return {
    scope,
    id,
    organization: findOrganization(world, project.organizationId),
    project,
    environment,
    service,
  };
};

/** Lists the scopes whose secrets a scope sees: itself first, then upwards. */
export const visibleFrom = (place: Place): readonly { scope: SecretScope; id: string }[] => [
  ...(place.service === null ? [] : [{ scope: place.scope, id: place.id }]),
  ...(place.environment === null
    ? []
    : [
        { scope: 'ENVIRONMENT' as const, id: place.environment.id },
        { scope: 'BUILT_IN' as const, id: place.environment.id },
      ]),
  { scope: 'PROJECT', id: place.project.id },
];

/** Finds the scope that a stored secret belongs to. Built-in secrets belong to an environment. */
export const placeOfSecret = (world: World, secret: StoredSecret): Place =>
  findPlace(world, secret.scope === 'BUILT_IN' ? 'ENVIRONMENT' : secret.scope, secret.parentId);

export const projectsOf = (world: World, organizationId: string): readonly Project[] =>
  [...world.projects.values()].filter((project) => project.organizationId === organizationId);

export const environmentsOf = (world: World, projectId: string): readonly Environment[] =>
  [...world.environments.values()].filter((environment) => environment.projectId === projectId);

export const servicesOf = (world: World, environmentId: string): readonly Service[] =>
  [...world.services.values()].filter((service) => service.environmentId === environmentId);

/** Removes a service with its secrets. */
export const dropService = (world: World, service: Service): void => {
  dropSecretsAt(world, service.id);
  world.services.delete(service.id);
};

/** Removes an environment with everything in it. */
export const dropEnvironment = (world: World, environment: Environment): void => {
  for (const service of servicesOf(world, environment.id)) dropService(world, service);
  dropSecretsAt(world, environment.id);
  world.environments.delete(environment.id);
};

/** Removes a project with everything in it. */
export const dropProject = (world: World, project: Project): void => {
  for (const environment of environmentsOf(world, project.id)) dropEnvironment(world, environment);
  dropSecretsAt(world, project.id);
  world.projects.delete(project.id);
};

const dropSecretsAt = (world: World, parentId: string): void => {
  for (const secret of secretsAt(world, parentId)) dropSecret(world, secret);
  world.secretsOf.delete(parentId);
};

const refuseMissing = (what: string): never => {
  throw new Refusal(404, `There is no such ${what}.`);
};
