import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder } from '../support/folder.js';
import { runInProcess } from '../support/run-cli.js';
import { seedShop, uuidOf as id } from '../support/worlds/index.js';

const TOKEN = 'sk-qov-01-of-an-agent';
const CHECKOUT = { application: id(100) };
const WORKER = { container: id(101) };

/** Runs a command with a token whose policy allows only these requests. */
const setUp = async (allow: readonly string[], services: readonly object[], project = id(2)) => {
  const sandbox = await startSandbox({
    clock: realClock,
    newId: () => randomUUID(),
    tokens: [{ token: TOKEN, allow }],
    seed: seedShop({
      shop: [{ key: 'ALPHA', value: 'above' }],
      services: [
        { name: 'checkout', type: 'APPLICATION', id: id(100) },
        { name: 'worker', type: 'CONTAINER', id: id(101) },
      ],
    }),
  });
  const overrides = services.map((service) => ({ ...service, secret: 'ALPHA', valueFrom: { env: 'VALUE' } }));
  const manifest = { version: 1, stack: 'storefront', project, environment: id(3), overrides };
  const folder = makeFolder({ 'overrides/a.yaml': stringify(manifest) });
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
  });
  return async (...argv: readonly string[]) => {
    const env = {
      QOVERY_API_URL: sandbox.url,
      QOVERY_API_TOKEN: TOKEN,
      QOVERRIDE_KEY: 'kR7-unlikely-to-be-guessed-9Qz-2mW',
      VALUE: 'value-of-the-override',
    };
    const { exitCode, stdout, stderr } = await runInProcess(argv, { cwd: folder.path, env });
    expect(stdout + stderr).not.toMatch(/expired|revoked/);
    return { exitCode, output: stdout + stderr, requests: sandbox.requests.length };
  };
};

const LISTS = ['GET /application/*/secret', 'GET /container/*/secret'];

it('that may only list is enough to plan by UUIDs', async () => {
  const run = await setUp(LISTS, [CHECKOUT, WORKER]);
  expect(await run('plan')).toMatchObject({ exitCode: 0, requests: 2 });
});

it('that may not look names up is told which path was denied, and how to do without', async () => {
  const run = await setUp(LISTS, [CHECKOUT], 'shop');
  const { exitCode, output, requests } = await run('plan');
  expect([exitCode, requests]).toEqual([1, 1]);
  expect(output).toContain('not allowed to GET /organization (status 401)');
  expect(output).toContain('UUIDs in the manifest need no look-up of names');
});

it('that may not look names up still plans what needs none', async () => {
  const run = await setUp(LISTS, [CHECKOUT, { application: 'checkout' }]);
  const { exitCode, output } = await run('plan');
  expect([exitCode, output]).toEqual([1, expect.stringContaining('Plan: 1 to create')]);
  expect(output).toContain('not allowed to GET /organization (status 401)');
});

it('that is denied one write and one list goes on with the rest', async () => {
  const writes = await setUp([...LISTS, 'POST /container/*/secret/*/override'], [CHECKOUT, WORKER]);
  const applied = await writes('apply', '-y');
  expect([applied.exitCode, applied.output]).toEqual([1, expect.stringContaining('1 applied, 1 failed')]);
  expect(applied.output).toContain(`not allowed to POST /application/${id(100)}/secret/`);
  const lists = await setUp(['GET /container/*/secret'], [CHECKOUT, WORKER]);
  const planned = await lists('plan');
  expect(planned.output).toContain(`not allowed to GET /application/${id(100)}/secret (status 401)`);
  expect(planned.output).toContain('Plan: 1 to create');
});
