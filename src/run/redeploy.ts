import { leaveAllOut, redeployServices, type RedeployRequest } from '../apply/redeploy-services.js';
import type { Clock } from '../model/clock.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { hasErrors, type RequestUsage } from '../model/plan.js';
import { isUnsuccessful, type RedeployReport, type RedeployResult } from '../model/redeploy.js';
import type { Scope } from '../model/scope.js';
import { decideRedeploy, findCandidates, type ChangeFacts } from '../plan/redeploy.js';
import { createDeployer } from '../qovery/deployments.js';
import { nameKnownServices } from '../qovery/names/known-names.js';
import { clockOf, explainInterrupt } from './connect.js';
import { never } from './machine.js';
import type { PlanOptions } from './planning/options.js';
import { makePlannedRun, type PlannedRun } from './planning/planned-run.js';
import type { Progress } from './progress.js';

/** How long a redeploy is waited for. */
export interface RedeployWait {
  /** Redeploy, and wait until the deployments have ended. Default: false. */
  readonly redeployWait?: boolean;
  /** Longest wait, in milliseconds. Default 30 min. */
  readonly redeployTimeout?: number;
}

const DEFAULT_WAIT = 30 * 60_000;

/** What a redeploy takes: the plan's options say which services are meant. Values are not read, so no key is needed. */
export interface RedeployOptions extends Omit<PlanOptions, 'values' | 'requireKey'>, RedeployWait {
  /** Once aborted, nothing new is started, and nothing is waited for. */
  readonly interrupt?: AbortSignal;
  /** Called with each request to deploy as soon as its outcome is known. */
  readonly onRedeploy?: (request: RedeployRequest) => void;
}

/** What became of a redeploy. */
export interface RedeployRun {
  /** What became of the services, by environment. */
  readonly redeployed: RedeployReport;
  /** Those of the plan. An `error` among them means that nothing was redeployed. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was sent, and what is left of the request limit. */
  readonly requests: RequestUsage;
  /** Whether the run was interrupted. */
  readonly interrupted: boolean;
  /** Whether every service that needed it was redeployed. */
  readonly isComplete: boolean;
}

/**
 * Redeploys the declared services whose overrides are newer than their last deployment, one request for each environment. Writes no
 * override. A deployment that fails is a result.
 *
 * @throws Failure, with nothing redeployed, where there can be no plan.
 */
export const redeploy = async (options: RedeployOptions): Promise<RedeployRun> => {
  const { signal = never() } = options;
  const interrupt = AbortSignal.any([options.interrupt ?? never(), signal]);
  const run = await explainInterrupt({ interrupt }, () =>
    makePlannedRun({ ...options, values: false }, { signal: interrupt, interrupt }),
  );
  const redeployed = await redeployPlanned(run, withoutWrites(run), {
    ...options,
    interrupt,
    isStopped: false,
  });
  return {
    redeployed,
    diagnostics: run.plan.diagnostics,
    requests: run.client.usage(),
    interrupted: interrupt.aborted,
    isComplete: !interrupt.aborted && isRedeployed(redeployed),
  };
};

/** What redeploying after a plan takes. */
interface RedeployPlannedOptions extends RedeployWait {
  readonly clock?: Clock;
  /** Once aborted, nothing new is asked for, and nothing is waited for. */
  readonly interrupt: AbortSignal;
  /** Whether a failure stopped the run. */
  readonly isStopped: boolean;
  readonly onProgress?: (event: Progress) => void;
  readonly onRedeploy?: (request: RedeployRequest) => void;
}

/** Redeploys what needs it after a plan was written. Asks for nothing where the plan has errors, or the run was stopped or interrupted. */
export const redeployPlanned = async (
  run: PlannedRun,
  outcomes: readonly ChangeFacts[],
  options: RedeployPlannedOptions,
): Promise<RedeployReport> => {
  const { interrupt, onProgress, onRedeploy = () => {} } = options;
  const groups = findCandidates(outcomes, run.listings);
  if (interrupt.aborted) return leaveAllOut(groups, 'interrupted');
  if (hasErrors(run.plan)) return leaveAllOut(groups, 'plan-errors');
  if (options.isStopped) return leaveAllOut(groups, 'run-stopped');
  if (groups.length > 0) onProgress?.({ kind: 'checking-deployments' });
  return redeployServices({
    groups,
    deployer: createDeployer(run.client, interrupt),
    decide: decideRedeploy,
    nameServices: (neighbour, statuses) => nameKnownServices(run.client, neighbour, statuses),
    waitFor: options.redeployWait === true ? (options.redeployTimeout ?? DEFAULT_WAIT) : null,
    clock: clockOf(options),
    interrupt,
    watch: { requested: onRedeploy, followed: createFollower(onProgress ?? (() => {})) },
  });
};

/** Tells how the deployments go, and once of each service that its deployment ended. */
const createFollower = (
  onProgress: (event: Progress) => void,
): ((results: ReadonlyMap<Scope, RedeployResult>) => void) => {
  const latest = new Map<Scope, RedeployResult>();
  return (results) => {
    for (const [service, result] of results) {
      const hasEnded = latest.get(service)?.outcome === 'requested' && result.outcome !== 'requested';
      latest.set(service, result);
      if (hasEnded) onProgress({ kind: 'deployment-ended', service: { ...result, service } });
    }
    const services = [...latest].map(([service, result]) => ({ ...result, service }));
    onProgress({ kind: 'deploying', services });
  };
};

/** Whether some service of a plan may need a redeploy, before anything is written. */
export const mayRedeploy = (run: PlannedRun): boolean =>
  findCandidates(withoutWrites(run), run.listings).length > 0;

/** The changes of a plan of which none is written. */
const withoutWrites = ({ plan }: PlannedRun): readonly ChangeFacts[] =>
  plan.changes.map((change) => ({ change, outcome: 'unchanged', markerTime: null }));

/** Whether a redeploy went well, as far as it was waited for. */
export const isRedeployed = (report: RedeployReport | null): boolean =>
  report === null || !report.some(({ services }) => services.some(isUnsuccessful));
