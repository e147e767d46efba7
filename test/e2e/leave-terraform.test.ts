import { describe, expect, it } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/seed/seed.js';
import { setUpImport, type ImportBench } from '../support/import-bench.js';
import { KEY, uuidOf, seedShop } from '../support/worlds/index.js';

const DATABASE_URL = uuidOf(201);
const STRIPE_KEY = uuidOf(202);

/** Overrides as the Terraform provider leaves them: no marker, and a description only where the configuration has one. */
const SEED: SandboxSeed = seedShop({
  shop: [{ key: 'STRIPE_KEY', id: uuidOf(12), value: 'sk-project-wide' }],
  production: [{ key: 'DATABASE_URL', id: uuidOf(11), value: 'postgres://main' }],
  services: [
    {
      name: 'checkout',
      id: uuidOf(101),
      type: 'APPLICATION',
      secrets: [
        {
          key: 'DATABASE_URL',
          id: DATABASE_URL,
          overrides: true,
          value: 'postgres://replica',
          description: 'From Terraform',
        },
      ],
    },
    {
      name: 'worker',
      id: uuidOf(102),
      type: 'CONTAINER',
      secrets: [{ key: 'STRIPE_KEY', id: STRIPE_KEY, overrides: true, value: 'rk-worker' }],
    },
  ],
});

const VALUES = { CHECKOUT_DATABASE_URL: 'postgres://replica', WORKER_STRIPE_KEY: 'rk-worker' };
const WITH_KEY = { ...VALUES, QOVERRIDE_KEY: KEY };

const IMPORT = ['import', '--project', 'shop', '--environment', 'production', '--out', 'overrides'];

interface PlanReport {
  readonly summary: Readonly<Record<string, number>>;
  readonly changes: readonly { readonly action: string; readonly reason: string }[];
}

const plan = async (
  { run }: ImportBench,
  env: Readonly<Record<string, string>>,
  ...flags: readonly string[]
): Promise<PlanReport> =>
  JSON.parse((await run(['plan', '--format', 'json', ...flags], env)).stdout) as PlanReport;

const reasonsOf = ({ changes }: PlanReport): readonly string[] =>
  changes.map(({ action, reason }) => `${action} ${reason}`);

const isWrite = (request: string): boolean => !request.startsWith('GET ');

/** Calls the API as Terraform does. */
const callAsTerraform = async (
  { sandbox }: ImportBench,
  method: string,
  path: string,
  body?: object,
): Promise<void> => {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: 'Token t', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.ok).toBe(true);
};

/** Goes the whole way out of Terraform; what it does to the live overrides is for the test to see. */
const leave = async (bench: ImportBench): Promise<void> => {
  expect((await bench.run(IMPORT)).exitCode).toBe(0);
  expect((await bench.run(['apply', '--auto-approve'], WITH_KEY)).exitCode).toBe(0);
};

describe('leaving the Terraform provider', () => {
  it('takes every override over with its value given anew, without ever deleting or creating one', async () => {
    const bench = await setUpImport(SEED);
    const imported = await bench.run(IMPORT);
    expect(imported.exitCode).toBe(0);
    for (const name of Object.keys(VALUES)) expect(imported.stdout).toContain(name);
    expect((await bench.run(['validate', '--strict'])).stdout).toBe('Valid: 2 overrides in 1 file.\n');
    expect(reasonsOf(await plan(bench, {}, '--no-values'))).toEqual(['update adopt', 'update adopt']);
    expect(reasonsOf(await plan(bench, WITH_KEY))).toEqual(['update adopt', 'update adopt']);
    expect(bench.takeRequests().filter(isWrite)).toEqual([]);

    expect((await bench.run(['apply', '--auto-approve'], WITH_KEY)).exitCode).toBe(0);
    expect(bench.takeRequests().filter(isWrite).toSorted()).toEqual([
      `PUT /application/${uuidOf(101)}/secret/${DATABASE_URL}`,
      `PUT /container/${uuidOf(102)}/secret/${STRIPE_KEY}`,
    ]);
    expect(bench.sandbox.valueOf(DATABASE_URL)).toBe('postgres://replica');
    expect(bench.sandbox.valueOf(STRIPE_KEY)).toBe('rk-worker');
    const described = bench.sandbox.secrets().find(({ id }) => id === DATABASE_URL)?.description;
    expect(described).toMatch(/^From Terraform \[qoverride:1:default:/);

    expect((await plan(bench, WITH_KEY)).summary).toMatchObject({ inSync: 2, create: 0, update: 0 });
    expect((await bench.run(IMPORT)).stdout).toContain('2 overrides are already declared');
  });

  it('changes nothing as long as a value is missing', async () => {
    const bench = await setUpImport(SEED);
    await bench.run(IMPORT);
    const half = { QOVERRIDE_KEY: KEY, WORKER_STRIPE_KEY: 'rk-worker' };
    expect(reasonsOf(await plan(bench, half))).toEqual(['blocked no-value', 'update adopt']);
    bench.takeRequests();
    expect((await bench.run(['apply', '--auto-approve'], half)).exitCode).toBe(1);
    expect(bench.takeRequests().filter(isWrite)).toEqual([]);
    expect(bench.sandbox.valueOf(STRIPE_KEY)).toBe('rk-worker');
  });

  it('shows what Terraform deletes afterwards, and makes it anew', async () => {
    const bench = await setUpImport(SEED);
    await leave(bench);
    await callAsTerraform(bench, 'DELETE', `/container/${uuidOf(102)}/secret/${STRIPE_KEY}`);
    expect(reasonsOf(await plan(bench, WITH_KEY))).toEqual(['none in-sync', 'create missing']);
    expect((await bench.run(['apply', '--auto-approve'], WITH_KEY)).exitCode).toBe(0);
    expect((await plan(bench, WITH_KEY)).summary).toMatchObject({ inSync: 2 });
  });

  it('shows what Terraform writes afterwards, which leaves no marker', async () => {
    const bench = await setUpImport(SEED);
    await leave(bench);
    await callAsTerraform(bench, 'PUT', `/application/${uuidOf(101)}/secret/${DATABASE_URL}`, {
      key: 'DATABASE_URL',
      value: 'postgres://old',
      description: 'From Terraform',
    });
    expect(reasonsOf(await plan(bench, WITH_KEY))).toEqual(['update adopt', 'none in-sync']);
  });
});

describe('rotating the key', () => {
  const NEW_KEY = 'another fingerprint key for tests, of 32 bytes or more';
  const BOTH = { ...VALUES, QOVERRIDE_KEY: NEW_KEY, QOVERRIDE_OLD_KEYS: KEY };
  const NEW = { ...VALUES, QOVERRIDE_KEY: NEW_KEY };

  it('signs everything anew with the values unchanged, and then needs the old key no more', async () => {
    const bench = await setUpImport(SEED);
    await leave(bench);
    expect(reasonsOf(await plan(bench, BOTH))).toEqual(['update rekey', 'update rekey']);
    expect((await bench.run(['apply', '--auto-approve'], BOTH)).exitCode).toBe(0);
    expect((await plan(bench, NEW)).summary).toMatchObject({ inSync: 2, update: 0, unknown: 0 });
    expect(bench.sandbox.valueOf(STRIPE_KEY)).toBe('rk-worker');
  });

  it('tells what is left to do while only a part is signed anew', async () => {
    const bench = await setUpImport(SEED);
    await leave(bench);
    await bench.run(['apply', '--auto-approve', '--target', '**/checkout/*'], BOTH);
    expect(reasonsOf(await plan(bench, BOTH))).toEqual(['none in-sync', 'update rekey']);
  });

  it('shows a changed value also while it is going on', async () => {
    const bench = await setUpImport(SEED);
    await leave(bench);
    const changed = { ...BOTH, WORKER_STRIPE_KEY: 'rk-another' };
    expect(reasonsOf(await plan(bench, changed))).toEqual(['update rekey', 'update value-changed']);
  });

  it('does not know the values where the old key is lost, and writes them all', async () => {
    const bench = await setUpImport(SEED);
    await leave(bench);
    expect(reasonsOf(await plan(bench, NEW))).toEqual(['update value-unknown', 'update value-unknown']);
    expect((await bench.run(['apply', '--auto-approve'], NEW)).exitCode).toBe(0);
    expect((await plan(bench, NEW)).summary).toMatchObject({ inSync: 2 });
  });
});
