import type {
  Deployer,
  DeployResult,
  EnvironmentPlace,
  EnvironmentStatuses,
  ServiceStatus,
  StatusesResult,
} from '../model/deployment.js';
import type { Scope } from '../model/scope.js';
import { standOf } from '../model/service-stand.js';
import type { Answer } from './api-request.js';
import { backoffDelay } from './backoff.js';
import type { Client } from './client.js';
import { deployRequest, statusesPath } from './deploy-request.js';
import { toWriteFailure } from './problem.js';
import { getRequest, problemOf } from './read.js';
import { readStatuses } from './status-shape.js';

type Unsuccessful = Exclude<Answer, { readonly kind: 'success' }>;

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
  const request = getRequest(statusesPath(environment.id), (json) => readStatuses(json) !== null);
  const answer = await client.request({ ...request, signal: interrupt });
  const statuses = answer.kind === 'success' ? readStatuses(answer.json) : null;
  if (statuses !== null) return { kind: 'read', statuses };
  const isFatal = answer.kind !== 'success' && answer.kind !== 'unknown' && answer.isFatal;
  if (answer.kind === 'refused' && !isFatal && isDenied(answer)) {
    return {
      kind: 'failed',
      code: 'access-denied',
      message: `the API token may not see the deployments of environment ${nameOf(environment)} (status ${String(answer.status)})`,
      hint: 'give the token a role that may read and deploy this environment, or redeploy by hand',
      fatal: false,
    };
  }
  return toWriteFailure(problemOf(answer), isFatal);
};

/** Sends the request and, where its outcome is not known, sends it again only once the statuses show that it did not arrive. */
const deploy = async (
  client: Client,
  environment: EnvironmentPlace,
  services: readonly Scope[],
  before: EnvironmentStatuses,
): Promise<DeployResult> => {
  const patience = client.createPatience();
  for (let tries = 1; ; tries += 1) {
    const answer = await client.request(deployRequest(environment.id, services, patience));
    if (answer.kind === 'success') return { kind: 'requested' };
    if (answer.kind !== 'unknown') return explain(environment, answer);
    const delay = backoffDelay(tries, null, client.random());
    const mayTryAgain = patience.takes(delay);
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
  (standOf(after) === 'under-way' && standOf(before) !== 'under-way');

const explain = (environment: EnvironmentPlace, answer: Unsuccessful): DeployResult => {
  if (answer.kind !== 'refused')
    return toWriteFailure(problemOf(answer), answer.kind === 'failed' && answer.isFatal);
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

const unknownOutcome = ({ problem }: Extract<Answer, { readonly kind: 'unknown' }>): DeployResult =>
  toWriteFailure(
    {
      code: problem.code,
      message: `${problem.message}; whether the services are being redeployed is not known`,
      hint: AGAIN,
    },
    false,
  );

const isDenied = ({ status }: Extract<Answer, { readonly kind: 'refused' }>): boolean =>
  status === 401 || status === 403;

const nameOf = ({ project, environment, id }: EnvironmentPlace): string => `${project}/${environment ?? id}`;
