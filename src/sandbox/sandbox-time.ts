import type { Clock } from '../model/clock.js';

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
