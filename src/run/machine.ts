import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../model/clock.js';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** The working folder of this process. */
export const workingFolder = (): string => process.cwd();

/** The home folder of the user. */
export const homeFolder = (): string => process.getBuiltinModule('node:os').homedir();

/** Makes a UUID. */
export const makeId = (): string => process.getBuiltinModule('node:crypto').randomUUID();

/** Makes a text of 32 random bytes. */
export const makeRandomText = (): string =>
  process.getBuiltinModule('node:crypto').randomBytes(32).toString('base64url');

/** Sends a signal to a process, or to a whole group where the id is negative. */
export const killProcess = (processId: number, signal: 'SIGTERM' | 'SIGKILL'): void => {
  process.kill(processId, signal);
};

/** A signal that never aborts. */
export const NEVER: AbortSignal = new AbortController().signal;
