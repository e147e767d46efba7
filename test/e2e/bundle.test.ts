import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHelp } from '../../src/cli/program.js';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { collectRun } from '../support/collect-run.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { BIN } from '../support/run-bin.js';
import type { CliRun } from '../support/run-cli.js';
import { seedShop } from '../support/worlds/index.js';

const ROOT = join(dirname(BIN), '..');

const MANIFEST = `version: 1
organization: Acme
project: shop
environment: production
overrides:
  - { container: worker, secret: STRIPE_KEY, valueFrom: { env: WORKER_STRIPE_KEY } }
`;

describe('the command line without any package around it', () => {
  let folder: TestFolder;

  beforeAll(() => {
    folder = makeFolder({ 'work/overrides/a.yaml': MANIFEST });
    for (const name of [
      'dist/bin.js',
      'dist/bin',
      'dist/audit-page',
      'schemas',
      'examples',
      'package.json',
    ]) {
      cpSync(join(ROOT, name), join(folder.path, name), { recursive: true });
    }
  });

  afterAll(() => folder.remove());

  const run = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliRun> =>
    collectRun(
      spawn(process.execPath, [join(folder.path, 'dist/bin.js'), ...argv], {
        cwd: join(folder.path, 'work'),
        env: { PATH: process.env['PATH'], HOME: folder.path, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );

  it.each([
    'validate',
    'validate overr*/**/*.yaml',
    'schema plan',
    'completion fish',
    'complete fish -- plan --target x',
    'keygen',
    'init --yes --offline --project a --environment b --ci github --no-key',
    'help apply',
  ])('does its work: %s', async (line) => {
    expect(await run(line.split(' '))).toMatchObject({ exitCode: 0, stderr: '' });
  });

  const withSandbox = async (
    use: (env: Readonly<Record<string, string>>) => Promise<void>,
  ): Promise<void> => {
    const sandbox = await startSandbox({
      clock: realClock,
      newId: randomUUID,
      seed: seedShop({
        shop: [{ key: 'STRIPE_KEY', value: 'above' }],
        services: [{ name: 'worker', type: 'CONTAINER' }],
      }),
    });
    try {
      await use({
        QOVERY_API_URL: sandbox.url,
        QOVERY_API_TOKEN: 'any',
        QOVERRIDE_KEY: 'a key for tests, of more than 32 bytes',
        WORKER_STRIPE_KEY: 'below',
      });
    } finally {
      await sandbox.close();
    }
  };

  it('plans, audits and imports', () =>
    withSandbox(async (env) => {
      expect((await run(['plan', '--format', 'json'], env)).stdout).toContain('"create": 1');
      expect((await run(['apply', '-y'], env)).stdout).toContain('1 applied');
      expect((await run(['audit', '--format', 'csv'], env)).stdout).toContain('managed');
      expect((await run(['audit', '--format', 'html'], env)).stdout).toContain('STRIPE_KEY');
      expect((await run(['import'], env)).stdout).toContain('container: worker');
    }));

  it('loads the estimator of keys only to judge one that was not generated', async () => {
    const chunks = join(folder.path, 'dist/bin');
    const estimator = readdirSync(chunks).find((name) => name.startsWith('estimate-bits-')) ?? '';
    renameSync(join(chunks, estimator), join(folder.path, estimator));
    try {
      await withSandbox(async (env) => {
        const generated = { ...env, QOVERRIDE_KEY: (await run(['keygen'])).stdout };
        expect(await run(['plan'], generated)).toMatchObject({ exitCode: 0, stderr: '' });
        for (const command of [['plan', '--weak-key'], ['plan', '--no-values'], ['audit'], ['validate']]) {
          expect((await run(command, env)).exitCode).toBe(0);
        }
        expect((await run(['plan'], env)).exitCode).toBe(1);
      });
    } finally {
      renameSync(join(folder.path, estimator), join(chunks, estimator));
    }
  });

  it('has its help rendered ahead as commander renders it, for each width of a terminal', async () => {
    const chunks = join(folder.path, 'dist/bin');
    const file = readdirSync(chunks).find((name) => name.startsWith('root-help-')) ?? '';
    const ahead = (await import(pathToFileURL(join(chunks, file)).href)) as {
      readonly renderHelp: typeof renderHelp;
    };
    const widths = [undefined, ...Array.from({ length: 320 }, (_, columns) => columns)];
    expect(widths.map(ahead.renderHelp)).toEqual(widths.map(renderHelp));
    expect(renderHelp(60)).not.toBe(renderHelp(undefined));
  });

  it.each([[['--help']], [['-h']], [['help']], [['--help', '--no-color']]])(
    'prints one help, whichever way it is asked for: %s',
    async (argv) => {
      expect(await run(argv)).toEqual({ exitCode: 0, stdout: renderHelp(undefined), stderr: '' });
    },
  );

  it.each([[['--version']], [['-V']], [['--version', 'plan']]])('prints one version: %s', async (argv) => {
    expect((await run(argv)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
