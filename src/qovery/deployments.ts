import { backoffDelay } from '../async/backoff.js';
import type { RetryBudget } from '../async/retry-budget.js';
import {
  type Deployer,
  type DeployResult,
  type EnvironmentPlace,
  type EnvironmentStatuses,
  type ServiceStatus,
  deploymentStateOf,
} from '../model/deployment.js';
import { obtain } from '../model/obtain.js';
import { type Scope, isServiceType } from '../model/scope.js';
import { isRecord } from '../text/json.js';
import { isDenied, type ApiRequest, type Unsuccessful } from './client/api-request.js';
import type { Client } from './client/client.js';
import { toWriteFailure } from './client/problem.js';
import { SERVICE_WIRE } from './service-wire.js';
import { nameEnvironment, requestStatuses } from './statuses.js';

/**
 * Makes the deployer that uses the API. Once `interrupt` aborts, requests for statuses are aborted; a request to deploy is not, because
 * its outcome would be unknown.
 */
export const createDeployer = (client: Client, interrupt: AbortSignal): Deployer => ({
  readStatuses: (environment) => requestStatuses(client, environment, interrupt),
  deploy: (environment, services, before) => deploy(client, environment, services, before),
});

/** Sends the request. If its outcome is unknown, sends it again only when the statuses show that it did not arrive. */
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

/** Whether every requested service has been deployed, or is being deployed, since `before`. */
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
      message: `the API token may not deploy in environment ${nameEnvironment(environment)} (status ${String(answer.status)})`,
      hint: 'a token cannot be edited, so make a new one with a role that may deploy there and apply again with --redeploy, or redeploy by hand',
      fatal: false,
    };
  }
  if (answer.status === 409) {
    return {
      kind: 'failed',
      code: 'busy',
      message: `another deployment is under way in environment ${nameEnvironment(environment)} (status 409)`,
      hint: 'apply again with --redeploy when it has ended, or use --redeploy-wait to wait for that',
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
      message: `${problem.message}; it is not known whether the services are being redeployed`,
      hint: AGAIN,
    },
    false,
  );

/** The request that deploys services again, in their current version. */
const deployRequest = (
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
    const { list, deployId } = SERVICE_WIRE[type];
    if (deployId === null)
      throw new TypeError(`the API has no request that deploys a service of type ${type}`);
    obtain(lists, list, () => []).push({ [deployId]: id });
  }
  return Object.fromEntries(lists);
};
