import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/seed/seed.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.js';
import { realClock } from './clock.js';
import { makeFolder, type TestFolder } from './folder.js';
import { runInProcess, type CliOptions, type CliRun } from './run-cli.js';

/** A sandbox, a folder to work in, and a way to run commands there. */
export interface ImportBench {
  readonly sandbox: Sandbox;
  readonly folder: TestFolder;
  /** Runs a command; `env` adds to the address and the token. */
  readonly run: (
    argv: readonly string[],
    env?: Readonly<Record<string, string>>,
    options?: Partial<CliOptions>,
  ) => Promise<CliRun>;
  /** Method and path of every request since the last time of asking. */
  readonly takeRequests: () => readonly string[];
}

/** Sets up a bench that is taken down after the test. */
export const setUpImport = async (
  seed: SandboxSeed,
  files: Readonly<Record<string, string>> = {},
): Promise<ImportBench> => {
  const sandbox = await startSandbox({ seed, limit: null, clock: realClock, newId: () => randomUUID() });
  const folder = makeFolder(files);
  onTestFinished(async () => {
    folder.remove();
    await sandbox.close();
  });
  let taken = 0;
  return {
    sandbox,
    folder,
    run: (argv, env = {}, options = {}) =>
      runInProcess(argv, {
        cwd: folder.path,
        env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 't', ...env },
        ...options,
      }),
    takeRequests: () => {
      const fresh = sandbox.requests.slice(taken).map(({ method, path }) => `${method} ${path}`);
      taken = sandbox.requests.length;
      return fresh;
    },
  };
};
