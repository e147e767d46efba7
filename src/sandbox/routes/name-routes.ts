import {
  answerEnvironment,
  answerEnvironmentOfOrganization,
  answerOrganization,
  answerProject,
  answerServiceLight,
  OWNER_ID,
} from './place-answers.js';
import {
  environmentsOf,
  findEnvironment,
  findOrganization,
  findProject,
  projectsOf,
  servicesOf,
} from '../world/places.js';
import { param, type Answer, type Route } from '../http/router.js';
import { answerService } from './service-answers.js';
import { formatApiTime } from '../world/time.js';

/** The operations that read organizations, projects, environments and services. */
export const NAME_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/account',
    handle: (_backend, { caller }) => ({
      status: 200,
      body: { id: OWNER_ID, created_at: formatApiTime(0), nickname: caller.name },
    }),
  },
  {
    method: 'GET',
    path: '/organization',
    handle: ({ world }) => list([...world.organizations.values()].map(answerOrganization)),
  },
  {
    method: 'GET',
    path: '/organization/{organizationId}',
    handle: ({ world }, request) => ({
      status: 200,
      body: answerOrganization(findOrganization(world, param(request, 'organizationId'))),
    }),
  },
  {
    method: 'GET',
    path: '/organization/{organizationId}/project',
    handle: ({ world }, request) => {
      const { id } = findOrganization(world, param(request, 'organizationId'));
      return list(projectsOf(world, id).map((project) => answerProject(world, project)));
    },
  },
  {
    method: 'GET',
    path: '/organization/{organizationId}/environments',
    handle: ({ world }, request) => {
      const { id } = findOrganization(world, param(request, 'organizationId'));
      const environments = projectsOf(world, id).flatMap((project) => environmentsOf(world, project.id));
      return list(environments.map((environment) => answerEnvironmentOfOrganization(world, environment)));
    },
  },
  {
    method: 'GET',
    path: '/organization/{organizationId}/services',
    handle: ({ world }, request) => {
      const { id } = findOrganization(world, param(request, 'organizationId'));
      const passes = (name: string, value: string): boolean =>
        [null, '', value].includes(request.query.get(name));
      const services = projectsOf(world, id).flatMap((project) =>
        environmentsOf(world, project.id)
          .filter(
            (environment) =>
              passes('project_id', project.id) &&
              passes('environment_id', environment.id) &&
              passes('cluster_id', environment.clusterId),
          )
          .flatMap((environment) =>
            servicesOf(world, environment.id).map((service) =>
              answerServiceLight(project, environment, service),
            ),
          ),
      );
      return list(services);
    },
  },
  {
    method: 'GET',
    path: '/project/{projectId}',
    handle: ({ world }, request) => ({
      status: 200,
      body: answerProject(world, findProject(world, param(request, 'projectId'))),
    }),
  },
  {
    method: 'GET',
    path: '/project/{projectId}/environment',
    handle: ({ world }, request) => {
      const { id } = findProject(world, param(request, 'projectId'));
      return list(environmentsOf(world, id).map((environment) => answerEnvironment(world, environment)));
    },
  },
  {
    method: 'GET',
    path: '/environment/{environmentId}',
    handle: ({ world }, request) => ({
      status: 200,
      body: answerEnvironment(world, findEnvironment(world, param(request, 'environmentId'))),
    }),
  },
  {
    method: 'GET',
    path: '/environment/{environmentId}/services',
    handle: ({ world }, request) => {
      const environment = findEnvironment(world, param(request, 'environmentId'));
      return list(servicesOf(world, environment.id).map((service) => answerService(environment, service)));
    },
  },
];

const list = (results: readonly unknown[]): Answer => ({ status: 200, body: { results } });
