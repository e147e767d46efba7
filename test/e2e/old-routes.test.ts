import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { SandboxAssumptions } from '../../src/sandbox/world/assumptions.js';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder } from '../support/folder.js';
import { runInProcess } from '../support/run-cli.js';
import { seedShop, uuidOf as id } from '../support/worlds/index.js';

const SERVICES = [
  { name: 'checkout', type: 'APPLICATION', id: id(100) },
  { name: 'worker', type: 'CONTAINER', id: id(101) },
  { name: 'charts', type: 'HELM', id: id(102) },
] as const;

const setUp = async (secretRoutes: SandboxAssumptions['secretRoutes'], services: readonly object[]) => {
  const sandbox = await startSandbox({
    clock: realClock,
    newId: () => randomUUID(),
    assumptions: { secretRoutes },
    seed: seedShop({ shop: [{ key: 'ALPHA', value: 'above' }], services: [...SERVICES] }),
  });
  const overrides = services.map((service) => ({
    ...service,
    secret: 'ALPHA',
    valueFrom: { env: 'VALUE' },
  }));
  const manifest = { version: 1, stack: 'storefront', project: id(2), environment: id(3), overrides };
  const folder = makeFolder({ 'overrides/a.yaml': stringify(manifest) });
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
  });
  const env = {
    QOVERY_API_URL: sandbox.url,
    QOVERY_API_TOKEN: 'x',
    QOVERRIDE_KEY: 'kR7-unlikely-to-be-guessed-9Qz-2mW',
    VALUE: 'value-of-the-override',
  };
  return async (...argv: readonly string[]) => {
    const before = sandbox.requests.length;
    const run = await runInProcess([...argv, '--parallelism', '1'], { cwd: folder.path, env });
    return { ...run, asked: sandbox.requests.slice(before).map(({ method, path }) => `${method} ${path}`) };
  };
};

const ALL = [{ application: id(100) }, { container: id(101) }, { helm: id(102) }];

it.each(['not-found', 'not-allowed', 'gone', 'not-implemented'] as const)(
  'are left for the new ones, once and with a notice, where they are %s',
  async (secretRoutes) => {
    const run = await setUp(secretRoutes, ALL);
    const applied = await run('apply', '-y');
    expect([applied.exitCode, applied.stdout]).toEqual([0, expect.stringContaining('3 applied')]);
    expect(applied.stderr.match(/no longer serves the routes under \/secret/g)).toHaveLength(1);
    expect(applied.asked.filter((line) => line.startsWith('POST /variable/'))).toHaveLength(3);
    const planned = await run('plan', '--detailed-exitcode');
    expect([planned.exitCode, planned.stdout]).toEqual([0, expect.stringContaining('3 in sync')]);
  },
);

it('cost no request more where they are served', async () => {
  const run = await setUp('served', ALL);
  const { asked, stderr } = await run('plan');
  expect(asked).toEqual([
    `GET /application/${id(100)}/secret`,
    `GET /container/${id(101)}/secret`,
    'GET /variable',
  ]);
  expect(stderr).not.toContain('no longer serves');
});

it('are not taken for gone where the service is', async () => {
  const run = await setUp('served', [{ application: id(999) }, ...ALL]);
  const { asked, stdout, stderr } = await run('plan', '--format', 'json');
  expect(stdout).toContain('does not exist (status 404)');
  expect(stderr).not.toContain('no longer serves');
  expect(asked.filter((line) => line.includes('/secret'))).toHaveLength(3);
});
