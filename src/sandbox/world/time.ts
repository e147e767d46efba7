import type { Clock } from '../../model/clock.js';

/** The sandbox's own time. It can run faster than the real clock, and it can be moved forward. */
export interface SandboxTime {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Moves the time forward by that many milliseconds. */
  readonly advance: (milliseconds: number) => void;
}

/** Starts the sandbox's time at the time of the clock. With a scale of 60, a minute passes each second. */
export const startTime = (clock: Clock, scale: number): SandboxTime => {
  const start = clock.now();
  let advanced = 0;
  return {
    now: () => Math.floor(start + (clock.now() - start) * scale + advanced),
    advance: (milliseconds) => {
      advanced += milliseconds;
    },
  };
};

/**
 * Formats milliseconds since 1970 like the API: ISO 8601 in UTC with six fractional digits. The last three digits are derived from the
 * time, so that equal times have equal text.
 */
export const formatApiTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('Z', `${String((milliseconds * 7) % 1000).padStart(3, '0')}Z`);

/** Formats nanoseconds since 1970 as ISO 8601 in UTC with nine fractional digits. */
export const formatNanoseconds = (nanoseconds: bigint): string => {
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, '0');
  return new Date(Number(nanoseconds / 1_000_000n)).toISOString().replace(/\d{3}Z$/, `${fraction}Z`);
};
