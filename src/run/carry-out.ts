import { applyChanges } from '../apply/apply-changes.js';
import type { ChangeOutcome } from '../model/write.js';
import { createOperation } from '../plan/signing/operation.js';
import { createWriter } from '../qovery/secrets/write.js';
import { renderOutcomeLine } from '../render/text/apply-text.js';
import { describeWriting } from '../render/text/progress-text.js';
import { createPaint } from '../render/text/paint.js';
import { wantsColor, type Io } from '../cli/io.js';
import type { PlannedRun, RunFlags } from './planned-run.js';
import { type Progress, createRate } from '../cli/output/progress.js';
import type { Receipt } from '../cli/output/receipt.js';
import { countWrites, hasErrors } from '../cli/output/report.js';

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
