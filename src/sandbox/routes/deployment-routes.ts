import { requireWriter } from '../http/callers.js';
import { eventOrigin, eventPlace } from '../world/event-log.js';
import { findEnvironment, findPlace, servicesOf } from '../world/places.js';
import { Refusal } from '../world/refusal.js';
import { readBody } from '../http/request-bodies.js';
import { param, type ApiRequest, type Backend, type Route } from '../http/router.js';
import { answerEnvironmentStatus, answerStatuses } from './status-answers.js';
import type { DeployedService, RequestBodies } from '../http/wire-requests.js';
import { rulesOf, SANDBOX_SERVICE_TYPES, type SandboxServiceType } from '../world/service-types.js';
import { putSecret, secretsAt, type Deployment, type Service } from '../world/world.js';

/** Statuses of an environment's services, and deployments of some of them: enough to see overrides go live. */
export const DEPLOYMENT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/environment/{environmentId}/statuses',
    handle: (backend, request) => {
      const environment = findEnvironment(backend.world, param(request, 'environmentId'));
      return { status: 200, body: answerStatuses(backend, environment) };
    },
  },
  {
    method: 'POST',
    path: '/environment/{environmentId}/service/deploy',
    handle: (backend, request) => {
      requireWriter(request.caller);
      const environment = findEnvironment(backend.world, param(request, 'environmentId'));
      const body = readBody('DeployAllRequest', request.body);
      const services = readDeployed(body).map((wanted) => findDeployable(backend, environment.id, wanted));
      if (services.length === 0) throw new Refusal(400, 'The request names no service to deploy.');
      const startsAt = findTurn(backend, environment.id);
      const deployment = { requestId: backend.newId(), startsAt, endsAt: startsAt + backend.deploymentTime };
      for (const service of services) deploy(backend, request, service, deployment);
      return { status: 202, body: answerEnvironmentStatus(backend, environment) };
    },
  },
];

/** One service to deploy, and whether the request names a version. */
interface Wanted {
  readonly type: SandboxServiceType;
  readonly id: string;
  readonly hasVersion: boolean;
}

const readDeployed = (body: RequestBodies['DeployAllRequest']): readonly Wanted[] =>
  SANDBOX_SERVICE_TYPES.flatMap((type) => {
    const { deploy: rules } = rulesOf(type);
    return rules === null ? [] : (body[rules.list] ?? []).map((item) => readWanted(type, rules.idName, item));
  });

/** Of a database there is only the id; it needs no version. */
const readWanted = (type: SandboxServiceType, idName: string | null, item: DeployedService): Wanted => {
  if (typeof item === 'string') return { type, id: item.toLowerCase(), hasVersion: true };
  const { [idName ?? 'id']: id, ...version } = item;
  return {
    type,
    id: (id ?? '').toLowerCase(),
    hasVersion: Object.values(version).some((text) => typeof text === 'string'),
  };
};

/** Finds a service to deploy. Only a service that was deployed before needs no version. Source: API description, `DeployAllRequest`. */
const findDeployable = (backend: Backend, environmentId: string, wanted: Wanted): Service => {
  const service = servicesOf(backend.world, environmentId).find(
    ({ id, type }) => id === wanted.id && type === wanted.type,
  );
  if (service === undefined) {
    throw new Refusal(404, `There is no such ${wanted.type.toLowerCase()} in this environment.`);
  }
  if (service.deployments.length === 0 && !wanted.hasVersion) {
    throw new Refusal(400, 'A service that was never deployed needs a version to deploy.');
  }
  return service;
};

/** Finds the start time of a deployment requested now. An environment runs one deploy request at a time. */
const findTurn = ({ assumptions, time, world }: Backend, environmentId: string): number => {
  const now = time.now();
  const ends = servicesOf(world, environmentId).flatMap(({ deployments }) =>
    deployments.map(({ endsAt }) => endsAt),
  );
  const turn = Math.max(now, ...ends);
  if (turn > now && assumptions.deployWhileBusy === 'refused') {
    throw new Refusal(409, 'Operation is in progress.');
  }
  return turn;
};

const deploy = (
  backend: Backend,
  request: ApiRequest,
  service: Service,
  deployment: Omit<Deployment, 'fails'>,
): void => {
  const { world, time } = backend;
  const now = time.now();
  const { requestId } = deployment;
  world.services.set(service.id, {
    ...service,
    isStopped: false,
    deployments: [...service.deployments, { ...deployment, fails: service.deploymentFails }],
  });
  backend.events.add(
    {
      ...eventPlace(findPlace(world, service.type, service.id)),
      eventType: 'TRIGGER_DEPLOY',
      subTargetType: null,
      change: JSON.stringify({ deployment_request_id: requestId }),
      origin: eventOrigin(request.userAgent),
      triggeredBy: request.caller.name,
      userAgent: request.userAgent,
    },
    now,
  );
  if (backend.assumptions.updatedAtMoves === 'also-on-deploy') {
    for (const secret of secretsAt(world, service.id)) putSecret(world, { ...secret, updatedAt: now });
  }
};
