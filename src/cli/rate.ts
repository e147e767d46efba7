import type { Clock } from '../model/clock.js';

/** Milliseconds over which a rate is measured: long enough to be steady, short enough to follow a slower server. */
const WINDOW = 10_000;

/** A rate over less time than this, in milliseconds, says nothing. */
const LEAST = 2000;

/** How often something happens. */
export interface Rate {
  readonly tick: () => void;
  /** Times a second of late; null where it is too early to say. */
  readonly perSecond: () => number | null;
}

/** Starts to measure a rate by a clock. */
export const createRate = (clock: Clock): Rate => {
  const start = clock.now();
  let ticks: readonly number[] = [];
  return {
    tick: () => {
      const now = clock.now();
      ticks = [...ticks.filter((time) => time > now - WINDOW), now];
    },
    perSecond: () => {
      const now = clock.now();
      const elapsed = Math.min(WINDOW, now - start);
      return elapsed < LEAST ? null : (ticks.filter((time) => time > now - WINDOW).length * 1000) / elapsed;
    },
  };
};
