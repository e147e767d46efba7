import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEchoingApi, type EchoingApi, type EchoReply } from '../../support/echoing-api.js';
import { expectSilence, startBench, type LeakBench } from '../../support/leak-bench.js';
import { manifestOf, seedOf } from '../../support/leak-sources.js';
import { makeCanary, makeCanaryLines } from '../../support/leaks.js';

const CRASH = fileURLToPath(new URL('../../support/preload/crash.cjs', import.meta.url));
const KEYS = ['VALUE', 'LINES'];

describe('a run that ends before its time gives nothing away', () => {
  let bench: LeakBench;
  let api: EchoingApi;
  /** What has to happen at the first write; it is answered when that is done. */
  let atFirstWrite: () => Promise<EchoReply | null>;

  beforeEach(async () => {
    const secrets = { value: makeCanary(), lines: makeCanaryLines() };
    bench = await startBench({
      seed: seedOf(KEYS),
      secrets,
      env: { SHOP_VALUE: secrets.value, SHOP_LINES: secrets.lines },
      files: {
        'overrides/all.yaml': manifestOf(
          Object.fromEntries(KEYS.map((key) => [key, { valueFrom: { env: `SHOP_${key}` } }])),
        ),
      },
    });
    let first: Promise<EchoReply | null> | null = null;
    api = await startEchoingApi(bench.sandbox.url, ({ method }) =>
      method === 'GET' ? null : (first ??= atFirstWrite()),
    );
  });

  afterEach(async () => {
    await api.close();
    await bench.close();
  });

  it.each(['thrown', 'thrown later', 'rejected'])('a crash with the value in its error, %s', async (way) => {
    const run = await bench.run(['apply', '-y', '--format', 'json', '--receipt', 'receipt.jsonl'], {
      env: { NODE_OPTIONS: `--require=${CRASH}`, CRASH: way },
    });
    expect(run.stderr).toMatch(
      /^error\[internal-error\]: a fault in qoverride: Error at .* at sendOnce \((?:file:|program\.js:)/m,
    );
    const { diagnostics } = JSON.parse(run.stdout) as { readonly diagnostics: readonly unknown[] };
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'internal-error' }));
    expectSilence(bench, run, { exitCode: 1, isFault: true });
  });

  const FLAGS = ['apply', '-y', '--parallelism', '1', '--debug', '--receipt', 'receipt.jsonl'];

  /** Runs an apply as a process, and does something to it at its first write. */
  const applyWith = async (act: (child: ChildProcess) => Promise<unknown>) => {
    let child: ChildProcess | null = null;
    atFirstWrite = async () => {
      if (child === null) throw new Error('a write before the process started');
      await act(child);
      return null;
    };
    return bench.run(FLAGS, { env: { QOVERY_API_URL: api.url }, started: (started) => (child = started) });
  };

  it('an apply that is interrupted, as text', async () => {
    const run = await applyWith(async (child) => {
      child.kill('SIGINT');
      // The answer comes when the signal surely was there.
      await sleep(200);
    });
    expectSilence(bench, run, { exitCode: 130, says: ['1 applied', '1 not attempted', 'interrupted'] });
  });

  it('an apply that is interrupted, as JSON', async () => {
    const interrupt = new AbortController();
    atFirstWrite = () => {
      interrupt.abort();
      return Promise.resolve(null);
    };
    const run = await bench.runHere([...FLAGS, '--format', 'json'], {
      env: { QOVERY_API_URL: api.url },
      interrupt: interrupt.signal,
    });
    expectSilence(bench, run, { exitCode: 130, says: ['"interrupted"', '"notAttempted": 1'] });
  });

  it('an apply that is interrupted twice', async () => {
    const run = await applyWith(async (child) => {
      child.kill('SIGINT');
      const again = setInterval(() => child.kill('SIGINT'), 50);
      await once(child, 'exit');
      clearInterval(again);
    });
    expectSilence(bench, run, { exitCode: 130 });
  });

  it.skipIf(process.platform === 'win32')('a report of its memory that somebody asks for', async () => {
    const run = await applyWith(async (child) => {
      child.kill('SIGUSR2');
      await Promise.race([once(child, 'exit'), sleep(5000)]);
    });
    expectSilence(bench, run, { exitCode: -1 });

    // Elsewhere the same signal and the same options do write one, with the environment in it.
    const reports = join(bench.folder.path, 'control');
    mkdirSync(reports);
    const other = spawn(
      process.execPath,
      [
        '--report-on-signal',
        `--report-directory=${reports}`,
        '-e',
        'setInterval(() => {}, 1000); console.log()',
      ],
      { env: { SHOP_VALUE: bench.secrets['value'] }, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    await once(other.stdout, 'data');
    other.kill('SIGUSR2');
    await expect.poll(() => readdirSync(reports), { timeout: 10_000 }).toHaveLength(1);
    other.kill('SIGKILL');
    await once(other, 'exit');
  });
});
