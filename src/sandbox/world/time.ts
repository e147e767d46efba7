import type { Clock } from '../../model/clock.js';

/** The sandbox's own time, which can run faster than the clock behind it and be moved forward. */
export interface SandboxTime {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Moves the time forward by that many milliseconds. */
  readonly advance: (milliseconds: number) => void;
}

/** Starts the sandbox's time at the clock's; with a scale of 60 a minute passes each second. */
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
 * Spells a time as the API does: ISO 8601 in UTC with a fraction of six digits. Milliseconds since 1970 have three;
 * the rest comes from the time itself, so that equal times are spelled alike.
 */
export const spellTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('Z', `${String((milliseconds * 7) % 1000).padStart(3, '0')}Z`);

/** Spells nanoseconds since 1970 as ISO 8601 in UTC with a fraction of nine digits. */
export const spellNanoseconds = (nanoseconds: bigint): string => {
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, '0');
  return new Date(Number(nanoseconds / 1_000_000n)).toISOString().replace(/\d{3}Z$/, `${fraction}Z`);
};
