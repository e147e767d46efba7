import { applyChanges } from '../apply/apply-changes.js';
import type { RedeployRequest } from '../apply/redeploy-services.js';
import { Failure } from '../model/failure.js';
import { countWrites, hasErrors, type Plan } from '../model/plan.js';
import type { RedeployReport } from '../model/redeploy.js';
import type { ChangeOutcome, Writer } from '../model/write.js';
import { checkApply } from '../plan/apply-guard.js';
import { parseSavedPlan } from '../plan/saved/saved-plan-parse.js';
import { checkSavedPlan } from '../plan/saved/saved-plan-compare.js';
import { createOperation } from '../plan/signing/operation.js';
import { createWriter } from '../qovery/secrets/write.js';
import { applyToJson } from '../render/json/plan-json.js';
import { failUnverified, verifyWrites } from './verify-writes.js';
import { readVersion } from '../files/package-file.js';
import { clockOf, explainInterrupt, parallelismOf, type RequestSignals } from './connect.js';
import { never } from './machine.js';
import { toPlanResult, type PlanResult } from './plan.js';
import { shapingFlags, type PlanOptions } from './planning/options.js';
import { makePlannedRun, type PlannedRun } from './planning/planned-run.js';
import { isRedeployed, mayRedeploy, redeployPlanned, type RedeployWait } from './redeploy.js';

/** What an apply takes. */
export interface ApplyOptions extends PlanOptions, RedeployWait {
  /** Stop at the first change that fails. Default: false. */
  readonly failFast?: boolean;
  /** Then list what was written once more, one request for each service, and fail what is not in force any more. Default: false. */
  readonly verify?: boolean;
  /** Then redeploy the services whose overrides are not live yet. Default: false. */
  readonly redeploy?: boolean;
  /** Text of a saved plan: the run fails (`stale-plan`) unless its own plan is the same. Default: none. */
  readonly savedPlan?: string;
  /** Once aborted, nothing new is started: planning ends (`interrupted`), writes in flight finish and are reported. */
  readonly interrupt?: AbortSignal;
  /** Puts a writer of your own in the place of the one that writes to Qovery, which it gets. */
  readonly wrapWriter?: (writer: Writer) => Writer;
  /** Called with the plan that will be applied, before anything is written. */
  readonly onPlan?: (planned: PlanResult) => void;
  /** Asked before anything is written, only where there is something to do; false ends the run (`not-confirmed`). Default: nobody is asked. */
  readonly approve?: (planned: PlanResult, work: Work) => Promise<boolean>;
  /** Called right before the first write, also where there is none. What it throws ends the run, and nothing was changed. */
  readonly onStart?: (plan: Plan) => void;
  /** Called with each write as soon as its outcome is known; the next write waits for it. */
  readonly onOutcome?: (outcome: ChangeOutcome) => void;
  /** Called with each request to deploy as soon as its outcome is known. */
  readonly onRedeploy?: (request: RedeployRequest) => void;
}

/**
 * What an apply is about to do.
 *
 * @inline
 */
export interface Work {
  /** Changes to write. */
  readonly writes: number;
  /** Whether services may be redeployed. */
  readonly redeploys: boolean;
}

/** A plan, and what became of it. */
export interface ApplyResult extends Omit<PlanResult, 'toSavedPlan'> {
  /** One for each change of the plan, in its order. */
  readonly outcomes: readonly ChangeOutcome[];
  /** What became of the services; null where no redeploy was asked for. */
  readonly redeployed: RedeployReport | null;
  /** Whether the run was interrupted. */
  readonly interrupted: boolean;
  /** Whether everything is as declared now, and redeployed where that was asked for. */
  readonly isComplete: boolean;
}

/**
 * Makes a plan and applies it. A plan with errors changes nothing and is a result; so is a write that fails, while the rest goes on.
 *
 * @throws Failure, with nothing changed, where there can be no plan, and for `stale-plan`, `key-missing`, `values-missing` and
 * `not-confirmed`.
 */
export const apply = async (options: ApplyOptions): Promise<ApplyResult> => {
  const { signal = never() } = options;
  const interrupt = AbortSignal.any([options.interrupt ?? never(), signal]);
  const stopped = new AbortController();
  const signals = { signal, interrupt: AbortSignal.any([interrupt, stopped.signal]) };
  const run = await explainInterrupt({ interrupt }, () => prepare(options, interrupt, signals));
  options.onStart?.(run.plan);
  const written = await write(run, options, interrupt, stopped);
  const outcomes = await verifyUnlessStopped(run, written, { ...options, interrupt });
  const redeployed = wantsRedeploy(options)
    ? await redeployPlanned(run, outcomes, { ...options, interrupt, isStopped: stopped.signal.aborted })
    : null;
  return toApplyResult(run, options, { outcomes, redeployed, interrupted: interrupt.aborted });
};

/** A run that was interrupted ends with what it knows. */
const verifyUnlessStopped = async (
  { client, keyring }: PlannedRun,
  written: readonly ChangeOutcome[],
  { verify, who, interrupt, onOutcome }: ApplyOptions & { readonly interrupt: AbortSignal },
): Promise<readonly ChangeOutcome[]> => {
  if (verify !== true || interrupt.aborted) return written;
  const verified = await verifyWrites(written, { client, keyring, who: who === true }).catch(
    (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      return interrupt.aborted ? written : failUnverified(written, error);
    },
  );
  verified.filter((outcome, index) => outcome !== written[index]).forEach((outcome) => onOutcome?.(outcome));
  return verified;
};

const wantsRedeploy = ({ redeploy, redeployWait }: ApplyOptions): boolean =>
  redeploy === true || redeployWait === true;

/** Everything up to the first write. */
const prepare = async (
  options: ApplyOptions,
  interrupt: AbortSignal,
  signals: RequestSignals,
): Promise<PlannedRun> => {
  const saved = options.savedPlan === undefined ? null : parseSavedPlan(options.savedPlan);
  const run = await planUntilInterrupted(
    { ...options, requireKey: saved !== null || options.requireKey === true },
    interrupt,
    signals,
  );
  if (saved !== null) checkSavedPlan(saved, run.plan, run.keyring, shapingFlags(options));
  const planned = toPlanResult(run, options);
  options.onPlan?.(planned);
  const isBlocked = hasErrors(run.plan);
  const writes = isBlocked ? 0 : countWrites(run.plan);
  if (writes > 0) checkApply(run.plan, run.keyring);
  const redeploys = wantsRedeploy(options) && !isBlocked && (writes > 0 || mayRedeploy(run));
  const isApproved =
    (writes === 0 && !redeploys) || ((await options.approve?.(planned, { writes, redeploys })) ?? true);
  if (!isApproved) throw new Failure('not-confirmed', 'not approved; nothing was changed');
  return run;
};

/** Plans with an interrupt that cuts requests short; after this one only keeps new writes from starting. */
const planUntilInterrupted = async (
  options: PlanOptions,
  interrupt: AbortSignal,
  signals: RequestSignals,
): Promise<PlannedRun> => {
  const planning = new AbortController();
  const endPlanning = (): void => planning.abort();
  interrupt.addEventListener('abort', endPlanning);
  if (interrupt.aborted) endPlanning();
  try {
    const signal = AbortSignal.any([signals.signal, planning.signal]);
    return await makePlannedRun(options, { ...signals, signal });
  } finally {
    interrupt.removeEventListener('abort', endPlanning);
  }
};

/** Writes what was planned, or nothing where the plan has errors. */
const write = (
  { plan, client, keyring }: PlannedRun,
  options: ApplyOptions,
  interrupt: AbortSignal,
  stopped: AbortController,
): Promise<readonly ChangeOutcome[]> => {
  const { onProgress, onOutcome, wrapWriter = (writer) => writer } = options;
  const isBlocked = hasErrors(plan);
  const total = countWrites(plan);
  let done = 0;
  if (!isBlocked && total > 0) onProgress?.({ kind: 'writing', done, total });
  return applyChanges({
    changes: plan.changes,
    writer: wrapWriter(createWriter(client)),
    operationOf: (change) => createOperation(change, keyring),
    lanes: options.failFast === true ? parallelismOf(options) : client.lanes,
    failFast: options.failFast === true,
    interrupt: isBlocked ? AbortSignal.abort() : interrupt,
    halt: () => stopped.abort(),
    clock: clockOf(options),
    report: (outcome) => {
      done += 1;
      onOutcome?.(outcome);
      onProgress?.({ kind: 'writing', done, total });
    },
  });
};

const toApplyResult = (
  run: PlannedRun,
  options: ApplyOptions,
  came: Pick<ApplyResult, 'outcomes' | 'redeployed' | 'interrupted'>,
): ApplyResult => {
  const { toSavedPlan: _, ...planned } = toPlanResult(run, options);
  const { outcomes, redeployed, interrupted } = came;
  const isWritten = outcomes.every(({ outcome }) => outcome === 'applied' || outcome === 'unchanged');
  return {
    ...planned,
    ...came,
    isComplete: isWritten && !interrupted && !hasErrors(run.plan) && isRedeployed(redeployed),
    toJSON: () =>
      applyToJson({
        plan: run.plan,
        outcomes,
        usage: planned.requests,
        toApply: countWrites(run.plan),
        toolVersion: readVersion(),
        interrupted,
        redeploy: redeployed,
      }),
  };
};
