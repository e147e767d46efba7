import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  apply,
  audit,
  plan,
  startSandbox,
  validate,
  type PlanOptions,
  type Sandbox,
} from '../../../src/index.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { KEY, seedShop } from '../../support/worlds/index.js';

const HEAD =
  'version: 1\nstack: storefront\norganization: Acme\nproject: shop\nenvironment: production\noverrides:\n';
const MATCH =
  '  - { services: { match: "api-*" }, secrets: [DB, TOKEN], valueFrom: { env: "{service}_{secret}" } }\n';

describe('manifests whose services are found by a glob', () => {
  let sandbox: Sandbox;
  let folder: TestFolder;

  const start = async (manifest: string, names = ['api-a', 'api-b', 'web']): Promise<void> => {
    sandbox = await startSandbox({
      seed: seedShop({
        production: [
          { key: 'TOKEN', value: 'above' },
          { key: 'DB', value: 'above' },
        ],
        services: [
          ...names.map((name) => ({ name, type: 'APPLICATION' as const })),
          { name: 'api-job', type: 'JOB' as const },
        ],
      }),
    });
    folder = makeFolder({ 'overrides/a.yaml': HEAD + manifest });
  };
  beforeEach(() => {
    folder = makeFolder({});
  });
  afterEach(async () => {
    folder.remove();
    await sandbox.close();
  });

  const options = (more: Partial<PlanOptions> = {}): PlanOptions => ({
    apiUrl: sandbox.url,
    token: 'any',
    cwd: folder.path,
    key: KEY,
    env: Object.fromEntries(
      ['API_A', 'API_B', 'API_JOB', 'OWN'].flatMap((name) => [
        [`${name}_DB`, `${name} db`],
        [`${name}_TOKEN`, `${name} token`],
      ]),
    ),
    ...more,
  });

  const addressesOf = async (more: Partial<PlanOptions> = {}): Promise<readonly string[]> =>
    (await plan(options(more))).plan.changes.map(({ address, action }) => `${action} ${address}`);

  it('plan each service that matches, in the requests that names and lists take, and are in sync once applied', async () => {
    await start(MATCH);
    const planned = await plan(options());
    expect(planned.plan.changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
      'create shop/production/application/api-a/DB',
      'create shop/production/application/api-a/TOKEN',
      'create shop/production/application/api-b/DB',
      'create shop/production/application/api-b/TOKEN',
      'create shop/production/job/api-job/DB',
      'create shop/production/job/api-job/TOKEN',
    ]);
    expect(planned.requests.made).toBe(5);
    expect((await apply(options())).isComplete).toBe(true);
    expect((await plan(options())).plan.summary).toMatchObject({ inSync: 6, create: 0, update: 0 });
    const audited = await audit({ ...options(), paths: ['overrides'] });
    expect(audited.audit.cells.map(({ verdict }) => verdict)).not.toContain('undeclared');
  });

  it('keep to the kinds, and give way to an entry that replaces them, whose value alone is read', async () => {
    await start(
      '  - { services: { match: "api-*", kinds: [application] }, secret: DB, valueFrom: { env: "{service}_{secret}" } }\n' +
        '  - { application: api-b, secret: DB, valueFrom: { env: OWN_DB }, replaces: true }\n',
    );
    const env = { API_A_DB: 'a', OWN_DB: 'own' };
    const { plan: made } = await plan(options({ env }));
    expect(made.diagnostics).toEqual([]);
    expect(made.changes.map(({ address, declared }) => [address, declared?.valueFrom])).toEqual([
      ['shop/production/application/api-a/DB', { kind: 'env', name: 'API_A_DB' }],
      ['shop/production/application/api-b/DB', { kind: 'env', name: 'OWN_DB' }],
    ]);
  });

  it('are an error where another entry declares the same without replacing it', async () => {
    await start(`${MATCH}  - { application: api-b, secret: DB, valueFrom: { env: OWN_DB } }\n`);
    const { plan: made } = await plan(options());
    expect(made.diagnostics.map(({ code }) => code)).toEqual(['duplicate-override', 'duplicate-override']);
  });

  it('are an error where they find nothing, unless that is allowed', async () => {
    const none = '  - { services: { match: "x-*" }, secret: DB, valueFrom: { env: OWN_DB }';
    await start(`${none} }\n`);
    expect((await plan(options())).plan.diagnostics).toMatchObject([
      { severity: 'error', code: 'no-match', location: { line: 7 } },
    ]);
    expect((await validate({ cwd: folder.path })).diagnostics).toEqual([]);
    await sandbox.close();
    folder.remove();
    await start(`${none}, optional: true }\n`);
    expect((await plan(options())).plan.diagnostics).toMatchObject([
      { severity: 'warning', code: 'no-match' },
    ]);
  });

  it('plan only what is targeted', async () => {
    await start(MATCH);
    expect(await addressesOf({ target: ['**/api-a/*'], env: { API_A_DB: '1', API_A_TOKEN: '2' } })).toEqual([
      'create shop/production/application/api-a/DB',
      'create shop/production/application/api-a/TOKEN',
    ]);
  });

  it('create at most 50 overrides unless more is allowed, and a plan warns', async () => {
    const names = Array.from({ length: 51 }, (_, index) => `api-${String(index)}`);
    await start(
      '  - { services: { match: "*", kinds: [application] }, secret: DB, valueFrom: { env: OWN_DB } }\n',
      names,
    );
    expect((await plan(options())).plan.diagnostics).toMatchObject([
      { severity: 'warning', code: 'too-many-creates', hint: expect.stringContaining('--max-creates 51') },
    ]);
    await expect(apply(options())).rejects.toMatchObject({ code: 'too-many-creates' });
    expect(sandbox.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect((await apply(options({ maxCreates: 51 }))).isComplete).toBe(true);
  });

  it('never limit what is written by name', async () => {
    const names = Array.from({ length: 51 }, (_, index) => `api-${String(index)}`);
    await start(
      `  - { applications: [${names.join(', ')}], secret: DB, valueFrom: { env: OWN_DB } }\n`,
      names,
    );
    expect((await plan(options())).plan.diagnostics).toEqual([]);
  });
});
