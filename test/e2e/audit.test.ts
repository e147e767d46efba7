import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SandboxSeed, SeedSecret } from '../../src/sandbox/seed/seed.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { describeMarked, KEY, uuidOf, WRITTEN_AT, seedShop } from '../support/worlds/index.js';
import { runInProcess, type CliOptions, type CliRun } from '../support/run-cli.js';

const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(new URL('../../schemas/audit.schema.json', import.meta.url), 'utf8')) as object,
);

interface AuditReport {
  readonly complete: boolean;
  readonly summary: Readonly<Record<string, number>>;
  readonly requests: { readonly made: number };
  readonly services: readonly { readonly id: string; readonly name: string }[];
  readonly unread: readonly { readonly name: string }[];
  readonly cells: readonly {
    readonly address: string;
    readonly verdict: string;
    readonly winner: string | null;
  }[];
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
  }[];
}

/** Reads JSON output, which conforms to the schema whatever happened. */
const parse = ({ stdout }: CliRun): AuditReport => {
  const data: unknown = JSON.parse(stdout);
  validate(data);
  expect(validate.errors).toBeNull();
  return data as AuditReport;
};

const verdictsOf = (report: AuditReport): Readonly<Record<string, string>> =>
  Object.fromEntries(report.cells.map(({ address, verdict }) => [address, verdict]));

const CHECKOUT = uuidOf(101);
const ours = (secretKey: string, scopeId: string, stack = 'storefront'): SeedSecret => ({
  key: secretKey,
  overrides: true,
  value: 'value-of-ours',
  createdAt: new Date(WRITTEN_AT).toISOString(),
  description: describeMarked({
    text: 'ours',
    time: WRITTEN_AT / 1000,
    scopeId,
    secretKey,
    stack,
    value: 'value-of-ours',
  }),
});

const SEED: SandboxSeed = seedShop({
  shop: ['ALPHA', 'BETA', 'GAMMA', 'DELTA'],
  production: [{ key: 'BETA', overrides: true, value: 'value-of-the-environment' }],
  services: [
    {
      name: 'checkout',
      id: CHECKOUT,
      type: 'APPLICATION',
      secrets: [
        ours('ALPHA', CHECKOUT),
        { ...ours('GAMMA', CHECKOUT), updatedAt: new Date(WRITTEN_AT + 60_000).toISOString() },
      ],
    },
    {
      name: 'chart',
      id: uuidOf(102),
      type: 'HELM',
      secrets: [{ key: 'ALPHA', value: 'value-of-its-own' }],
    },
    { name: 'postgres', type: 'DATABASE' },
  ],
  environments: [
    {
      name: 'staging',
      id: uuidOf(4),
      services: [{ name: 'checkout', id: uuidOf(103), type: 'JOB' }],
    },
    {
      name: 'bare',
      id: uuidOf(5),
      secrets: [{ key: 'ALPHA', overrides: true, value: 'value-of-bare' }],
    },
  ],
  projects: [
    {
      name: 'blog',
      id: uuidOf(6),
      environments: [{ name: 'live', id: uuidOf(7), services: [{ name: 'web', type: 'CONTAINER' }] }],
    },
  ],
});

const MANIFEST = `version: 1
stack: storefront
organization: Acme
project: shop
environment: production
overrides:
  - { application: checkout, secret: GAMMA, valueFrom: { env: VALUE } }
  - { helm: chart, secret: DELTA, valueFrom: { env: VALUE } }
  - { scope: environment, secret: BETA, valueFrom: { env: VALUE } }
`;

interface Bench {
  readonly sandbox: Sandbox;
  readonly folder: TestFolder;
  readonly run: (argv: readonly string[], options?: Partial<CliOptions>) => Promise<CliRun>;
  /** Requests since the last look. */
  readonly asked: () => readonly string[];
}

const setUp = async (seed: SandboxSeed = SEED): Promise<Bench> => {
  const sandbox = await startSandbox({ clock: realClock, newId: () => randomUUID(), seed, limit: null });
  const folder = makeFolder({ 'overrides/a.yaml': MANIFEST });
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
  });
  let looked = 0;
  return {
    sandbox,
    folder,
    run: (argv, { env, ...options } = {}) =>
      runInProcess(['audit', ...argv], {
        cwd: folder.path,
        env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'any', QOVERRIDE_KEY: KEY, ...env },
        ...options,
      }),
    asked: () => {
      const since = sandbox.requests.slice(looked).map(({ method, path }) => `${method} ${path}`);
      looked = sandbox.requests.length;
      return since;
    },
  };
};

describe('audit', () => {
  it('says who overrides what over an organization, in two requests and one for each service', async () => {
    const { run, asked } = await setUp();
    const audited = await run(['--format', 'json']);
    expect(audited).toMatchObject({ exitCode: 0, stderr: '' });
    const report = parse(audited);
    expect(verdictsOf(report)).toEqual({
      'shop/production/BETA': 'unmanaged',
      'shop/production/application/checkout/ALPHA': 'managed',
      'shop/production/application/checkout/BETA': 'inherited',
      'shop/production/application/checkout/GAMMA': 'edited-outside',
      'shop/production/helm/chart/ALPHA': 'own-secret',
      'shop/production/helm/chart/BETA': 'inherited',
      'shop/production/helm/chart/GAMMA': 'inherited',
      'shop/staging/job/checkout/ALPHA': 'inherited',
      'shop/staging/job/checkout/BETA': 'inherited',
      'shop/staging/job/checkout/GAMMA': 'inherited',
    });
    expect(report.complete).toBe(true);
    expect(report.services.map(({ name }) => name)).toEqual([
      'web',
      'production',
      'checkout',
      'chart',
      'checkout',
    ]);
    const requests = asked();
    expect(requests).toHaveLength(2 + 4);
    expect(report.requests.made).toBe(requests.length);
    expect(new Set(requests).size).toBe(requests.length);
  });

  it.each([
    [['--environment', 'production', '--project', 'shop'], 2 + 2],
    [['--project', 'blog'], 2 + 1],
    [['--organization', uuidOf(1), '--project', uuidOf(2)], 1 + 3],
    [['--target', 'shop/staging/**', '--all'], 2 + 1],
    [['--target', '**/checkout/ALPHA'], 2 + 2],
    [['--target', 'shop/production/BETA'], 2 + 1],
    [['--project', 'shop', '--environment', 'bare'], 3 + 1],
  ])('asks for no more than it needs: %j', async (argv, requests) => {
    const { run, asked } = await setUp();
    const report = parse(await run([...argv, '--format', 'json']));
    expect(asked()).toHaveLength(requests);
    expect(report.cells.length > 0 || argv.includes('blog')).toBe(true);
  });

  it('compares with manifests, and lists an environment that has a declared override of its own', async () => {
    const { run, asked } = await setUp();
    const report = parse(await run(['overrides', '--project', 'shop', '--format', 'json']));
    expect(verdictsOf(report)).toMatchObject({
      'shop/production/BETA': 'unmanaged',
      'shop/production/application/checkout/ALPHA': 'undeclared',
      'shop/production/application/checkout/GAMMA': 'edited-outside',
      'shop/production/helm/chart/DELTA': 'missing',
    });
    expect(asked().toSorted()).toEqual(
      [
        'GET /organization',
        `GET /organization/${uuidOf(1)}/services`,
        `GET /application/${CHECKOUT}/secret`,
        'GET /variable',
        `GET /job/${uuidOf(103)}/secret`,
        `GET /environment/${uuidOf(3)}/secret`,
      ].toSorted(),
    );
  });

  it('takes manifests for other environments as they are, and passes over them', async () => {
    const { run } = await setUp();
    const audited = await run([
      'overrides',
      '--project',
      'shop',
      '--environment',
      'staging',
      '--format',
      'json',
    ]);
    expect(audited.exitCode).toBe(0);
    expect(parse(audited).summary).toMatchObject({ missing: 0, undeclared: 0 });
  });

  it('looks also into an environment that only a manifest tells of', async () => {
    const { run, folder } = await setUp();
    folder.write(
      'overrides/bare.yaml',
      MANIFEST.replace('production', 'bare').replace(/ {2}- .*application.*\n {2}- .*helm.*\n/, ''),
    );
    const audited = parse(await run(['overrides', '--format', 'json']));
    expect(verdictsOf(audited)).toMatchObject({
      'shop/bare/ALPHA': 'unmanaged',
      'shop/bare/BETA': 'missing',
    });
    const narrowed = parse(await run(['overrides', '--environment', 'production', '--format', 'json']));
    expect(Object.keys(verdictsOf(narrowed)).some((address) => address.startsWith('shop/bare'))).toBe(false);
  });

  it('reports a declared service that is not there as an error', async () => {
    const { run, folder } = await setUp();
    folder.write('overrides/a.yaml', MANIFEST.replace('application: checkout', 'application: chekout'));
    const audited = await run(['overrides', '--format', 'json']);
    expect(audited.exitCode).toBe(1);
    expect(parse(audited).diagnostics).toMatchObject([{ severity: 'error', code: 'no-service' }]);
    const elsewhere = await run(['overrides', '--environment', 'staging', '--format', 'json']);
    expect(elsewhere).toMatchObject({ exitCode: 0 });
  });

  it('exits with 2 when something needs attention, if that is asked for', async () => {
    const { run } = await setUp();
    expect((await run(['--project', 'shop'])).exitCode).toBe(0);
    expect((await run(['--project', 'shop', '--detailed-exitcode'])).exitCode).toBe(2);
    expect((await run(['--project', 'blog', '--detailed-exitcode'])).exitCode).toBe(0);
    const quiet = ['--target', '**/helm/**', '--detailed-exitcode'];
    expect((await run(quiet)).exitCode).toBe(0);
    expect((await run(['overrides', ...quiet])).exitCode).toBe(2);
  });

  it.each(['text', 'json', 'csv'])(
    'never looks complete in %s when a service could not be read',
    async (format) => {
      const { run } = await setUp({ ...SEED, tokens: [{ token: 'narrow', denied: [CHECKOUT] }] });
      const audited = await run(['--format', format, '--detailed-exitcode'], {
        env: { QOVERY_API_TOKEN: 'narrow' },
      });
      expect(audited.exitCode).toBe(1);
      expect(audited.stdout).toContain('shop');
      if (format === 'json') {
        expect(parse(audited)).toMatchObject({
          complete: false,
          unread: [{ name: 'checkout' }],
          diagnostics: [{ severity: 'error', code: 'scope-unread' }],
        });
        return;
      }
      expect(audited.stdout).toContain(format === 'csv' ? `${CHECKOUT},,unread` : 'this audit is incomplete');
      expect(audited.stderr).toContain('error[scope-unread]: application checkout is not in this audit');
    },
  );

  it('lists an environment itself where no service in it can be read', async () => {
    const denied = [CHECKOUT, uuidOf(102)];
    const { run } = await setUp({ ...SEED, tokens: [{ token: 'narrow', denied }] });
    const audited = await run(['--environment', 'production', '--format', 'json'], {
      env: { QOVERY_API_TOKEN: 'narrow' },
    });
    expect(verdictsOf(parse(audited))).toEqual({ 'shop/production/BETA': 'unmanaged' });
    expect(audited.exitCode).toBe(1);
  });

  it('puts a failure in the place of the Markdown that did not come about', async () => {
    const { run } = await setUp();
    const failed = await run(['--project', 'shp', '--format', 'markdown']);
    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toMatch(/^<!-- qoverride audit -->\n\n### qoverride audit: failed\n/);
  });

  it('writes the whole result to a file, or none', async () => {
    const { run, folder, asked } = await setUp();
    const written = await run(['--format', 'json', '--out', 'audit.json']);
    expect(written).toMatchObject({ exitCode: 0, stdout: '', stderr: 'Wrote the audit to audit.json.\n' });
    const text = readFileSync(join(folder.path, 'audit.json'), 'utf8');
    expect(parse({ ...written, stdout: text }).cells.length).toBeGreaterThan(0);
    symlinkSync('audit.json', join(folder.path, 'link.json'));
    await run(['--format', 'csv', '--out', 'link.json']);
    expect(readFileSync(join(folder.path, 'audit.json'), 'utf8')).toMatch(/^address,/);
    expect(readdirSync(folder.path).toSorted()).toEqual(['audit.json', 'link.json', 'overrides']);

    asked();
    for (const file of ['no/such/folder.json', 'overrides']) {
      const failed = await run(['--format', 'json', '--out', file]);
      expect(failed.exitCode).toBe(1);
      expect(parse(failed)).toMatchObject({ complete: false, diagnostics: [{ code: 'file-unwritable' }] });
    }
    expect(asked()).toEqual([]);
  });

  it.each<[string, readonly string[], Partial<CliOptions>, string, number]>([
    ['a mistyped project', ['--project', 'shp'], {}, 'no-project', 1],
    ['a mistyped environment', ['--environment', 'producton'], {}, 'no-environment', 1],
    ['no token', [], { env: { QOVERY_API_TOKEN: '' } }, 'no-token', 1],
    ['a manifest that is none', ['package.json'], {}, 'path-not-found', 1],
    ['a mistyped flag', ['--al'], {}, 'usage', 1],
    ['an interrupt', [], { interrupt: AbortSignal.abort() }, 'interrupted', 130],
  ])('prints one object on failure: %s', async (_what, argv, options, code, exitCode) => {
    const { run } = await setUp();
    const failed = await run([...argv, '--format', 'json'], options);
    expect(failed.exitCode).toBe(exitCode);
    const report = parse(failed);
    expect(report).toMatchObject({ complete: false, services: [], cells: [] });
    expect(report.diagnostics.at(-1)).toMatchObject({ severity: 'error', code });
  });
});
