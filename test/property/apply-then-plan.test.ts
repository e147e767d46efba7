import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { anyEstate, type Estate } from '../support/any-estate.js';
import { makeFolder } from '../support/folder.js';
import { runInProcess, type CliRun } from '../support/run-cli.js';
import { findLeak } from '../support/leaks.js';
import { KEY } from '../support/worlds/index.js';

/** Starts a sandbox with the estate and gives a way to run commands in a folder with its manifests. */
const withEstate = async (
  estate: Estate,
  act: (run: (...argv: string[]) => Promise<CliRun>) => Promise<void>,
): Promise<void> => {
  const sandbox = await startSandbox({
    seed: estate.seed,
    limit: null,
    clock: realClock,
    newId: () => randomUUID(),
  });
  const folder = makeFolder(estate.manifests);
  try {
    const env = { ...estate.env, QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 't', QOVERRIDE_KEY: KEY };
    await act(async (...argv) => {
      const run = await runInProcess(argv, { cwd: folder.path, env });
      for (const value of [...estate.values, KEY]) {
        expect(findLeak(run.stdout + run.stderr, value)).toBeNull();
      }
      return run;
    });
  } finally {
    folder.remove();
    await sandbox.close();
  }
};

describe('for any world and any manifests', () => {
  it('a plan after a full apply is empty, and no output holds a value', async () => {
    await fc.assert(
      fc.asyncProperty(anyEstate, (estate) =>
        withEstate(estate, async (run) => {
          expect((await run('validate')).exitCode).toBe(0);
          await run('plan', '--no-values');
          const applied = await run('apply', '--auto-approve');
          expect(applied.stderr + applied.stdout).toContain('0 failed');
          expect(applied.exitCode).toBe(0);
          const plan = await run('plan', '--format', 'json', '--detailed-exitcode');
          const { summary } = JSON.parse(plan.stdout) as { readonly summary: Record<string, number> };
          expect(summary).toEqual({
            create: 0,
            update: 0,
            delete: 0,
            inSync: estate.values.length,
            unknown: 0,
            blocked: 0,
            adopt: 0,
            unmanaged: expect.any(Number),
          });
          expect(plan.exitCode).toBe(0);
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('manifests named in another order print the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyEstate, (estate) =>
        withEstate(estate, async (run) => {
          const files = Object.keys(estate.manifests);
          const one = await run('plan', ...files);
          const other = await run('plan', ...files.toReversed());
          expect(stripRequests(other.stdout)).toBe(stripRequests(one.stdout));
          expect(other.stderr).toBe(one.stderr);
        }),
      ),
      { numRuns: 20 },
    );
  });
});

/** The one line that tells how many requests are left this hour, and so changes from run to run. */
const stripRequests = (text: string): string => text.replace(/^Requests:.*$/m, '');
