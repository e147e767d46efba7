import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../model/failure.js';
import type { Plan } from '../model/plan.js';
import type { ChangeOutcome } from '../model/write.js';
import { digestPlan } from '../plan/saved-plan.js';
import {
  renderReceiptChange,
  renderReceiptEnd,
  renderReceiptStart,
  type ReceiptRun,
} from '../render/receipt.js';
import type { Io } from './io.js';
import { countWrites } from './report.js';
import { readVersion } from './version.js';

/** The record of one apply. */
export interface Receipt {
  readonly add: (outcome: ChangeOutcome) => void;
  /** Adds what was never started, and the line that closes the run. */
  readonly end: (outcomes: readonly ChangeOutcome[], exitCode: number) => void;
}

const NO_RECEIPT: Receipt = { add: () => {}, end: () => {} };

/**
 * Opens the file of `--receipt` for adding; each line is with the system before the next request starts, so that a killed
 * run leaves every finished one. Throws a `Failure`, before anything is written to Qovery, where the file cannot be opened.
 */
export const openReceipt = (io: Io, file: string | undefined, plan: Plan): Receipt => {
  if (file === undefined) return NO_RECEIPT;
  const descriptor = openForAdding(resolve(io.cwd, file), file);
  const run: ReceiptRun = {
    startedAt: io.clock.now(),
    toolVersion: readVersion(),
    planDigest: digestPlan(plan),
  };
  const added = new Set<ChangeOutcome>();
  const add = (outcome: ChangeOutcome): void => {
    writeSync(descriptor, renderReceiptChange(run, outcome));
    added.add(outcome);
  };
  writeSync(descriptor, renderReceiptStart(run, countWrites(plan)));
  return {
    add,
    end: (outcomes, exitCode) => {
      outcomes.filter((one) => one.outcome === 'not-attempted' && !added.has(one)).forEach(add);
      writeSync(descriptor, renderReceiptEnd(run, io.clock.now(), exitCode));
      closeSync(descriptor);
    },
  };
};

const openForAdding = (path: string, shown: string): number => {
  try {
    return openSync(path, 'a');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new Failure(
      'file-unwritable',
      `cannot write the receipt ${shown} (${reason}); nothing was changed`,
      {
        hint: 'name a file in a folder that exists and that you may write to',
      },
    );
  }
};
