import { servicesOf } from '../world/places.js';
import type { Backend } from '../http/router.js';
import { rulesOf, SANDBOX_SERVICE_TYPES } from '../world/service-types.js';
import type { Deployment, Environment, Service } from '../world/world.js';
import { spellTime } from '../world/time.js';

type Fields = Readonly<Record<string, unknown>>;

/** Spells where an environment's services stand: API description, `EnvironmentStatuses`. */
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

/** Spells where an environment stands: API description, `EnvironmentStatus`. */
export const answerEnvironmentStatus = (backend: Backend, environment: Environment): Fields => {
  const newest = newestDeployment(servicesOf(backend.world, environment.id));
  const stand = findStand(newest === null ? [] : [newest], backend.time.now());
  const state = stateOf(stand, false);
  const date = deploymentDate(backend, stand);
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
  const stand = findStand(service.deployments, backend.time.now());
  const { current, waiting } = stand;
  const isUnderWay = current !== null || waiting > 0;
  const latest = service.deployments.at(-1);
  const date = deploymentDate(backend, stand);
  return {
    id: service.id,
    state: stateOf(stand, service.isStopped),
    service_deployment_status: latest === undefined ? 'NEVER_DEPLOYED' : 'UP_TO_DATE',
    ...(date === null ? {} : { last_deployment_date: spellTime(date) }),
    is_part_last_deployment: latest !== undefined && latest.requestId === newest?.requestId,
    ...(latest === undefined ? {} : { execution_id: latest.requestId }),
    ...(backend.assumptions.deploymentSteps === 'absent' ? {} : { steps: answerSteps(stand) }),
    status_details: {
      action: latest === undefined ? 'UNKNOWN' : service.isStopped ? 'STOP' : 'DEPLOY',
      status: detailOf(stand),
      sub_action: 'NONE',
    },
    deployment_request_id: isUnderWay ? (current ?? latest)?.requestId : null,
    deployment_requests_count: waiting + (current === null ? 0 : 1),
  };
};

/** A service's deployments as they are at one time. */
interface Stand {
  /** The one that runs. */
  readonly current: Deployment | null;
  /** The last that ended. */
  readonly ended: Deployment | null;
  /** How many have not started. */
  readonly waiting: number;
}

const findStand = (deployments: readonly Deployment[], now: number): Stand => ({
  current: deployments.find(({ startsAt, endsAt }) => startsAt <= now && now < endsAt) ?? null,
  ended: deployments.findLast(({ endsAt }) => endsAt <= now) ?? null,
  waiting: deployments.filter(({ startsAt }) => startsAt > now).length,
});

const stateOf = ({ current, ended, waiting }: Stand, isStopped: boolean): string => {
  if (current !== null) return 'DEPLOYING';
  if (waiting > 0) return 'DEPLOYMENT_QUEUED';
  if (ended === null) return 'READY';
  if (isStopped) return 'STOPPED';
  return ended.fails ? 'DEPLOYMENT_ERROR' : 'DEPLOYED';
};

const detailOf = ({ current, ended, waiting }: Stand): string => {
  if (current !== null) return 'ONGOING';
  if (waiting > 0) return 'QUEUED';
  return ended === null ? 'NEVER' : ended.fails ? 'ERROR' : 'SUCCESS';
};

/** How long the last deployment took, in whole seconds; null while one runs. */
const answerSteps = ({ current, ended }: Stand): Fields => {
  const seconds =
    current !== null || ended === null ? null : Math.floor((ended.endsAt - ended.startsAt) / 1000);
  return { total_duration_sec: seconds, total_computing_duration_sec: seconds ?? 0, details: [] };
};

/** Milliseconds since 1970; of the deployment before while one is running, unless the date is that of the start. */
const deploymentDate = (
  { assumptions }: Pick<Backend, 'assumptions'>,
  { current, ended }: Stand,
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
