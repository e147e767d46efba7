import { applyChanges } from '../apply/apply-changes.js';
import type { ChangeOutcome } from '../model/write.js';
import { createOperation } from '../plan/operation.js';
import { createWriter } from '../qovery/write.js';
import { renderOutcomeLine } from '../render/outcome-text.js';
import { describeWriting } from '../render/progress-text.js';
import { createPaint } from '../render/paint.js';
import { wantsColor, type Io } from './io.js';
import type { PlannedRun, RunFlags } from './planned-run.js';
import type { Progress } from './progress.js';
import { createRate } from './rate.js';
import type { Receipt } from './receipt.js';
import { countWrites, hasErrors } from './report.js';

/** What carrying a plan out reports to, and what stops it. */
export interface CarryOutTools {
  readonly progress: Progress;
  readonly receipt: Receipt;
  /** Keeps further writes from being sent. */
  readonly halt: AbortController;
}

/** Carries out what a run has planned, or nothing of it where the plan has errors; one outcome for each change. */
export const carryOut = async (
  io: Io,
  flags: RunFlags & { readonly failFast?: boolean },
  run: PlannedRun,
  { progress, receipt, halt }: CarryOutTools,
): Promise<readonly ChangeOutcome[]> => {
  const isBlocked = hasErrors(run.plan);
  const paint = createPaint(wantsColor(io, io.stderr, flags.color));
  const writes = countWrites(run.plan);
  const rate = createRate(io.clock);
  let done = 0;
  const say = (): void => {
    progress.say(() =>
      io.interrupt.aborted
        ? 'Interrupted: what is under way finishes; a second Ctrl-C exits at once'
        : describeWriting({
            done,
            total: writes,
            rate: rate.perSecond(),
            remaining: run.client.usage().remaining,
          }),
    );
  };
  if (!isBlocked && writes > 0) say();
  const outcomes = await applyChanges({
    changes: run.plan.changes,
    writer: createWriter(run.client),
    operationOf: (change) => createOperation(change, run.keyring),
    lanes: flags.failFast === true ? flags.parallelism : run.client.lanes,
    failFast: flags.failFast === true,
    interrupt: isBlocked ? AbortSignal.abort() : io.interrupt,
    halt: () => halt.abort(),
    clock: io.clock,
    report: (outcome) => {
      done += 1;
      receipt.add(outcome);
      rate.tick();
      if (outcome.outcome === 'failed') progress.log(renderOutcomeLine(outcome, paint));
      say();
    },
  });
  progress.stop();
  return outcomes;
};
