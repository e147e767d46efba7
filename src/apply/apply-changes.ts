import { createLimit, forEachLimited } from '../async/for-each-limited.js';
import type { Clock } from '../model/clock.js';
import type { Change } from '../model/plan.js';
import type { ChangeOutcome, WriteFailure, WriteOperation, Writer, WriteResult } from '../model/write.js';

/** What applying a plan needs. */
export interface ApplyInput {
  /** Every change of the plan, including those without a write. */
  readonly changes: readonly Change[];
  /** From `createWriter`, or one of your own. */
  readonly writer: Writer;
  /** Prepares a change for the writer: `createOperation` with the keyring of the plan. */
  readonly operationOf: (change: Change) => WriteOperation;
  /**
   * Changes under way at once. The writer limits the requests in flight, and a change that waits for a retry has none,
   * so this should be larger than the number of requests. Default 40.
   */
  readonly lanes?: number;
  /** Stop at the first failed change. Default: false. */
  readonly failFast?: boolean;
  /** Once aborted nothing new is started; what is under way finishes. Default: nothing does. */
  readonly interrupt?: AbortSignal;
  /** Called when a failure stops the run: changes that wait for their first request must no longer send it. Default: nothing. */
  readonly halt?: () => void;
  /** Tells when each write started and ended. */
  readonly clock: Clock;
  /** Called once for each change with a write, as soon as its outcome is known. Default: nothing. */
  readonly report?: (outcome: ChangeOutcome) => void;
}

/**
 * Carries out the writes of a plan: creates and updates together, then the deletes, only if all of those succeeded.
 * Returns one outcome for each change, in the plan's order, and does not reject when a write fails. Call `checkApply` first.
 */
export const applyChanges = async (given: ApplyInput): Promise<readonly ChangeOutcome[]> => {
  const input = completeInput(given);
  const outcomes = new Map<Change, ChangeOutcome>();
  const writes = input.changes.filter((change) => change.action === 'create' || change.action === 'update');
  const deletes = input.changes.filter((change) => change.action === 'delete');

  await runLanes(input, writes, outcomes);
  const allWritten = writes.every((change) => outcomes.get(change)?.outcome === 'applied');
  if (allWritten) await runLanes(input, deletes, outcomes);

  return input.changes.map((change) => outcomes.get(change) ?? withoutWrite(change));
};

type CompleteInput = Required<ApplyInput>;

const completeInput = (input: ApplyInput): CompleteInput => ({
  lanes: 40,
  failFast: false,
  interrupt: new AbortController().signal,
  halt: () => {},
  report: () => {},
  ...input,
});

/** Carries out the writes, as many at once as there are lanes, until an interrupt or a failure that stops the run. */
const runLanes = async (
  input: CompleteInput,
  changes: readonly Change[],
  outcomes: Map<Change, ChangeOutcome>,
): Promise<void> => {
  const failure = new AbortController();
  const interrupt = AbortSignal.any([input.interrupt, failure.signal]);
  await forEachLimited(changes, { limit: createLimit(input.lanes), interrupt }, async (change) => {
    const outcome = await carryOut(input, change);
    outcomes.set(change, outcome);
    input.report(outcome);
    if (outcome.outcome === 'failed' && (input.failFast || outcome.error?.fatal === true)) {
      failure.abort();
      input.halt();
    }
  });
};

const carryOut = async (input: CompleteInput, change: Change): Promise<ChangeOutcome> => {
  const startedAt = input.clock.now();
  const result = await write(input, change);
  const endedAt = input.clock.now();
  if (result.kind === 'applied') {
    return {
      change,
      outcome: 'applied',
      error: null,
      overrideId: result.overrideId,
      markerTime: result.markerTime,
      startedAt,
      endedAt,
    };
  }
  return result.code === NOT_STARTED
    ? notAttempted(change, input.interrupt.aborted ? result : null)
    : {
        change,
        outcome: 'failed',
        error: result,
        overrideId: change.overrideId,
        markerTime: null,
        startedAt,
        endedAt,
      };
};

/** Code of a write that sent no request, because of an interrupt or because another write failed. */
const NOT_STARTED = 'interrupted';

const write = (input: CompleteInput, change: Change): Promise<WriteResult> => {
  const operation = input.operationOf(change);
  switch (change.action) {
    case 'create':
      return input.writer.create(operation);
    case 'update':
      return input.writer.update(operation);
    case 'delete':
      return input.writer.remove(operation);
    case 'none':
    case 'blocked':
      throw new TypeError(`a change with action ${change.action} has no write`);
  }
};

const withoutWrite = (change: Change): ChangeOutcome =>
  change.action === 'none' || change.action === 'blocked'
    ? {
        change,
        outcome: 'unchanged',
        error: null,
        overrideId: change.overrideId,
        markerTime: null,
        startedAt: null,
        endedAt: null,
      }
    : notAttempted(change, null);

const notAttempted = (change: Change, error: WriteFailure | null): ChangeOutcome => ({
  change,
  outcome: 'not-attempted',
  error,
  overrideId: change.overrideId,
  markerTime: null,
  startedAt: null,
  endedAt: null,
});
