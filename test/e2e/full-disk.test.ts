import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/http/server.js';
import { collectRun } from '../support/collect-run.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { BIN, runBin } from '../support/run-bin.js';
import { seedShop, startWorld } from '../support/worlds/index.js';

const COUNT = 12;
const KEYS = Array.from({ length: COUNT }, (_, index) => `TOKEN_${String(index)}`);

const MANIFEST = [
  'version: 1',
  'stack: storefront',
  'organization: Acme',
  'project: shop',
  'environment: production',
  'overrides:',
  ...KEYS.map((key) => `  - { application: checkout, secret: ${key}, valueFrom: { env: TOKEN } }`),
  '',
].join('\n');

/** Runs the built command line by a shell, which redirects its streams. */
const runInShell = (
  command: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): ReturnType<typeof collectRun> =>
  collectRun(
    spawn('/bin/sh', ['-c', `exec "$0" "$1" ${command}`, process.execPath, BIN], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );

const canMount = (): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = makeFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder.path], { stdio: 'ignore' });
    execFileSync('umount', [folder.path]);
    return true;
  } catch {
    return false;
  } finally {
    folder.remove();
  }
};

describe('a full disk', () => {
  let folder: TestFolder;
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    folder = makeFolder({ 'overrides/a.yaml': MANIFEST });
    sandbox = await startWorld({
      clock: realClock,
      seed: seedShop({
        shop: KEYS.map((key) => ({ key, value: 'above' })),
        services: [{ name: 'checkout', type: 'APPLICATION' }],
      }),
    });
    env = {
      QOVERY_API_URL: sandbox.url,
      QOVERY_API_TOKEN: 'any',
      QOVERRIDE_KEY: 'a key for tests, of more than 32 bytes',
      TOKEN: 'below',
    };
  });
  afterEach(async () => {
    await sandbox.close();
    folder.remove();
  });

  const shell = (command: string): ReturnType<typeof collectRun> => runInShell(command, folder.path, env);

  it.skipIf(!existsSync('/dev/full')).each(['text', 'json', 'markdown'])(
    'behind standard output does not end an apply, as %s',
    async (format) => {
      const run = await shell(`apply -y --format ${format} > /dev/full`);
      expect(run.stderr).toContain(
        'error[output-unwritable]: could not write the result to standard output (ENOSPC)',
      );
      expect(run.stderr).toContain(`Apply: ${String(COUNT)} applied, 0 failed, 0 not attempted.`);
      expect(run.stderr).not.toContain('fault');
      expect(run.exitCode).toBe(1);
      const again = await runBin(['plan', '--detailed-exitcode'], { cwd: folder.path, env });
      expect(again.exitCode).toBe(0);
    },
  );

  it.skipIf(!existsSync('/dev/full'))(
    'behind standard output makes a plan, help and the version fail',
    async () => {
      for (const command of ['plan', 'plan --help', 'schema', '--version', '--help']) {
        const run = await shell(`${command} > /dev/full`);
        expect(run.stderr).toMatch(/could not write (?:the result )?to standard output \(ENOSPC\)/);
        expect(run.exitCode).toBe(1);
      }
    },
  );

  it.skipIf(!existsSync('/dev/stdout'))('is not made of the file that standard output leads to', async () => {
    const run = await shell('plan --out /dev/stdout > out.txt');
    const written = readFileSync(join(folder.path, 'out.txt'), 'utf8');
    expect(written).toMatch(/^\{/);
    expect(written).toContain('Plan: 12 to create');
    expect(run.exitCode).toBe(0);
  });

  it.skipIf(!existsSync('/dev/full'))('behind standard error changes nothing else', async () => {
    const run = await shell('apply -y --format json 2> /dev/full');
    expect(JSON.parse(run.stdout)).toMatchObject({ summary: { applied: COUNT } });
    expect(run.exitCode).toBe(0);
  });

  describe.skipIf(!canMount())('of 16 KiB, where this may mount one (root on Linux)', () => {
    let disk: TestFolder;

    beforeEach(() => {
      disk = makeFolder();
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk.path]);
    });
    afterEach(() => {
      execFileSync('umount', [disk.path]);
      disk.remove();
    });

    it('leaves the older plan whole when a new one does not fit', async () => {
      disk.write('plan.json', 'an older plan');
      disk.write('filler', 'x'.repeat(8 * 1024));
      const run = await runBin(['plan', '--out', join(disk.path, 'plan.json')], { cwd: folder.path, env });
      expect(run.stderr).toContain('(ENOSPC)');
      expect(run.exitCode).toBe(1);
      expect(readFileSync(join(disk.path, 'plan.json'), 'utf8')).toBe('an older plan');
      expect(readdirSync(disk.path).toSorted()).toEqual(['filler', 'plan.json']);
    });

    it('leaves a receipt of whole lines, without the one that closes it, and says so', async () => {
      disk.write('filler', 'x'.repeat(8 * 1024));
      const file = join(disk.path, 'receipt.jsonl');
      const run = await runBin(['apply', '-y', '--receipt', file], { cwd: folder.path, env });
      expect(run.stdout).toContain(`${String(COUNT)} applied`);
      expect(run.stderr).toContain('is incomplete: it could not be written to its end (ENOSPC)');
      expect(run.exitCode).toBe(1);
      const written = readFileSync(file, 'utf8');
      expect(written.endsWith('\n')).toBe(true);
      const lines = written
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { readonly event?: string });
      expect(lines.length).toBeGreaterThan(1);
      expect(lines.length).toBeLessThan(COUNT + 2);
    });

    it('notices a result that was cut on its way to a file', async () => {
      disk.write('filler', 'x'.repeat(12 * 1024));
      const run = await shell(`plan --format json > ${join(disk.path, 'out.json')}`);
      expect(run.stderr).toContain('could not write the result to standard output (ENOSPC)');
      expect(run.exitCode).toBe(1);
    });
  });
});
