import {
  type Deployer,
  type DeployResult,
  type EnvironmentPlace,
  type EnvironmentStatuses,
  type ServiceStatus,
  type StatusesResult,
  deploymentStateOf,
} from '../model/deployment.js';
import { obtain } from '../model/obtain.js';
import { type Scope, isServiceType } from '../model/scope.js';
import { backoffDelay } from '../async/backoff.js';
import type { RetryBudget } from '../async/retry-budget.js';
import { isRecord, readText } from '../text/json.js';
import { parseTime } from '../text/time.js';
import { getRequest, isDenied, type ApiRequest, type Unsuccessful } from './client/api-request.js';
import type { Client } from './client/client.js';
import { toWriteFailure } from './client/problem.js';
import { SERVICE_WIRE } from './service-wire.js';

/**
 * Makes what deploys services over the API. Once `interrupt` aborts, statuses under way are cut short: a request to deploy
 * is not, because its outcome would then not be known.
 */
export const createDeployer = (client: Client, interrupt: AbortSignal): Deployer => ({
  readStatuses: (environment) => requestStatuses(client, environment, interrupt),
  deploy: (environment, services, before) => deploy(client, environment, services, before),
});

const requestStatuses = async (
  client: Client,
  environment: EnvironmentPlace,
  interrupt: AbortSignal | null,
): Promise<StatusesResult> => {
  const request = getRequest(statusesPath(environment.id), readStatuses);
  const answer = await client.request({ ...request, signal: interrupt });
  if (answer.kind === 'success') return { kind: 'read', statuses: answer.value };
  const isFatal = answer.kind !== 'unknown' && answer.isFatal;
  if (answer.kind === 'refused' && !isFatal && isDenied(answer)) {
    return {
      kind: 'failed',
      code: 'access-denied',
      message: `the API token may not see the deployments of environment ${nameOf(environment)} (status ${String(answer.status)})`,
      hint: 'give the token a role that may read and deploy this environment, or redeploy by hand',
      fatal: false,
    };
  }
  return toWriteFailure(answer.problem, isFatal);
};

/** Sends the request and, where its outcome is not known, sends it again only once the statuses show that it did not arrive. */
const deploy = async (
  client: Client,
  environment: EnvironmentPlace,
  services: readonly Scope[],
  before: EnvironmentStatuses,
): Promise<DeployResult> => {
  const retryBudget = client.createRetryBudget();
  for (let tries = 1; ; tries += 1) {
    const answer = await client.request(deployRequest(environment.id, services, retryBudget));
    if (answer.kind === 'success') return { kind: 'requested' };
    if (answer.kind !== 'unknown') return explain(environment, answer);
    const delay = backoffDelay(tries, null, client.random());
    const mayTryAgain = retryBudget.tryWait(delay);
    if (mayTryAgain) await client.sleep(delay);
    const seen = await requestStatuses(client, environment, null);
    if (seen.kind === 'read' && hasArrived(services, before, seen.statuses)) return { kind: 'requested' };
    if (seen.kind === 'failed' || !mayTryAgain || client.isAborted()) return unknownOutcome(answer);
  }
};

/** Whether every service that was to be deployed now is, or was, though it was not before. */
const hasArrived = (
  services: readonly Scope[],
  before: EnvironmentStatuses,
  after: EnvironmentStatuses,
): boolean =>
  services.every(({ id }) => {
    const [old, now] = [before, after].map((statuses) => statuses.services.get(id.toLowerCase()));
    return now !== undefined && hasMoved(old, now);
  });

const hasMoved = (before: ServiceStatus | undefined, after: ServiceStatus): boolean =>
  before?.executionId !== after.executionId ||
  before.lastDeploymentDate !== after.lastDeploymentDate ||
  before.requestId !== after.requestId ||
  before.requestCount < after.requestCount ||
  (deploymentStateOf(after) === 'under-way' && deploymentStateOf(before) !== 'under-way');

const explain = (environment: EnvironmentPlace, answer: Unsuccessful): DeployResult => {
  if (answer.kind !== 'refused')
    return toWriteFailure(answer.problem, answer.kind === 'failed' && answer.isFatal);
  if (answer.isFatal) return toWriteFailure(answer.problem, true);
  if (isDenied(answer)) {
    return {
      kind: 'failed',
      code: 'access-denied',
      message: `the API token may not deploy in environment ${nameOf(environment)} (status ${String(answer.status)})`,
      hint: 'give the token a role that may deploy there and apply again with --redeploy, or redeploy by hand',
      fatal: false,
    };
  }
  if (answer.status === 409) {
    return {
      kind: 'failed',
      code: 'busy',
      message: `something else is being done with environment ${nameOf(environment)} (status 409)`,
      hint: 'apply again with --redeploy when it has ended; --redeploy-wait waits for that',
      fatal: false,
    };
  }
  return toWriteFailure({ ...answer.problem, hint: answer.problem.hint ?? AGAIN }, false);
};

const AGAIN = 'apply again with --redeploy, or redeploy by hand';

const unknownOutcome = ({ problem }: Unsuccessful): DeployResult =>
  toWriteFailure(
    {
      code: problem.code,
      message: `${problem.message}; whether the services are being redeployed is not known`,
      hint: AGAIN,
    },
    false,
  );

const nameOf = ({ project, environment, id }: EnvironmentPlace): string => `${project}/${environment ?? id}`;

/** Path of an environment's statuses. */
export const statusesPath = (environmentId: string): string =>
  `/environment/${encodeURIComponent(environmentId)}/statuses`;

/** The request that deploys services again in the version that they have. */
export const deployRequest = (
  environmentId: string,
  services: readonly Scope[],
  retryBudget: RetryBudget,
): ApiRequest<true> => {
  const path = `/environment/${encodeURIComponent(environmentId)}/service/deploy`;
  const body = deployBody(services);
  return {
    method: 'POST',
    path,
    route: path,
    body: () => body,
    secrets: [],
    parse: (json) => (isRecord(json) ? true : null),
    isInterruptible: true,
    signal: null,
    retryBudget,
  };
};

const deployBody = (services: readonly Scope[]): Readonly<Record<string, unknown>> => {
  const lists = new Map<string, object[]>();
  for (const { type, id } of services) {
    if (!isServiceType(type)) throw new TypeError(`a ${type} cannot be deployed`);
    const wire = SERVICE_WIRE[type];
    obtain(lists, wire.list, () => []).push({ [wire.deployId]: id });
  }
  return Object.fromEntries(lists);
};

/** Reads an environment's statuses; null when the JSON is something else. Unknown lists and fields are ignored. */
export const readStatuses = (json: unknown): EnvironmentStatuses | null => {
  if (!isRecord(json) || !isRecord(json['environment'])) return null;
  const services = Object.values(SERVICE_WIRE)
    .flatMap(({ list }): readonly unknown[] => {
      const items = json[list];
      return Array.isArray(items) ? (items as readonly unknown[]) : [];
    })
    .map(readStatus)
    .filter((status) => status !== null);
  const state = readText(json['environment'], 'state') ?? '';
  return {
    isBusy:
      /ING$|QUEUED$/.test(state) || services.some((status) => deploymentStateOf(status) === 'under-way'),
    services: new Map(services.map((status) => [status.id, status])),
  };
};

const readStatus = (json: unknown): ServiceStatus | null => {
  if (!isRecord(json)) return null;
  const id = readText(json, 'id');
  const state = readText(json, 'state');
  if (id === null || state === null) return null;
  const details = isRecord(json['status_details']) ? json['status_details'] : {};
  const steps = isRecord(json['steps']) ? json['steps'] : {};
  const seconds = steps['total_duration_sec'];
  const requests = json['deployment_requests_count'];
  return {
    id: id.toLowerCase(),
    state,
    action: readText(details, 'action'),
    subAction: readText(details, 'sub_action'),
    progress: readText(details, 'status'),
    wasNeverDeployed: json['service_deployment_status'] === 'NEVER_DEPLOYED',
    lastDeploymentDate: parseTime(readText(json, 'last_deployment_date') ?? ''),
    lastDuration: typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : null,
    executionId: readText(json, 'execution_id'),
    requestId: readText(json, 'deployment_request_id'),
    requestCount: typeof requests === 'number' ? requests : 0,
  };
};
