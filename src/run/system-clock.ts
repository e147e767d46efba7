import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../model/clock.js';

/**
 * The machine's own time.
 *
 * @category model
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
