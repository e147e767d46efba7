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

/** Starts to measure a rate by a clock. Only who asks for the rate pays for looking through the ticks: there may be thousands a second. */
export const createRate = (clock: Clock): Rate => {
  const start = clock.now();
  let ticks: number[] = [];
  return {
    tick: () => {
      ticks.push(clock.now());
    },
    perSecond: () => {
      const now = clock.now();
      const elapsed = Math.min(WINDOW, now - start);
      ticks = ticks.filter((time) => time > now - WINDOW);
      return elapsed < LEAST ? null : (ticks.length * 1000) / elapsed;
    },
  };
};
