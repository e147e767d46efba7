import { requireWriter } from '../http/callers.js';
import { answerEnvironment, answerOrganization, answerProject } from './place-answers.js';
import {
  dropEnvironment,
  dropProject,
  environmentsOf,
  findEnvironment,
  findOrganization,
  findProject,
  projectsOf,
} from '../world/places.js';
import { Refusal } from '../world/refusal.js';
import { readBody } from '../http/request-bodies.js';
import { param, type Backend, type Route } from '../http/router.js';
import { CLUSTER_ID } from '../world/stable-id.js';
import type { RequestBodies } from '../http/wire-requests.js';
import type { Environment, Organization, Project } from '../world/world.js';

/** Operations that create, edit and delete organizations, projects and environments: enough to set up a small world. */
export const PLACE_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/organization',
    handle: (backend, request) => {
      requireWriter(request.caller);
      const body = readBody('OrganizationRequest', request.body);
      refuseTaken(body.name, [...backend.world.organizations.values()]);
      const organization: Organization = {
        ...newStored(backend, body.name),
        ...describe(body),
        plan: body.plan,
      };
      backend.world.organizations.set(organization.id, organization);
      return { status: 201, body: answerOrganization(organization) };
    },
  },
  {
    method: 'POST',
    path: '/organization/{organizationId}/project',
    handle: (backend, request) => {
      requireWriter(request.caller);
      const { id } = findOrganization(backend.world, param(request, 'organizationId'));
      const body = readBody('ProjectRequest', request.body);
      refuseTaken(body.name, projectsOf(backend.world, id));
      const project: Project = { ...newStored(backend, body.name), ...describe(body), organizationId: id };
      backend.world.projects.set(project.id, project);
      return { status: 200, body: answerProject(backend.world, project) };
    },
  },
  {
    method: 'PUT',
    path: '/project/{projectId}',
    handle: (backend, request) => {
      const project = findProject(backend.world, param(request, 'projectId'));
      requireWriter(request.caller);
      const body = readBody('ProjectRequest', request.body);
      refuseTaken(body.name, projectsOf(backend.world, project.organizationId), project.id);
      const edited = { ...project, ...describe(body), name: body.name, updatedAt: backend.time.now() };
      backend.world.projects.set(project.id, edited);
      return { status: 200, body: answerProject(backend.world, edited) };
    },
  },
  {
    method: 'DELETE',
    path: '/project/{projectId}',
    handle: (backend, request) => {
      requireWriter(request.caller);
      dropProject(backend.world, findProject(backend.world, param(request, 'projectId')));
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: '/project/{projectId}/environment',
    handle: (backend, request) => {
      requireWriter(request.caller);
      const { id } = findProject(backend.world, param(request, 'projectId'));
      const body = readBody('CreateEnvironmentRequest', request.body);
      refuseTaken(body.name, environmentsOf(backend.world, id));
      const environment: Environment = {
        ...newStored(backend, body.name),
        projectId: id,
        mode: body.mode ?? 'DEVELOPMENT',
        clusterId: body.cluster ?? CLUSTER_ID,
      };
      backend.world.environments.set(environment.id, environment);
      return { status: 201, body: answerEnvironment(backend.world, environment) };
    },
  },
  {
    method: 'PUT',
    path: '/environment/{environmentId}',
    handle: (backend, request) => {
      requireWriter(request.caller);
      const environment = findEnvironment(backend.world, param(request, 'environmentId'));
      const body = readBody('EnvironmentEditRequest', request.body);
      const name = body.name ?? environment.name;
      refuseTaken(name, environmentsOf(backend.world, environment.projectId), environment.id);
      const edited = {
        ...environment,
        name,
        mode: body.mode ?? environment.mode,
        updatedAt: backend.time.now(),
      };
      backend.world.environments.set(environment.id, edited);
      return { status: 200, body: answerEnvironment(backend.world, edited) };
    },
  },
  {
    method: 'DELETE',
    path: '/environment/{environmentId}',
    handle: (backend, request) => {
      requireWriter(request.caller);
      dropEnvironment(backend.world, findEnvironment(backend.world, param(request, 'environmentId')));
      return { status: 204 };
    },
  },
];

const newStored = (
  backend: Backend,
  name: string,
): { readonly id: string; readonly name: string; readonly createdAt: number; readonly updatedAt: number } => {
  const now = backend.time.now();
  return { id: backend.newId(), name, createdAt: now, updatedAt: now };
};

const describe = (body: RequestBodies['ProjectRequest']): { readonly description: string | null } => ({
  description: body.description ?? null,
});

/** Refuses a name that a sibling has. Names are case-insensitive. Source: API description, `ProjectRequest`. */
const refuseTaken = (
  name: string,
  siblings: readonly { readonly id: string; readonly name: string }[],
  ownId?: string,
): void => {
  if (name === '') throw new Refusal(400, 'name must not be empty.');
  const isTaken = siblings.some(
    (sibling) => sibling.id !== ownId && sibling.name.toLowerCase() === name.toLowerCase(),
  );
  if (isTaken) throw new Refusal(409, 'This name is already taken.');
};
