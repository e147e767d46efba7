import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { runInProcess } from '../support/run-cli.js';
import { HEAD, seedShop, uuidOf as id } from '../support/worlds/index.js';

const KINDS = ['application', 'container', 'job', 'helm', 'terraform'] as const;
const SERVICES = Array.from({ length: 25 }, (_, index) => {
  const kind = KINDS[index % KINDS.length] ?? 'application';
  return { kind, name: `${kind}-${String(index)}`, id: id(100 + index) };
});

const MANY_KEYS = Array.from({ length: 12 }, (_, index) => `KEY_${index}`);

const SEED: SandboxOptions['seed'] = seedShop({
  shop: ['ALPHA', 'BETA', 'GAMMA', ...MANY_KEYS].map((key, index) => ({
    key,
    value: 'above',
    id: id(10 + index),
  })),
  services: [
    ...SERVICES.map(({ kind, name, id: service }) => ({
      name,
      id: service,
      type: kind.toUpperCase() as Uppercase<typeof kind>,
    })),
    { name: 'postgres', type: 'DATABASE' },
  ],
  environments: [{ name: 'bare', id: id(4) }],
  projects: [{ name: 'empty', id: id(5), environments: [{ name: 'nothing', id: id(6) }] }],
});

const NAMES = ['GET /organization', `GET /organization/${id(1)}/services`];
const UUIDS = { version: 1, stack: 'storefront', project: id(2), environment: id(3) };
const VALUE = { valueFrom: { env: 'VALUE' } };

const overridesOf = (
  services: readonly (typeof SERVICES)[number][],
  keys: readonly string[],
  name = 'name',
) =>
  services.flatMap((service) =>
    keys.map((secret) => ({ [service.kind]: name === 'id' ? service.id : service.name, secret, ...VALUE })),
  );

interface Bench {
  readonly sandbox: Sandbox;
  readonly folder: TestFolder;
  /** Runs a command, and gives what it asked for and what it says that it asked for. */
  readonly count: (
    ...argv: readonly string[]
  ) => Promise<{ readonly asked: readonly string[]; readonly made: number }>;
}

const setUp = async (
  manifest: object | readonly object[],
  options: Partial<SandboxOptions> = {},
): Promise<Bench> => {
  const sandbox = await startSandbox({
    clock: realClock,
    newId: () => randomUUID(),
    seed: SEED,
    limit: null,
    ...options,
  });
  const manifests = Array.isArray(manifest) ? manifest : [manifest];
  const folder = makeFolder(
    Object.fromEntries(manifests.map((one, index) => [`overrides/${index}.yaml`, stringify(one)])),
  );
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
  });
  return {
    sandbox,
    folder,
    count: async (...argv) => {
      const before = sandbox.requests.length;
      const { stdout } = await runInProcess([...argv, '--format', 'json'], {
        cwd: folder.path,
        env: {
          QOVERY_API_URL: sandbox.url,
          QOVERY_API_TOKEN: 'any',
          QOVERRIDE_KEY: 'a fingerprint key for tests, of 32 bytes or more',
          VALUE: 'value-of-the-override',
        },
      });
      const { requests } = JSON.parse(stdout) as { readonly requests: { readonly made: number } };
      const asked = sandbox.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
      return { asked, made: requests.made };
    },
  };
};

const planCost = async (manifest: object | readonly object[], ...flags: readonly string[]) => {
  const { count } = await setUp(manifest);
  const { asked, made } = await count('plan', ...flags);
  expect(made).toBe(asked.length);
  return asked;
};

describe('the requests of a plan', () => {
  it('are two for the names and one for each service, however many overrides it has', async () => {
    const overrides = overridesOf(SERVICES, ['ALPHA', 'BETA', 'GAMMA']);
    const asked = await planCost({ ...HEAD, overrides });
    expect(asked.slice(0, 2)).toEqual(NAMES);
    expect(asked).toHaveLength(2 + SERVICES.length);
  });

  it('are three for one override', async () => {
    const overrides = overridesOf(SERVICES.slice(0, 1), ['ALPHA']);
    expect(await planCost({ ...HEAD, overrides })).toEqual([...NAMES, `GET /application/${id(100)}/secret`]);
  });

  it('count the environment and the project as one scope each', async () => {
    const overrides = [
      { scope: 'environment', secret: 'ALPHA', ...VALUE },
      { scope: 'environment', secret: 'BETA', ...VALUE },
      { scope: 'project', secret: 'ALPHA', ...VALUE },
      ...overridesOf(SERVICES.slice(1, 3), ['ALPHA']),
    ];
    expect((await planCost({ ...HEAD, overrides })).slice(2).toSorted()).toEqual([
      `GET /container/${id(101)}/secret`,
      `GET /environment/${id(3)}/secret`,
      `GET /job/${id(102)}/secret`,
      `GET /project/${id(2)}/secret`,
    ]);
  });

  it('are none for names where all is written in UUIDs', async () => {
    const overrides = overridesOf(SERVICES.slice(0, 3), ['ALPHA', id(11)], 'id');
    expect((await planCost({ ...UUIDS, overrides })).toSorted()).toEqual([
      `GET /application/${id(100)}/secret`,
      `GET /container/${id(101)}/secret`,
      `GET /job/${id(102)}/secret`,
    ]);
  });

  it('are one for names where only the organization is a UUID', async () => {
    const overrides = overridesOf(SERVICES.slice(0, 1), ['ALPHA']);
    const asked = await planCost({ ...HEAD, organization: id(1), overrides });
    expect(asked).toEqual([NAMES[1], `GET /application/${id(100)}/secret`]);
  });

  it('are one more for an environment without services', async () => {
    const overrides = [{ scope: 'environment', secret: 'ALPHA', ...VALUE }];
    expect(await planCost({ ...HEAD, environment: 'bare', overrides })).toEqual([
      ...NAMES,
      `GET /organization/${id(1)}/environments`,
      `GET /environment/${id(4)}/secret`,
    ]);
  });

  it('are none at all for a manifest without overrides', async () => {
    expect(await planCost({ ...HEAD, overrides: [] })).toEqual([]);
  });

  it('are no more than a target needs', async () => {
    const overrides = overridesOf(SERVICES, ['ALPHA']);
    const asked = await planCost({ ...HEAD, overrides }, '--target', '**/helm-3/*');
    expect(asked).toEqual([...NAMES, 'GET /variable']);
  });

  it('are, for two shards together, those of one run and the names once more', async () => {
    const manifest = { ...HEAD, overrides: overridesOf(SERVICES, ['ALPHA']) };
    const first = await planCost(manifest, '--shard', '1/2');
    const second = await planCost(manifest, '--shard', '2/2');
    expect(first.length + second.length).toBe(2 * NAMES.length + SERVICES.length);
  });

  it('read under --prune every service that can have overrides, and the environment, once', async () => {
    const overrides = [
      ...overridesOf(SERVICES.slice(0, 2), ['ALPHA']),
      { scope: 'environment', secret: 'BETA', ...VALUE },
    ];
    const asked = await planCost({ ...HEAD, overrides }, '--prune');
    expect(asked).toHaveLength(NAMES.length + SERVICES.length + 1);
    expect(asked.filter((line) => line === `GET /environment/${id(3)}/secret`)).toHaveLength(1);
    expect(asked.filter((line) => line === `GET /application/${id(100)}/secret`)).toHaveLength(1);
  });
});

describe('the requests of a plan whose manifests take a while to read', () => {
  const large = { ...HEAD, overrides: overridesOf(SERVICES, MANY_KEYS) };
  const more = {
    ...HEAD,
    overrides: [
      { scope: 'environment', secret: 'ALPHA', ...VALUE },
      ...overridesOf(SERVICES.slice(0, 5), ['ALPHA']),
    ],
  };
  const wrong = { ...HEAD, overrides: [{ application: 'application-0', secret: 'ALPHA' }] };

  it('are the same, though they begin before the last manifest is read', async () => {
    const asked = await planCost([large, more]);
    expect(asked.slice(0, 2)).toEqual(NAMES);
    expect(asked.slice(2).toSorted()).toEqual(
      (await planCost({ ...HEAD, overrides: [...large.overrides, ...more.overrides] })).slice(2).toSorted(),
    );
    expect(asked).toHaveLength(2 + SERVICES.length + 1);
  });

  it('are no more than a target needs', async () => {
    const asked = await planCost([large, more], '--target', '**/container-1/*');
    expect(asked).toEqual([...NAMES, `GET /container/${id(101)}/secret`]);
  });

  it('are none before the last manifest is read, where fewer overrides come before it', async () => {
    const fewer = { ...HEAD, overrides: large.overrides.slice(1) };
    expect(await planCost([fewer, wrong])).toEqual([]);
    expect(await planCost([wrong, large])).toEqual([]);
  });

  it('are none under --prune before all of it may be done', async () => {
    const { stack: _, ...unwritten } = more;
    expect(await planCost([large, unwritten], '--prune')).toEqual([]);
  });
});

describe('the requests of an apply', () => {
  const manifest = { ...HEAD, overrides: overridesOf(SERVICES.slice(0, 10), ['ALPHA', 'BETA']) };

  it('are those of the plan and one for each change, and after it none to write', async () => {
    const { count } = await setUp(manifest);
    const { asked, made } = await count('apply', '--auto-approve');
    expect(asked).toHaveLength(2 + 10 + 20);
    expect(made).toBe(32);
    expect(asked.slice(12).every((line) => line.startsWith('POST '))).toBe(true);
    expect((await count('apply', '--auto-approve')).made).toBe(12);
  });

  it('are those of another plan and one for each change where the plan was saved', async () => {
    const { count } = await setUp(manifest);
    expect((await count('plan', '--out', 'plan.json')).made).toBe(12);
    expect((await count('apply', '--plan', 'plan.json')).made).toBe(32);
  });

  it('are two more to redeploy an environment', async () => {
    const { count } = await setUp(manifest);
    const { asked } = await count('apply', '--auto-approve', '--redeploy');
    expect(asked.slice(32)).toEqual([
      `GET /environment/${id(3)}/statuses`,
      `POST /environment/${id(3)}/service/deploy`,
    ]);
  });

  it('count a second write where the clock of the data runs ahead', async () => {
    const { count } = await setUp(manifest, { assumptions: { timestampSkew: 60_000 } });
    const { asked, made } = await count('apply', '--auto-approve', '--parallelism', '1');
    const corrections = asked.filter((line) => line.startsWith('PUT ')).length;
    expect(corrections).toBeGreaterThan(0);
    expect(corrections).toBeLessThan(20);
    expect(made).toBe(2 + 10 + 20 + corrections);
  });

  it('end with the first that fails under --fail-fast', async () => {
    const { count } = await setUp(manifest, { faults: [{ method: 'POST', kind: 'status', status: 400 }] });
    const { asked } = await count('apply', '--auto-approve', '--fail-fast', '--parallelism', '1');
    expect(asked.filter((line) => line.startsWith('POST '))).toHaveLength(1);
  });
});

describe('the requests of the commands that compare nothing', () => {
  const LISTS = SERVICES.map(({ kind, id: service }) =>
    kind === 'helm' || kind === 'terraform' ? 'GET /variable' : `GET /${kind}/${service}/secret`,
  );

  it('are, for an audit, two for the names and one for each service', async () => {
    const { asked, made } = await (await setUp({ ...HEAD, overrides: [] })).count('audit');
    expect(asked.toSorted()).toEqual([...NAMES, ...LISTS].toSorted());
    expect(made).toBe(asked.length);
  });

  it('are no more for an audit that compares with manifests', async () => {
    const bench = await setUp({ ...HEAD, overrides: overridesOf(SERVICES, ['ALPHA']) });
    const { asked } = await bench.count('audit', 'overrides');
    expect(asked.toSorted()).toEqual([...NAMES, ...LISTS].toSorted());
  });

  it('are, for an import, one more for environments without services, and one more for their projects', async () => {
    const { asked, made } = await (await setUp({ ...HEAD, overrides: [] })).count('import');
    expect(asked.toSorted()).toEqual(
      [
        ...NAMES,
        `GET /organization/${id(1)}/environments`,
        `GET /organization/${id(1)}/project`,
        ...LISTS,
        `GET /environment/${id(4)}/secret`,
        `GET /environment/${id(6)}/secret`,
      ].toSorted(),
    );
    expect(made).toBe(asked.length);
  });

  it('are, for an import of one environment, those of a plan', async () => {
    const { count } = await setUp({ ...HEAD, overrides: [] });
    const { asked } = await count('import', '--project', 'shop', '--environment', 'production');
    expect(asked.toSorted()).toEqual([...NAMES, ...LISTS].toSorted());
  });
});
