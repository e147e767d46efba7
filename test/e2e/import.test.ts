import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/seed/seed.js';
import { setUpImport } from '../support/import-bench.js';
import { uuidOf, seedShop } from '../support/worlds/index.js';

const override = (key: string) => ({ key, overrides: true, value: 'a value that is live' });
const own = (key: string) => ({ key, value: 'a value above' });

const SEED: SandboxSeed = seedShop({
  tokens: [{ token: 't' }, { token: 'reader', readOnly: true }, { token: 'half', denied: ['worker'] }],
  shop: [own('ALPHA'), own('BETA'), own('GAMMA')],
  production: [override('BETA')],
  services: [
    { name: 'checkout', id: uuidOf(101), type: 'APPLICATION', secrets: [override('ALPHA')] },
    { name: 'worker', id: uuidOf(102), type: 'HELM', secrets: [override('ALPHA'), own('OWN')] },
  ],
  environments: [{ name: 'staging', id: uuidOf(4), secrets: [override('GAMMA')] }],
});

const OUT = ['import', '--project', 'shop', '--environment', 'production', '--out', 'overrides'];

const PRODUCTION = `# Ours; ask the platform team.
version: 1
stack: default
project: shop # the web shop
environment: production

overrides:
  # Checkout first.
  - { application: checkout, secret: ALPHA, valueFrom: { env: ALPHA } }

  # Later: reports
`;

describe('import', () => {
  it('asks for names, and for each service once', async () => {
    const { run, takeRequests } = await setUpImport(SEED);
    await run(OUT);
    const services = [`GET /application/${uuidOf(101)}/secret`, 'GET /variable'];
    const names = ['GET /organization', `GET /organization/${uuidOf(1)}/services`];
    expect(takeRequests().toSorted()).toEqual([...names, ...services].toSorted());
    await run(['import', '--project', 'shop']);
    expect(takeRequests().toSorted()).toEqual(
      [
        ...names,
        `GET /organization/${uuidOf(1)}/environments`,
        ...services,
        `GET /environment/${uuidOf(4)}/secret`,
      ].toSorted(),
    );
  });

  it('adds to a manifest that is there, and keeps all that is in it', async () => {
    const { run, folder } = await setUpImport(SEED, { 'overrides/nested/prod.yml': PRODUCTION });
    const added = await run(OUT);
    expect(added.stdout).toContain('Wrote overrides/nested/prod.yml: 2 overrides added.');
    expect(readFileSync(join(folder.path, 'overrides/nested/prod.yml'), 'utf8')).toBe(
      PRODUCTION.replace(
        'env: ALPHA } }\n',
        `env: ALPHA } }
  - scope: environment
    secret: BETA
    valueFrom: { env: PRODUCTION_BETA }
  - helm: worker
    secret: ALPHA
    valueFrom: { env: WORKER_ALPHA }
`,
      ),
    );
    expect((await run(OUT)).stdout).toBe('Nothing to import: 3 overrides are already declared.\n');
  });

  it('does with a read-only token', async () => {
    const { run } = await setUpImport(SEED);
    const { exitCode, stdout } = await run(OUT, { QOVERY_API_TOKEN: 'reader' });
    expect(stdout).toContain('Wrote overrides/shop-production.yaml: 3 overrides.');
    expect(exitCode).toBe(0);
  });

  it('imports the rest where a service may not be read, and says so', async () => {
    const { run, folder } = await setUpImport(SEED);
    const { exitCode, stdout, stderr } = await run(OUT, { QOVERY_API_TOKEN: 'half' });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('2 overrides');
    expect(stderr).toContain('error[scope-unread]: nothing was imported from helm worker');
    expect(readFileSync(join(folder.path, 'overrides/shop-production.yaml'), 'utf8')).not.toContain('worker');
  });

  it.each([
    [
      'a manifest that is invalid',
      { 'overrides/other.yaml': 'version: 1\noverides: []\n' },
      'unknown-property',
    ],
    ['a file that is no manifest', { 'overrides/list.json': '[1, 2]' }, 'wrong-type'],
    ['a file that is no text', { 'overrides/bytes.yaml': '\0' }, 'nul-character'],
    ['a file in the place of the folder', { overrides: 'version: 1\noverrides: []\n' }, 'not-a-folder'],
    [
      'an encrypted file by the name that a new one would have',
      { 'overrides/shop-production.yaml': 'sops: { version: 3 }\n' },
      'file-exists',
    ],
    [
      'a list behind an alias to nothing',
      {
        'overrides/prod.yaml': `version: 1\nproject: shop\nenvironment: production\nsources: {}\noverrides: *none\n`,
      },
      'bad-alias',
    ],
  ])('writes nothing beside %s', async (_, files, code) => {
    const { run, folder } = await setUpImport(SEED, files);
    const { exitCode, stdout, stderr } = await run(OUT);
    expect(stderr).toContain(code);
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
    for (const [file, text] of Object.entries(files)) {
      expect(readFileSync(join(folder.path, file), 'utf8')).toBe(text);
    }
    expect(readdirSync(folder.path, { recursive: true }).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it('spends no request where it cannot write', async () => {
    const { run, takeRequests } = await setUpImport(SEED, { 'shop.txt': 'a file' });
    const { exitCode, stderr } = await run(['import', '--out', 'shop.txt/overrides/new']);
    expect(stderr).toContain('error[file-unwritable]: cannot write to shop.txt/overrides/new (ENOTDIR)');
    expect(exitCode).toBe(1);
    expect(takeRequests()).toEqual([]);
  });

  it.each([
    ['no token', ['--project', 'shop'], { QOVERY_API_TOKEN: '' }, 'no-token'],
    ['a wrong token', ['--project', 'shop'], { QOVERY_API_TOKEN: 'wrong' }, 'token'],
    ['an unknown environment', ['--project', 'shop', '--environment', 'prodution'], {}, 'no-environment'],
    ['an unknown project', ['--project', 'shpo'], {}, 'no-project'],
    ['an environment that several projects may have', ['--environment', 'nowhere'], {}, 'no-environment'],
    ['a stack that is none', ['--stack', 'Not A Stack'], {}, 'lower-case'],
  ])('says what is wrong with %s, and writes nothing', async (_, flags, env, message) => {
    const { run, folder } = await setUpImport(SEED);
    const { exitCode, stdout, stderr } = await run(['import', '--out', 'overrides', ...flags], env);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
    expect(existsSync(join(folder.path, 'overrides'))).toBe(false);
  });

  it('prints one object as JSON, also where it fails', async () => {
    const { run } = await setUpImport(SEED);
    const report = JSON.parse((await run(['import', '--format', 'json'])).stdout) as object;
    expect(report).toMatchObject({
      formatVersion: '1.0',
      summary: { imported: 4, declared: 0, files: 1 },
      files: [{ file: null, added: 4 }],
      variables: [
        { name: 'PRODUCTION_BETA', address: 'shop/production/BETA' },
        { name: 'CHECKOUT_ALPHA', address: 'shop/production/application/checkout/ALPHA' },
        { name: 'WORKER_ALPHA', address: 'shop/production/helm/worker/ALPHA' },
        { name: 'STAGING_GAMMA', address: 'shop/staging/GAMMA' },
      ],
      diagnostics: [],
    });
    const failed = await run(['import', '--project', 'shpo', '--format', 'json']);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      files: [],
      variables: [],
      diagnostics: [{ code: 'no-project' }],
    });
    expect(failed.exitCode).toBe(1);
  });

  it('writes nothing when it is interrupted', async () => {
    const { run, folder } = await setUpImport(SEED);
    const { exitCode, stderr } = await run(OUT, {}, { interrupt: AbortSignal.abort() });
    expect(exitCode).toBe(130);
    expect(stderr).toContain('interrupted');
    expect(existsSync(join(folder.path, 'overrides'))).toBe(false);
  });
});
