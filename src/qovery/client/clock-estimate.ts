/** What answers tell about how far another clock is from the local one. All in milliseconds. */
export interface ClockEstimate {
  /** The least that the other clock can show at a local time; null while nothing is known. */
  readonly earliest: (localTime: number) => number | null;
  /** Learns that the other clock minus the local one was between two numbers. */
  readonly observe: (low: number, high: number) => void;
}

/** After so many observations of a faster clock, and none of a slower one, the clock must have been set. */
const MOST_IGNORED = 8;

/**
 * Estimates a clock from below, so that what is dated by it is never ahead. Where observations contradict each other, an API has several
 * clocks, and the slowest counts.
 */
export const createClockEstimate = (): ClockEstimate => {
  let known: { readonly low: number; readonly high: number } | null = null;
  let ignored = 0;
  return {
    earliest: (localTime) => (known === null ? null : localTime + known.low),
    observe: (low, high) => {
      if (known !== null && low > known.high) {
        ignored += 1;
        if (ignored < MOST_IGNORED) return;
      }
      ignored = 0;
      const isContradicted = known === null || high < known.low || low > known.high;
      known =
        known === null || isContradicted
          ? { low, high }
          : { low: Math.max(low, known.low), high: Math.min(high, known.high) };
    },
  };
};
