import { servicesOf } from '../world/places.js';
import type { Backend } from '../http/router.js';
import { rulesOf, SANDBOX_SERVICE_TYPES } from '../world/service-types.js';
import { secretsAt, type Deployment, type Environment, type Service } from '../world/world.js';
import { formatApiTime } from '../world/time.js';

type Fields = Readonly<Record<string, unknown>>;

/** Renders the statuses of an environment's services. Source: API description, `EnvironmentStatuses`. */
export const answerStatuses = (backend: Backend, environment: Environment): Fields => {
  const services = servicesOf(backend.world, environment.id);
  const newest = newestDeployment(services);
  const lists = SANDBOX_SERVICE_TYPES.flatMap((type): readonly (readonly [string, readonly Fields[]])[] => {
    const { statusList } = rulesOf(type);
    if (statusList === null) return [];
    const ofType = services.filter((service) => service.type === type);
    return [[statusList, ofType.map((service) => answerStatus(backend, service, newest))]];
  });
  return { environment: answerEnvironmentStatus(backend, environment), ...Object.fromEntries(lists) };
};

/** Renders the status of an environment. Source: API description, `EnvironmentStatus`. */
export const answerEnvironmentStatus = (backend: Backend, environment: Environment): Fields => {
  const newest = newestDeployment(servicesOf(backend.world, environment.id));
  const progress = findProgress(newest === null ? [] : [newest], backend.time.now());
  const state = stateOf(progress, false);
  const date = deploymentDate(backend, progress);
  return {
    id: environment.id,
    state,
    last_deployment_date: date === null ? null : formatApiTime(date),
    last_deployment_state: state,
    last_deployment_id: newest?.requestId ?? null,
    total_deployment_duration_in_seconds: null,
    deployment_status: newest === null ? 'NEVER_DEPLOYED' : 'UP_TO_DATE',
    deployment_request_id: newest?.requestId ?? null,
  };
};

/** Renders the status of one service. Source: API description, `Status`. */
const answerStatus = (backend: Backend, service: Service, newest: Deployment | null): Fields => {
  const progress = findProgress(service.deployments, backend.time.now());
  const { current, waiting } = progress;
  const isInProgress = current !== null || waiting > 0;
  const latest = service.deployments.at(-1);
  const date = deploymentDate(backend, progress);
  return {
    id: service.id,
    state: stateOf(progress, service.isStopped),
    service_deployment_status:
      latest === undefined ? 'NEVER_DEPLOYED' : isOutdated(backend, service) ? 'OUT_OF_DATE' : 'UP_TO_DATE',
    ...(date === null ? {} : { last_deployment_date: formatApiTime(date) }),
    is_part_last_deployment: latest !== undefined && latest.requestId === newest?.requestId,
    ...(latest === undefined ? {} : { execution_id: latest.requestId }),
    ...(backend.assumptions.deploymentSteps === 'absent' ? {} : { steps: answerSteps(progress) }),
    status_details: {
      action: latest === undefined ? 'UNKNOWN' : service.isStopped ? 'STOP' : 'DEPLOY',
      status: detailOf(progress),
      sub_action: 'NONE',
    },
    deployment_request_id: isInProgress ? (current ?? latest)?.requestId : null,
    deployment_requests_count: waiting + (current === null ? 0 : 1),
  };
};

/** Whether a secret of the service, its environment or its project was edited after its last deployment, and the API says so. */
const isOutdated = (
  { assumptions, world }: Backend,
  { id, environmentId, deployments }: Service,
): boolean => {
  if (assumptions.editedService !== 'out-of-date') return false;
  const deployedAt = deployments.at(-1)?.endsAt ?? 0;
  return [id, environmentId, world.environments.get(environmentId)?.projectId ?? '']
    .flatMap((place) => secretsAt(world, place))
    .some(({ createdAt, updatedAt }) => Math.max(createdAt, updatedAt ?? 0) > deployedAt);
};

/** The deployments of a service at one point in time. */
interface Progress {
  /** The running one. */
  readonly current: Deployment | null;
  /** The last one that ended. */
  readonly ended: Deployment | null;
  /** Number of deployments that have not started. */
  readonly waiting: number;
}

const findProgress = (deployments: readonly Deployment[], now: number): Progress => ({
  current: deployments.find(({ startsAt, endsAt }) => startsAt <= now && now < endsAt) ?? null,
  ended: deployments.findLast(({ endsAt }) => endsAt <= now) ?? null,
  waiting: deployments.filter(({ startsAt }) => startsAt > now).length,
});

const stateOf = ({ current, ended, waiting }: Progress, isStopped: boolean): string => {
  if (current !== null) return 'DEPLOYING';
  if (waiting > 0) return 'DEPLOYMENT_QUEUED';
  if (ended === null) return 'READY';
  if (isStopped) return 'STOPPED';
  return ended.fails ? 'DEPLOYMENT_ERROR' : 'DEPLOYED';
};

const detailOf = ({ current, ended, waiting }: Progress): string => {
  if (current !== null) return 'ONGOING';
  if (waiting > 0) return 'QUEUED';
  return ended === null ? 'NEVER' : ended.fails ? 'ERROR' : 'SUCCESS';
};

/** Renders the duration of the last deployment in whole seconds; null while one is running. */
const answerSteps = ({ current, ended }: Progress): Fields => {
  const seconds =
    current !== null || ended === null ? null : Math.floor((ended.endsAt - ended.startsAt) / 1000);
  return { total_duration_sec: seconds, total_computing_duration_sec: seconds ?? 0, details: [] };
};

/** Date of the last deployment, in milliseconds since 1970. During a deployment, it is the end of the previous one or the start of the current one. */
const deploymentDate = (
  { assumptions }: Pick<Backend, 'assumptions'>,
  { current, ended }: Progress,
): number | null => {
  const isStart = assumptions.lastDeploymentDate === 'start';
  const date = isStart ? (current ?? ended)?.startsAt : ended?.endsAt;
  return date === undefined ? null : date + assumptions.timestampSkew;
};

const newestDeployment = (services: readonly Service[]): Deployment | null =>
  services
    .flatMap(({ deployments }) => deployments)
    .reduce<Deployment | null>(
      (newest, next) => (next.startsAt > (newest?.startsAt ?? -1) ? next : newest),
      null,
    );
