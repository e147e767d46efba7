import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { PROGRAM, runBin } from '../support/run-bin.js';
import { seedShop, startWorld } from '../support/worlds/index.js';

const MANIFEST = `version: 1
stack: storefront
organization: Acme
project: shop
environment: production
overrides:
  - { application: checkout, secret: TOKEN, valueFrom: { env: TOKEN } }
  - { scope: environment, secret: TOKEN, valueFrom: { env: TOKEN } }
`;

describe('a receipt that cannot be written', () => {
  let folder: TestFolder;
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    folder = makeFolder({ 'overrides/a.yaml': MANIFEST });
    sandbox = await startWorld({
      clock: realClock,
      seed: seedShop({
        shop: [{ key: 'TOKEN', value: 'above' }],
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

  it.skipIf(!existsSync('/dev/full'))('stops apply before its first write', async () => {
    const run = await runBin(['apply', '-y', '--format', 'json', '--receipt', '/dev/full'], {
      cwd: folder.path,
      env,
    });
    expect(run.exitCode).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      summary: { applied: 0, notAttempted: 2 },
      diagnostics: [{ code: 'file-unwritable' }],
    });
  });

  it.skipIf(process.platform === 'win32')('later leaves the report of apply true', async () => {
    const limited = 'trap "" XFSZ; ulimit -f 1; exec "$@"';
    const child = spawn(
      'sh',
      ['-c', limited, 'sh', ...PROGRAM, 'apply', '-y', '--format', 'json', '--receipt', 'r.jsonl'],
      { cwd: folder.path, env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const exited = new Promise((resolve) => child.on('close', resolve));
    const report: unknown = JSON.parse(await text(child.stdout));
    expect(await exited).toBe(1);
    expect(report).toMatchObject({
      summary: { applied: 2, failed: 0, notAttempted: 0 },
      diagnostics: [{ severity: 'error', code: 'file-unwritable' }],
    });
    expect(readFileSync(join(folder.path, 'r.jsonl'), 'utf8')).toMatch(/^\{"kind":"run"/);
  });
});
