import type { Clock } from '../model/clock.js';

/** First pause between two looks, in milliseconds; each further one is longer by half. */
const FIRST = 5000;

/** No pause is longer than this, in milliseconds. */
const LONGEST = 30_000;

/** Looks that are taken until a time is over. */
export interface Poll {
  /** Waits until the next look is due; false when the time is over, or was interrupted. */
  readonly next: () => Promise<boolean>;
}

/** Makes the looks of the next `lasting` milliseconds: rare enough to cost few requests, and one at the very end. */
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
