import {
  type Deployer,
  type EnvironmentPlace,
  type EnvironmentStatuses,
  type ServiceStatus,
  deploymentStateOf,
} from '../model/deployment.js';
import type { RedeployResult } from '../model/redeploy.js';
import type { Scope } from '../model/scope.js';
import type { Explanation } from '../model/explanation.js';
import type { WriteFailure } from '../model/write.js';
import type { Poll } from './poll.js';

/** What following the deployments of one environment needs. */
export interface FollowInput {
  readonly deployer: Deployer;
  readonly environment: EnvironmentPlace;
  /** The statuses from before the deployments were requested. */
  readonly before: EnvironmentStatuses;
  /** Deployments that were requested or are under way are followed, and their results replaced. */
  readonly results: Map<Scope, RedeployResult>;
  readonly poll: Poll;
  readonly interrupt: AbortSignal;
  /** Called with the state of everything that is followed, after each read. */
  readonly report: (followed: ReadonlyMap<Scope, RedeployResult>) => void;
}

/**
 * Reads an environment's statuses until every deployment has ended or the time is over. A read that fails is repeated at the next
 * turn, unless no read can succeed any more. The deployments go on either way.
 */
export const followDeployments = async (input: FollowInput): Promise<void> => {
  const { deployer, environment, poll, results, report } = input;
  const moved = new Set<Scope>();
  const followed = new Set(openServices(results));
  const tell = (): void => report(new Map([...results].filter(([service]) => followed.has(service))));
  tell();
  while (openServices(results).length > 0) {
    if (!(await poll.next())) return endWait(input);
    const read = await deployer.readStatuses(environment);
    if (read.kind === 'failed') {
      if (input.interrupt.aborted) return;
      if (!read.fatal && read.code !== 'access-denied') continue;
      for (const service of openServices(results))
        settle(results, service, { outcome: 'failed', error: lose(read) });
      return;
    }
    for (const service of openServices(results)) {
      const now = read.statuses.services.get(service.id.toLowerCase());
      if (now === undefined) continue;
      if (hasMoved(input.before.services.get(service.id.toLowerCase()), now)) moved.add(service);
      settle(results, service, { state: now.state, ...(moved.has(service) ? judge(now) : {}) });
    }
    tell();
  }
};

/** The services whose deployments have not ended. */
const openServices = (results: ReadonlyMap<Scope, RedeployResult>): readonly Scope[] =>
  [...results].filter(([, result]) => isOpen(result)).map(([service]) => service);

/** Whether a followed deployment has not ended. */
export const isOpen = ({ outcome, reason }: RedeployResult): boolean =>
  outcome === 'requested' || (outcome === 'up-to-date' && reason === 'already-under-way');

/** Whether a deployment has begun since `before`: an answer may be older than the request. */
const hasMoved = (before: ServiceStatus | undefined, now: ServiceStatus): boolean =>
  deploymentStateOf(now) === 'under-way' ||
  before?.executionId !== now.executionId ||
  before.lastDeploymentDate !== now.lastDeploymentDate;

/** The result of a deployment that has ended; nothing while it goes on. */
const judge = (status: ServiceStatus): Partial<RedeployResult> => {
  switch (deploymentStateOf(status)) {
    case 'deployed':
      return { outcome: 'deployed', reason: null };
    case 'failed':
    case 'stopped':
      return { outcome: 'failed', reason: null, error: endedBadly(status) };
    case 'under-way':
    case 'unclear':
      return {};
  }
};

const settle = (results: Map<Scope, RedeployResult>, service: Scope, news: Partial<RedeployResult>): void => {
  const known = results.get(service);
  if (known !== undefined) results.set(service, { ...known, ...news });
};

/** The time is over; an interrupt only stops the wait. */
const endWait = ({ interrupt, results }: FollowInput): void => {
  if (interrupt.aborted) return;
  for (const service of openServices(results)) {
    settle(results, service, { outcome: 'timed-out', reason: null, error: TIMED_OUT });
  }
};

const endedBadly = ({ state }: ServiceStatus): Explanation => ({
  code: 'deployment-failed',
  message: `the deployment ended as ${state}: the new values are not live`,
  hint: 'see the deployment logs in the Qovery console, then apply again with --redeploy',
});

const TIMED_OUT: Explanation = {
  code: 'timed-out',
  message: 'the deployment had not ended after --redeploy-timeout; it goes on',
  hint: 'check it in the Qovery console, or wait longer with --redeploy-timeout',
};

const lose = ({ code, message, hint }: WriteFailure): Explanation => ({
  code,
  message: `${message}; the deployment goes on, and its end is not known`,
  hint,
});
