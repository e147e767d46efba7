import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.js';
import type { SandboxSeed } from '../../src/sandbox/seed/seed.js';
import { realClock } from './clock.js';
import { describeNewFiles, readFiles } from './files.js';
import { makeFolder, type TestFolder } from './folder.js';
import { findTraces, makeCanaryToken } from './leaks.js';
import { runBin, type BinOptions } from './run-bin.js';
import { runInProcess, type CliOptions, type CliRun } from './run-cli.js';

/** What one command showed, and every file that it left behind. */
export interface BenchRun extends CliRun {
  /** Names and contents of the files that are new or different. */
  readonly written: string;
}

/** A place to run commands in, with credentials that are recognized wherever they show up. */
export interface LeakBench {
  /** Holds `repo` (the working folder), and beside it what is no part of it. */
  readonly folder: TestFolder;
  readonly repo: string;
  readonly sandbox: Sandbox;
  /** Everything that no output may hold, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Runs the built command line as a process of its own, with a folder for temporary files and one for diagnostic reports. */
  readonly run: (argv: readonly string[], options?: Partial<Omit<BinOptions, 'cwd'>>) => Promise<BenchRun>;
  /** Runs the same command line in this process, which is quicker. */
  readonly runHere: (
    argv: readonly string[],
    options?: Partial<Omit<CliOptions, 'cwd'>>,
  ) => Promise<BenchRun>;
  readonly close: () => Promise<void>;
}

/** What a bench is made of. */
export interface BenchOptions {
  readonly seed: SandboxSeed;
  /** Values, and other credentials, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Environment variables beside the tool's own credentials. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files below `repo`. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** Node's own ways of writing memory to disk, which the tool has to close. */
const REPORTS = ['--report-on-signal', '--report-uncaught-exception', '--report-on-fatalerror'];

/** Sets a bench up: a repository, a sandbox, a token and a fingerprint key. */
export const startBench = async (options: BenchOptions): Promise<LeakBench> => {
  const folder = makeFolder();
  for (const name of ['repo/.git', 'tmp', 'reports', 'home']) {
    mkdirSync(join(folder.path, name), { recursive: true });
  }
  for (const [file, content] of Object.entries(options.files ?? {})) folder.write(`repo/${file}`, content);
  const credentials = { 'API token': makeCanaryToken(), 'fingerprint key': makeCanaryToken() };
  const sandbox = await startSandbox({
    token: credentials['API token'],
    clock: realClock,
    newId: () => randomUUID(),
    seed: options.seed,
  });
  const repo = join(folder.path, 'repo');
  const reports = join(folder.path, 'reports');
  const env = {
    HOME: join(folder.path, 'home'),
    TMPDIR: join(folder.path, 'tmp'),
    NODE_OPTIONS: [...REPORTS, `--report-directory=${reports}`].join(' '),
    QOVERY_API_URL: sandbox.url,
    QOVERY_API_TOKEN: credentials['API token'],
    QOVERRIDE_KEY: credentials['fingerprint key'],
    ...options.env,
  };
  const observe = async (run: () => Promise<CliRun>): Promise<BenchRun> => {
    const before = readFiles(folder.path);
    const result = await run();
    return { ...result, written: describeNewFiles(before, readFiles(folder.path)) };
  };
  return {
    folder,
    repo,
    sandbox,
    secrets: { ...credentials, ...options.secrets },
    run: (argv, more = {}) =>
      observe(() =>
        runBin(argv, {
          ...more,
          cwd: repo,
          env: {
            ...env,
            ...more.env,
            NODE_OPTIONS: `${more.env?.['NODE_OPTIONS'] ?? ''} ${env.NODE_OPTIONS}`,
          },
        }),
      ),
    runHere: (argv, more = {}) =>
      observe(() =>
        runInProcess(argv, {
          ...more,
          cwd: repo,
          env: { PATH: process.env['PATH'] ?? '', ...env, ...more.env },
        }),
      ),
    close: async () => {
      await sandbox.close();
      folder.remove();
    },
  };
};

/** Checks that a command came out as it should, so that silence means something, and that it gave nothing away. */
export const expectSilence = (
  bench: LeakBench,
  run: BenchRun,
  expected: { readonly exitCode: number; readonly says?: readonly string[]; readonly isFault?: boolean },
): void => {
  const said = `${run.stdout}\n${run.stderr}`;
  expect(run.exitCode, said).toBe(expected.exitCode);
  for (const text of expected.says ?? []) expect(said).toContain(text);
  if (expected.isFault !== true) expect(said).not.toContain('internal-error');
  expect(findTraces(run.stdout, bench.secrets)).toEqual([]);
  expect(findTraces(run.stderr, bench.secrets)).toEqual([]);
  expect(findTraces(run.written, bench.secrets)).toEqual([]);
  for (const place of ['tmp', 'reports']) expect(run.written).not.toContain(join(bench.folder.path, place));
};
