import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/model/clock.js';

/** When clocks of tests begin, in milliseconds since 1970. */
export const START = Date.UTC(2026, 0, 15, 12, 0, 0);

/** A clock that tests read and that no test waits for. */
export interface VirtualClock extends Clock {
  /** How long each wait was meant to be, in milliseconds, in the order in which they began. */
  readonly sleeps: readonly number[];
}

/** Turns of the event loop without anybody asking for the time, after which nothing can be under way but waiting. */
const QUIET_TURNS = 12;

/**
 * A clock for a program and its server in one process, over real HTTP: time stands still while anything happens, and goes on
 * to the end of the first wait once all are waiting. An hour of waiting takes as long as what is done in it.
 */
export const createVirtualClock = (start: number = START): VirtualClock => {
  const sleeps: number[] = [];
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  let now = start;
  let activity = 0;
  let isTurning = false;

  /** Whether nobody asked for the time during some turns. */
  const isQuiet = async (): Promise<boolean> => {
    const before = activity;
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) await nextTurn();
    return activity === before;
  };

  const turn = async (): Promise<void> => {
    isTurning = true;
    while (sleepers.size > 0) {
      if (!(await isQuiet())) continue;
      now = Math.max(now, Math.min(...[...sleepers].map(({ at }) => at)));
      for (const sleeper of [...sleepers].filter(({ at }) => at <= now)) sleeper.wake();
    }
    isTurning = false;
  };

  return {
    sleeps,
    now: () => {
      activity += 1;
      return now;
    },
    sleep: (milliseconds, signal) =>
      new Promise((done) => {
        activity += 1;
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          done();
        };
        const sleeper = { at: now + Math.max(0, milliseconds), wake };
        if (signal?.aborted === true) {
          done();
          return;
        }
        sleeps.push(milliseconds);
        signal?.addEventListener('abort', wake);
        sleepers.add(sleeper);
        if (!isTurning) void turn();
      }),
  };
};
