import { servicesOf } from './places.js';
import type { Backend } from './routes.js';
import type { Deployment, Environment, SandboxServiceType, Service } from './world.js';
import { spellTime } from './wire-time.js';

type Fields = Readonly<Record<string, unknown>>;

/** Spells where an environment's services stand: API description, `EnvironmentStatuses`. */
export const answerStatuses = (backend: Backend, environment: Environment): Fields => {
  const services = servicesOf(backend.world, environment.id);
  const newest = newestDeployment(services);
  const of = (type: SandboxServiceType): readonly Fields[] =>
    services
      .filter((service) => service.type === type)
      .map((service) => answerStatus(backend, service, newest));
  return {
    environment: answerEnvironmentStatus(backend, environment),
    applications: of('APPLICATION'),
    containers: of('CONTAINER'),
    jobs: of('JOB'),
    databases: of('DATABASE'),
    helms: of('HELM'),
    terraforms: of('TERRAFORM'),
    agentic_workflows: of('AGENTIC_WORKFLOW'),
  };
};

/** Spells where an environment stands: API description, `EnvironmentStatus`. */
export const answerEnvironmentStatus = (backend: Backend, environment: Environment): Fields => {
  const newest = newestDeployment(servicesOf(backend.world, environment.id));
  const state = stateOf(newest, backend.time.now());
  const date = deploymentDate(backend, newest);
  return {
    id: environment.id,
    state,
    last_deployment_date: date === null ? null : spellTime(date),
    last_deployment_state: state,
    last_deployment_id: newest?.requestId ?? null,
    total_deployment_duration_in_seconds: null,
    deployment_status: newest === null ? 'NEVER_DEPLOYED' : 'UP_TO_DATE',
    deployment_request_id: newest?.requestId ?? null,
  };
};

/** Spells where one service stands: API description, `Status`. */
const answerStatus = (backend: Backend, service: Service, newest: Deployment | null): Fields => {
  const { deployment } = service;
  const state = stateOf(deployment, backend.time.now());
  const date = deploymentDate(backend, deployment);
  const isRunning = state === 'DEPLOYING';
  return {
    id: service.id,
    state,
    service_deployment_status: deployment === null ? 'NEVER_DEPLOYED' : 'UP_TO_DATE',
    ...(date === null ? {} : { last_deployment_date: spellTime(date) }),
    is_part_last_deployment: deployment !== null && deployment.requestId === newest?.requestId,
    status_details: {
      action: deployment === null ? 'UNKNOWN' : 'DEPLOY',
      status: deployment === null ? 'NEVER' : isRunning ? 'ONGOING' : 'SUCCESS',
      sub_action: 'NONE',
    },
    deployment_request_id: isRunning ? deployment?.requestId : null,
    deployment_requests_count: isRunning ? 1 : 0,
  };
};

const stateOf = (deployment: Deployment | null, now: number): 'READY' | 'DEPLOYING' | 'DEPLOYED' => {
  if (deployment === null) return 'READY';
  return now < deployment.endsAt ? 'DEPLOYING' : 'DEPLOYED';
};

/** Milliseconds since 1970; of the deployment before while one is running, unless the date is that of the start. */
const deploymentDate = (
  { assumptions, time }: Pick<Backend, 'assumptions' | 'time'>,
  deployment: Deployment | null,
): number | null => {
  if (deployment === null) return null;
  if (assumptions.lastDeploymentDate === 'start') return deployment.startedAt;
  return deployment.endsAt <= time.now() ? deployment.endsAt : (deployment.before?.endedAt ?? null);
};

const newestDeployment = (services: readonly Service[]): Deployment | null =>
  services
    .map((service) => service.deployment)
    .reduce(
      (newest, next) => (next !== null && next.startedAt > (newest?.startedAt ?? -1) ? next : newest),
      null,
    );
