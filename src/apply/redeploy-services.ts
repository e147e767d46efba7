import type { Clock } from '../model/clock.js';
import type { Deployer, EnvironmentPlace, EnvironmentStatuses, ServiceStatus } from '../model/deployment.js';
import type {
  EnvironmentRedeploy,
  RedeployCandidate,
  RedeployDecision,
  RedeployGroup,
  RedeployReason,
  RedeployReport,
  RedeployResult,
} from '../model/redeploy.js';
import type { Scope } from '../model/scope.js';
import type { WriteFailure } from '../model/write.js';
import { followDeployments } from './follow-deployments.js';
import { createPoll } from './poll.js';

/** What redeploying services needs. */
export interface RedeployInput {
  /** From `findCandidates`. */
  readonly groups: readonly RedeployGroup[];
  /** From `createDeployer`, or one of your own. */
  readonly deployer: Deployer;
  /** Decides about a candidate: `decideRedeploy`. The status is null if the API does not list the service. */
  readonly decide: (candidate: RedeployCandidate, status: ServiceStatus | null) => RedeployDecision;
  /** Names services, given one of the same environment, sorted by type and name. */
  readonly nameServices: (neighbour: Scope, statuses: readonly ServiceStatus[]) => Promise<readonly Scope[]>;
  /** Follow the deployments for at most so many milliseconds; null to request them only. */
  readonly waitFor: number | null;
  /** Tells when requests were sent, and times the waits between two reads. */
  readonly clock: Clock;
  /** Once aborted nothing new is requested, and waits end. */
  readonly interrupt: AbortSignal;
  /** Called as the redeploy goes on. */
  readonly watch: RedeployWatch;
}

/** One request to deploy services of an environment, and its outcome. Times in milliseconds since 1970, local clock. */
export interface RedeployRequest {
  /** Where it was sent. */
  readonly environment: EnvironmentPlace;
  /** The services to deploy. */
  readonly services: readonly Scope[];
  /** Null if it was accepted. */
  readonly error: WriteFailure | null;
  /** When it was sent. */
  readonly startedAt: number;
  /** When its outcome was known. */
  readonly endedAt: number;
}

/** Receives the progress of a redeploy. */
export interface RedeployWatch {
  /** Called once for each request to deploy. */
  readonly requested: (request: RedeployRequest) => void;
  /** Called with the state of the followed services of one environment, after each read. */
  readonly followed: (results: ReadonlyMap<Scope, RedeployResult>) => void;
}

/**
 * Redeploys the services that need it, with one request for each environment, and returns an outcome for each candidate.
 * Does not reject when a deployment fails.
 */
export const redeployServices = (input: RedeployInput): Promise<RedeployReport> =>
  Promise.all(input.groups.map((group) => redeployGroup(input, group)));

/** The report of a redeploy that was not carried out. */
export const leaveAllOut = (groups: readonly RedeployGroup[], reason: RedeployReason): RedeployReport =>
  groups.map(({ environment, candidates }) => ({
    environment,
    services: candidates.map(({ service, hasFailedWrite }) => ({
      service,
      ...leftOut(hasFailedWrite ? 'failed-write' : reason, null),
    })),
    outOfDate: [],
  }));

const redeployGroup = async (input: RedeployInput, group: RedeployGroup): Promise<EnvironmentRedeploy> => {
  const results = new Map<Scope, RedeployResult>();
  const { environment, candidates } = group;
  const isAsked = candidates.some(({ hasFailedWrite }) => !hasFailedWrite);
  if (!isAsked) for (const { service } of candidates) results.set(service, leftOut('failed-write', null));
  const before = isAsked ? await redeployInto(results, input, group) : null;
  const services = candidates.map(({ service }) => ({
    service,
    ...(results.get(service) ?? leftOut('interrupted', null)),
  }));
  return { environment, services, outOfDate: await findOutOfDate(input, group, before) };
};

/** The services that are listed as out of date, except the candidates; none where nothing wider changed. */
const findOutOfDate = async (
  { nameServices }: RedeployInput,
  { candidates, hasWiderChange }: RedeployGroup,
  before: EnvironmentStatuses | null,
): Promise<readonly Scope[]> => {
  const [first] = candidates;
  if (before === null || first === undefined || !hasWiderChange) return [];
  const ids = new Set(candidates.map(({ service }) => service.id.toLowerCase()));
  return nameServices(
    first.service,
    [...before.services.values()].filter(({ id, isOutOfDate }) => isOutOfDate && !ids.has(id)),
  );
};

/** Records a result for each candidate, and returns the statuses from before the deployment; null if they are not known. */
const redeployInto = async (
  results: Map<Scope, RedeployResult>,
  input: RedeployInput,
  { environment, candidates }: RedeployGroup,
): Promise<EnvironmentStatuses | null> => {
  const { clock, deployer, interrupt, waitFor, watch } = input;
  const poll = createPoll(clock, interrupt, waitFor ?? 0);
  for (let refusal: WriteFailure | null = null; ;) {
    const read = await deployer.readStatuses(environment);
    if (interrupt.aborted) return null;
    if (read.kind === 'failed') {
      for (const { service } of candidates) results.set(service, failed(read, null));
      return null;
    }
    const { statuses } = read;
    const wanted = decideAll(results, input.decide, candidates, statuses);
    const error: WriteFailure | null =
      wanted.length === 0
        ? null
        : refusal !== null && statuses.isBusy
          ? refusal
          : await request(input, environment, wanted, statuses);
    if (error?.code === 'busy' && waitFor !== null && (await poll.next())) {
      refusal = error;
      continue;
    }
    for (const service of wanted) results.set(service, resultOf(error, statusOf(statuses, service)));
    if (error === null && waitFor !== null) {
      const report = watch.followed;
      await followDeployments({ deployer, environment, before: statuses, results, poll, interrupt, report });
    }
    return statuses;
  }
};

/** Records the result of candidates that need no deployment, and returns the other services. */
const decideAll = (
  results: Map<Scope, RedeployResult>,
  decide: RedeployInput['decide'],
  candidates: readonly RedeployCandidate[],
  statuses: EnvironmentStatuses,
): readonly Scope[] =>
  candidates.flatMap((candidate) => {
    const decision = decide(candidate, statusOf(statuses, candidate.service));
    if (decision.kind === 'request') return [candidate.service];
    results.set(candidate.service, decision.result);
    return [];
  });

const request = async (
  { clock, deployer, watch }: RedeployInput,
  environment: EnvironmentPlace,
  services: readonly Scope[],
  before: EnvironmentStatuses,
): Promise<WriteFailure | null> => {
  const startedAt = clock.now();
  const result = await deployer.deploy(environment, services, before);
  const error = result.kind === 'failed' ? result : null;
  watch.requested({ environment, services, error, startedAt, endedAt: clock.now() });
  return error;
};

const statusOf = ({ services }: EnvironmentStatuses, { id }: Scope): ServiceStatus | null =>
  services.get(id.toLowerCase()) ?? null;

const resultOf = (error: WriteFailure | null, status: ServiceStatus | null): RedeployResult => {
  if (error === null) {
    return { outcome: 'requested', reason: null, state: status?.state ?? null, error: null };
  }
  return error.code === 'interrupted' ? leftOut('interrupted', status) : failed(error, status);
};

const leftOut = (reason: RedeployReason, status: ServiceStatus | null): RedeployResult => ({
  outcome: 'left-out',
  reason,
  state: status?.state ?? null,
  error: null,
});

const failed = ({ code, message, hint }: WriteFailure, status: ServiceStatus | null): RedeployResult => ({
  outcome: 'failed',
  reason: null,
  state: status?.state ?? null,
  error: { code, message, hint },
});
