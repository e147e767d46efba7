import { resolve } from 'node:path';
import { openRecord, type RecordFile } from '../../files/record.js';
import { codeOf } from '../../files/error-code.js';
import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import { Failure } from '../../model/failure.js';
import { countWrites, type Plan } from '../../model/plan.js';
import type { ChangeOutcome } from '../../model/write.js';
import { digestPlan } from '../../plan/saved/saved-plan.js';
import {
  renderReceiptChange,
  renderReceiptEnd,
  renderReceiptRedeploy,
  renderReceiptStart,
  type ReceiptRedeploy,
  type ReceiptRun,
} from '../../render/json/receipt.js';
import type { Io } from '../io.js';
import { readVersion } from '../../files/package-file.js';

/** The record of one apply. */
export interface Receipt {
  readonly add: (outcome: ChangeOutcome) => void;
  readonly addRedeploy: (request: ReceiptRedeploy) => void;
  /** Adds what was never started, and the line that closes the run; gives an error where some line could not be written. */
  readonly end: (outcomes: readonly ChangeOutcome[], exitCode: number) => readonly Diagnostic[];
}

const NO_RECEIPT: Receipt = { add: () => {}, addRedeploy: () => {}, end: () => [] };

/**
 * Opens the file of `--receipt` for adding; each line is with the system before the next request starts, so that a killed
 * run leaves every finished one. Throws a `Failure`, before anything is written to Qovery, where the file cannot be written;
 * a disk that fills up later does not end the run, whose report must stay true.
 */
export const openReceipt = (io: Io, file: string | undefined, plan: Plan): Receipt => {
  if (file === undefined) return NO_RECEIPT;
  if (file === '-') {
    throw new Failure('usage', '--receipt cannot go to standard output', { hint: 'name a file' });
  }
  const run: ReceiptRun = {
    startedAt: io.clock.now(),
    toolVersion: readVersion(),
    planDigest: digestPlan(plan),
  };
  const record = startReceipt(resolve(io.cwd, file), file, renderReceiptStart(run, countWrites(plan)));
  const added = new Set<ChangeOutcome>();
  const problems: Diagnostic[] = [];
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      problems.push(
        createDiagnostic({
          severity: 'error',
          code: 'file-unwritable',
          message: `the receipt ${file} is incomplete: it could not be written to its end (${codeOf(error)})`,
          hint: 'the report of this run is complete: keep it instead',
        }),
      );
    }
  };
  const write = (line: string): void => {
    // After a line that is missing, a closing one would make the receipt look complete.
    if (problems.length === 0) attempt(() => record.add(line));
  };
  const add = (outcome: ChangeOutcome): void => {
    write(renderReceiptChange(run, outcome));
    added.add(outcome);
  };
  return {
    add,
    addRedeploy: (request) => write(renderReceiptRedeploy(run, request)),
    end: (outcomes, exitCode) => {
      outcomes.filter((outcome) => outcome.outcome === 'not-attempted' && !added.has(outcome)).forEach(add);
      write(renderReceiptEnd(run, io.clock.now(), exitCode));
      attempt(record.close);
      return problems;
    },
  };
};

const startReceipt = (path: string, shown: string, firstLine: string): RecordFile => {
  try {
    const record = openRecord(path);
    record.add(firstLine);
    return record;
  } catch (error) {
    throw new Failure(
      'file-unwritable',
      `cannot write the receipt ${shown} (${codeOf(error)}); nothing was changed`,
      { hint: 'name a file in a folder that exists and that you may write to' },
    );
  }
};
