import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../model/clock.js';
import { Failure } from '../model/failure.js';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** The working folder of this process; throws a `Failure` (`no-working-folder`) if it was deleted. */
export const workingFolder = (): string => {
  try {
    return process.cwd();
  } catch {
    throw new Failure('no-working-folder', 'the working folder does not exist any more', {
      hint: 'change to a folder that exists',
    });
  }
};

/** The home folder of the user; null for a user who has none, such as a container's user id without a name. */
export const homeFolder = (): string | null => {
  try {
    return process.getBuiltinModule('node:os').homedir();
  } catch {
    return null;
  }
};

/** Makes a UUID. */
export const makeId = (): string => process.getBuiltinModule('node:crypto').randomUUID();

/** Makes a text of 32 random bytes. */
export const makeRandomText = (): string =>
  process.getBuiltinModule('node:crypto').randomBytes(32).toString('base64url');

/** Sends a signal to a process, or to a whole group where the id is negative. */
export const killProcess = (processId: number, signal: 'SIGTERM' | 'SIGKILL'): void => {
  process.kill(processId, signal);
};

/** Makes a signal that never aborts: a shared one would collect the listeners of every run of a process. */
export const never = (): AbortSignal => new AbortController().signal;

/** The version of Node that runs this process, such as `v22.12.0`. */
export const nodeVersion = (): string => process.version;
