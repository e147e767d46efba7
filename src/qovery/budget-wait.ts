import type { Clock } from '../model/clock.js';
import type { Budget } from './budget.js';
import type { ClientEvent } from './client-event.js';
import type { Patience } from './patience.js';
import type { Problem } from './problem.js';
import { INTERRUPTED, OUT_OF_BUDGET } from './problems.js';
import type { Held } from './send-once.js';

/** What waiting works with. */
export interface BudgetWaitOptions {
  readonly budget: Budget;
  readonly clock: Clock;
  /** Ends waits for the budget. */
  readonly stop: AbortSignal;
  readonly notify: ((event: ClientEvent) => void) | null;
}

/** Waits until the budget may allow a request; gives the problem when that is not worth it, or was interrupted. */
export type BudgetWait = (held: Held, patience: Patience, signal: AbortSignal) => Promise<Problem | null>;

/** Makes the wait of one run; each pause is announced once, however many requests wait for its end. */
export const createBudgetWait = (options: BudgetWaitOptions): BudgetWait => {
  const { budget, clock, stop, notify } = options;
  let announced = 0;
  return async (held, patience, signal) => {
    if (held.kind === 'hold') {
      await budget.nextNews();
      return null;
    }
    const milliseconds = held.until - clock.now();
    if (!patience.pause(milliseconds)) return OUT_OF_BUDGET;
    if (announced !== held.until) {
      announced = held.until;
      notify?.({ kind: 'waiting', milliseconds, until: held.until });
    }
    await clock.sleep(milliseconds, AbortSignal.any([signal, stop]));
    return signal.aborted || stop.aborted ? INTERRUPTED : null;
  };
};
