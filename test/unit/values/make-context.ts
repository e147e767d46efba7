import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import type { Clock } from '../../../src/model/clock.js';
import type { ValueContext } from '../../../src/values/context.js';

/** The clock that the program itself hands in. */
export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** A clock on which waiting takes no time. */
export const QUICK_CLOCK: Clock = { now: () => 0, sleep: () => Promise.resolve() };

/** A new folder that goes when the test ends; its real path. */
export const makeFolder = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'values-')));
  folders.push(folder);
  return folder;
};

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** What the resolver of a test works with: nothing allowed, no environment but PATH. */
export const makeContext = (
  more: Partial<ValueContext> & { readonly root: string | null },
): ValueContext => ({
  env: { PATH: process.env['PATH'] },
  allowEnv: [],
  allowExec: false,
  allowInsecureVault: false,
  keyFiles: [],
  secrets: [],
  homeDir: join(more.root ?? '/', 'home'),
  kill: (processId, signal) => process.kill(processId, signal),
  strict: false,
  source: null,
  debug: null,
  signal: new AbortController().signal,
  clock: REAL_CLOCK,
  ...more,
});
