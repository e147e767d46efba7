import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { DOCTOR_KEY, seedDoctor } from '../support/doctor-bench.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { runBin } from '../support/run-bin.js';
import type { CliRun } from '../support/run-cli.js';

const LIVE = [
  '--project',
  'shop',
  '--environment',
  'production',
  '--container',
  'worker',
  '--secret',
  'OF_PROJECT',
];

describe('a live doctor as a process', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  let folder: TestFolder;
  let seeded: number;
  beforeEach(async () => {
    sandbox = await startSandbox({ seed: seedDoctor(), clock: realClock, newId: randomUUID });
    seeded = sandbox.secrets().length;
    folder = makeFolder({});
  });
  afterEach(async () => {
    await sandbox.close();
    folder.remove();
  });

  /** Sends a signal once so many requests that write have come. */
  const runUntil = (signal: NodeJS.Signals | null, writes: number): Promise<CliRun> =>
    runBin(['doctor', '--live', ...LIVE, '-y', '--format', 'json'], {
      cwd: folder.path,
      env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'anything', QOVERRIDE_KEY: DOCTOR_KEY },
      started: (child) => void (signal === null ? null : stop(child, signal, writes)),
    });

  const stop = async (child: ChildProcess, signal: NodeJS.Signals, writes: number): Promise<void> => {
    const count = (): number => sandbox.requests.filter(({ method }) => method !== 'GET').length;
    while (count() < writes && child.exitCode === null) await pause(5);
    child.kill(signal);
  };

  it.each([1, 6])(
    'that gets SIGINT after %i writes removes what it made, and exits with 130',
    async (writes) => {
      const { exitCode, stdout } = await runUntil('SIGINT', writes);
      expect(exitCode).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({ summary: { interrupted: true, leftovers: 0 } });
      expect(sandbox.secrets()).toHaveLength(seeded);
    },
  );

  it('that gets SIGKILL leaves a probe behind, which the next one removes', async () => {
    expect((await runUntil('SIGKILL', 1)).exitCode).toBe(-1);
    expect(sandbox.secrets()).toHaveLength(seeded + 1);
    // A mark that is not older may be of a run that is alive.
    sandbox.advance(50_000);
    const { exitCode, stdout, stderr } = await runUntil(null, 0);
    expect(JSON.parse(stdout), stderr).toMatchObject({ summary: { removed: 1, leftovers: 0 } });
    expect(exitCode).toBe(0);
    expect(sandbox.secrets()).toHaveLength(seeded);
  });
});
