import type { Clock } from '../model/clock.js';
import type { Change } from '../model/plan.js';
import type { ChangeOutcome, WriteFailure, WriteOperation, Writer, WriteResult } from '../model/write.js';

/** What it takes to carry a plan out. */
export interface ApplyInput {
  /** Every change of the plan, also those without a write. */
  readonly changes: readonly Change[];
  /** From `createWriter`, or one of your own. */
  readonly writer: Writer;
  /** Readies a change for the writer: `createOperation` with the keyring of the plan. */
  readonly operationOf: (change: Change) => WriteOperation;
  /**
   * Changes under way at once. The writer bounds the requests; changes that wait for a retry hold none,
   * so this is best larger than the number of requests. Default 40.
   */
  readonly lanes?: number;
  /** Stop at the first failed change. Default: false. */
  readonly failFast?: boolean;
  /** Once aborted nothing new is started; what is under way finishes. Default: nothing does. */
  readonly interrupt?: AbortSignal;
  /** Called when a failure stops the run: what waits for its first request must not be sent any more. Default: nothing. */
  readonly halt?: () => void;
  /** Times the outcomes. */
  readonly clock: Clock;
  /** Called once for each change with a write, as soon as its outcome is known. Default: nothing. */
  readonly report?: (outcome: ChangeOutcome) => void;
}

/**
 * Carries out the writes of a plan: creates and updates at once, then, only if all of them succeeded, the deletes.
 * Gives one outcome for each change, in the plan's order, and never rejects for a write that fails. Call `checkApply` first.
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

/** Feeds the lanes from one iterator, so that memory does not grow with the number of changes. */
const runLanes = async (
  input: CompleteInput,
  changes: readonly Change[],
  outcomes: Map<Change, ChangeOutcome>,
): Promise<void> => {
  const queue = changes.values();
  let stopped = false;
  const work = async (): Promise<void> => {
    for (const change of queue) {
      if (stopped || input.interrupt.aborted) return;
      const outcome = await carryOut(input, change);
      outcomes.set(change, outcome);
      input.report(outcome);
      if (outcome.outcome === 'failed' && (input.failFast || outcome.error?.fatal === true)) {
        stopped = true;
        input.halt();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(input.lanes, changes.length) }, work));
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

/** Code of a write that an interrupt, or the failure of another one, kept from sending its first request. */
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
