import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src/model/clock.js';

/** The clock of this machine. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
