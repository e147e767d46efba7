import {
  type Deployer,
  type EnvironmentPlace,
  type EnvironmentStatuses,
  type ServiceStatus,
  standOf,
} from '../model/deployment.js';
import type { RedeployResult } from '../model/redeploy.js';
import type { Scope } from '../model/scope.js';
import type { Explanation } from '../model/explanation.js';
import type { WriteFailure } from '../model/write.js';
import type { Poll } from './poll.js';

/** What it takes to follow the deployments of one environment. */
export interface FollowInput {
  readonly deployer: Deployer;
  readonly environment: EnvironmentPlace;
  /** What was read before the deployments were asked for. */
  readonly before: EnvironmentStatuses;
  /** Those that were requested or are under way are followed; what becomes of them is put in their place. */
  readonly results: Map<Scope, RedeployResult>;
  readonly poll: Poll;
  readonly interrupt: AbortSignal;
  /** Told where everything followed stands, after each look. */
  readonly report: (followed: ReadonlyMap<Scope, RedeployResult>) => void;
}

/**
 * Looks at an environment's statuses until every deployment has ended or the time is over. A look that fails is taken again at the
 * next turn, unless no look can succeed any more: the deployments go on either way.
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

/** What is still to be seen to its end. */
const openServices = (results: ReadonlyMap<Scope, RedeployResult>): readonly Scope[] =>
  [...results].filter(([, result]) => isOpen(result)).map(([service]) => service);

/** Whether a deployment that is followed has not ended. */
export const isOpen = ({ outcome, reason }: RedeployResult): boolean =>
  outcome === 'requested' || (outcome === 'up-to-date' && reason === 'already-under-way');

/** Whether a deployment has begun since: an answer may be older than the request. */
const hasMoved = (before: ServiceStatus | undefined, now: ServiceStatus): boolean =>
  standOf(now) === 'under-way' ||
  before?.executionId !== now.executionId ||
  before.lastDeploymentDate !== now.lastDeploymentDate;

/** What a service that has begun to be deployed shows of its end; nothing while it goes on. */
const judge = (status: ServiceStatus): Partial<RedeployResult> => {
  switch (standOf(status)) {
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

/** Whoever interrupts stops waiting, and no more than that. */
const endWait = ({ interrupt, results }: FollowInput): void => {
  if (interrupt.aborted) return;
  for (const service of openServices(results)) {
    settle(results, service, { outcome: 'timed-out', reason: null, error: TIMED_OUT });
  }
};

const endedBadly = ({ state }: ServiceStatus): Explanation => ({
  code: 'deployment-failed',
  message: `its deployment ended as ${state}: what was written is not live`,
  hint: 'see its deployment logs in the Qovery console, then apply again with --redeploy',
});

const TIMED_OUT: Explanation = {
  code: 'timed-out',
  message: 'its deployment had not ended when --redeploy-timeout was over; it goes on',
  hint: 'look at it in the Qovery console, or wait longer with --redeploy-timeout',
};

const lose = ({ code, message, hint }: WriteFailure): Explanation => ({
  code,
  message: `${message}; its deployment goes on, and how it ends is not known`,
  hint,
});
