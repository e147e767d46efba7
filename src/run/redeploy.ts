import type { Command } from 'commander';
import { leaveAllOut, redeployServices, type RedeployWatch } from '../apply/redeploy-services.js';
import { Failure } from '../model/failure.js';
import type { RedeployReport, RedeployResult } from '../model/redeploy.js';
import type { Scope } from '../model/scope.js';
import type { ChangeOutcome } from '../model/write.js';
import { decideRedeploy, findCandidates } from '../plan/redeploy.js';
import { createDeployer } from '../qovery/deployments.js';
import { createPaint } from '../render/text/paint.js';
import { describeRedeploying } from '../render/text/progress-text.js';
import { isUnsuccessful, renderServiceLine } from '../render/text/redeploy-report-text.js';
import type { CarryOutTools } from './carry-out.js';
import { durationOption } from '../cli/flags/flag-values.js';
import { wantsColor, type Io } from '../cli/io.js';
import type { OutputFlags } from '../cli/flags/options.js';
import type { PlannedRun } from './planned-run.js';
import { hasErrors } from '../cli/output/report.js';

/** Milliseconds for which `--redeploy-wait` waits by default. */
const DEFAULT_WAIT = 30 * 60_000;

/** Flags that say what is to be redeployed. */
export interface RedeployFlags {
  readonly redeploy?: boolean;
  readonly redeployWait?: boolean;
  /** Milliseconds. */
  readonly redeployTimeout?: number;
}

/** Adds the flags of redeploying. */
export const addRedeployOptions = (command: Command): Command =>
  command
    .option('--redeploy', 'then redeploy the services whose overrides are not live yet')
    .option('--redeploy-wait', 'redeploy, and wait until the deployments have ended')
    .addOption(
      durationOption('--redeploy-timeout <duration>', 'longest wait of --redeploy-wait (default: 30m)', null),
    );

/** Whether services are to be redeployed; throws a `Failure` for a timeout of nothing. */
export const wantsRedeploy = (flags: RedeployFlags): boolean => {
  if (flags.redeployTimeout !== undefined && flags.redeployWait !== true) {
    throw new Failure('usage', '--redeploy-timeout is for --redeploy-wait', {
      hint: 'add --redeploy-wait, or leave it out: without it nothing is waited for',
    });
  }
  return flags.redeploy === true || flags.redeployWait === true;
};

/** Whether some service of a plan may need a redeploy, before anything is written or asked. */
export const mayRedeploy = ({ plan, listings }: PlannedRun): boolean => {
  const outcomes = plan.changes.map(
    (change) => ({ change, outcome: 'unchanged', markerTime: null }) as const,
  );
  return findCandidates(outcomes, listings).length > 0;
};

/** Redeploys what needs it after an apply. Nothing is asked for where the plan had errors, or the run was stopped or interrupted. */
export const redeploy = async (
  io: Io,
  flags: RedeployFlags & OutputFlags,
  run: PlannedRun,
  outcomes: readonly ChangeOutcome[],
  tools: CarryOutTools,
): Promise<RedeployReport> => {
  const groups = findCandidates(outcomes, run.listings);
  if (io.interrupt.aborted) return leaveAllOut(groups, 'interrupted');
  if (hasErrors(run.plan)) return leaveAllOut(groups, 'plan-errors');
  if (tools.halt.signal.aborted) return leaveAllOut(groups, 'run-stopped');
  if (groups.length > 0) tools.progress.say('Looking which services need a redeploy…');
  const report = await redeployServices({
    groups,
    deployer: createDeployer(run.client, io.interrupt),
    decide: decideRedeploy,
    waitFor: flags.redeployWait === true ? (flags.redeployTimeout ?? DEFAULT_WAIT) : null,
    clock: io.clock,
    interrupt: io.interrupt,
    watch: createWatch(io, flags, tools),
  });
  tools.progress.stop();
  return report;
};

/** Whether a redeploy came to a good end, as far as it was asked to. */
export const isRedeployed = (report: RedeployReport | null): boolean =>
  report === null || !report.some(({ services }) => services.some(isUnsuccessful));

const createWatch = (io: Io, flags: OutputFlags, { progress, receipt }: CarryOutTools): RedeployWatch => {
  const start = io.clock.now();
  const paint = createPaint(wantsColor(io, io.stderr, flags.color));
  const latest = new Map<Scope, RedeployResult>();
  return {
    requested: receipt.addRedeploy,
    followed: (results) => {
      for (const [service, result] of results) {
        const hasEnded = latest.get(service)?.outcome === 'requested' && result.outcome !== 'requested';
        latest.set(service, result);
        if (hasEnded && (isUnsuccessful(result) || !progress.isLive)) {
          progress.log(renderServiceLine({ ...result, service }, paint));
        }
      }
      progress.say(() => describeRedeploying([...latest.values()], io.clock.now() - start));
    },
  };
};
