import type { Clock } from '../model/clock.js';

/** First pause between two reads, in milliseconds; each further one is longer by half. */
const FIRST = 5000;

/** No pause is longer than this, in milliseconds. */
const LONGEST = 30_000;

/** Repeated reads until a time is over. */
export interface Poll {
  /** Waits until the next read is due; false when the time is over, or after an interrupt. */
  readonly next: () => Promise<boolean>;
}

/** Makes the poll of the next `lasting` milliseconds: few reads, to save requests, and one at the end. */
export const createPoll = (clock: Clock, interrupt: AbortSignal, lasting: number): Poll => {
  const end = clock.now() + lasting;
  let pause = FIRST;
  return {
    next: async () => {
      const left = end - clock.now();
      if (left <= 0 || interrupt.aborted) return false;
      await clock.sleep(Math.min(pause, left), interrupt);
      pause = Math.min(LONGEST, pause * 1.5);
      return !interrupt.aborted;
    },
  };
};
