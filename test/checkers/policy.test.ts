import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { EXAMPLES } from '../support/example-bench.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { isHere } from '../support/recipe-bench.js';
import { runInProcess } from '../support/run-cli.js';

const POLICY = join(EXAMPLES, 'policy');
const KEY = 'a key for the policies, of more than 32 bytes';

/** Keys above, with as many overrides that nobody manages. */
const KEYS = ['ONE', 'TWO', 'THREE', 'FOUR'];

const override = (secret: string, valueFrom: object = { env: 'VALUE' }) => ({
  application: 'checkout',
  secret,
  valueFrom,
});

describe.skipIf(!isHere('conftest'))('the rules for plans, run by conftest', () => {
  let folder: TestFolder;
  let sandbox: Sandbox;

  beforeEach(async () => {
    folder = makeFolder();
    const environment = (name: string) => ({
      name,
      secrets: [...KEYS.map((key) => ({ key })), { key: 'NEW' }],
      services: [
        {
          name: 'checkout',
          type: 'APPLICATION' as const,
          secrets: KEYS.map((key) => ({ key, overrides: true })),
        },
      ],
    });
    sandbox = await startSandbox({
      clock: realClock,
      newId: randomUUID,
      seed: {
        organizations: [
          {
            name: 'Acme',
            projects: [{ name: 'shop', environments: ['production', 'staging'].map(environment) }],
          },
        ],
      },
    });
  });
  afterEach(async () => {
    await sandbox.close();
    folder.remove();
  });

  const run = async (argv: readonly string[]) =>
    runInProcess(argv, {
      cwd: folder.path,
      env: {
        QOVERY_API_URL: sandbox.url,
        QOVERY_API_TOKEN: 'any',
        QOVERRIDE_KEY: KEY,
        VALUE: 'from-the-environment',
      },
    });

  const declare = (environment: string, overrides: readonly object[]): void =>
    folder.write(
      'overrides/shop.yaml',
      stringify({ version: 1, stack: 'shop', organization: 'Acme', project: 'shop', environment, overrides }),
    );

  /** What the rules say of a plan, at a moment. */
  const judge = async (flags: readonly string[] = [], now = '2026-12-01T10:00:00Z') => {
    const { stdout } = await run(['plan', '--format', 'json', ...flags]);
    folder.write('plan.json', stdout);
    folder.write('now.json', JSON.stringify({ now }));
    return conftest('plan.json');
  };

  const conftest = (file: string): readonly string[] => {
    const argv = ['test', '--policy', POLICY, '--data', 'now.json', '--output', 'json', file];
    const { status, stdout, stderr } = spawnSync('conftest', argv, { cwd: folder.path, encoding: 'utf8' });
    const [result] = JSON.parse(stdout || `[{"failures":[{"msg":${JSON.stringify(stderr)}}]}]`) as readonly {
      readonly failures?: readonly { readonly msg: string }[];
    }[];
    const messages = (result?.failures ?? []).map(({ msg }) => msg);
    expect(status).toBe(messages.length === 0 ? 0 : 1);
    return messages.toSorted();
  };

  it('let a plan pass that keeps them', async () => {
    declare(
      'staging',
      ['ONE', 'TWO', 'THREE'].map((key) => override(key)),
    );
    expect(await judge()).toEqual([]);
  });

  it('refuse a fourth take-over', async () => {
    declare(
      'staging',
      KEYS.map((key) => override(key)),
    );
    expect(await judge()).toEqual(['4 overrides would be taken over; 3 at most']);
  });

  it('refuse values of production from anywhere but SOPS or Vault', async () => {
    declare('production', [
      override('NEW'),
      override('ONE', { vault: { mount: 'kv', path: 'a', field: 'b' } }),
    ]);
    expect(await judge(['--no-values'])).toEqual([
      'shop/production/application/checkout/NEW takes its value from env; production takes values from SOPS or Vault only',
    ]);
  });

  it('refuse deletes outside the window', async () => {
    declare('staging', [override('NEW')]);
    expect((await run(['apply', '--auto-approve'])).exitCode).toBe(0);
    declare('staging', []);
    expect(await judge(['--prune'])).toEqual([]);
    const late = [
      "shop/staging/application/checkout/NEW may only be deleted from Monday to Thursday, from 8 to 15 o'clock (UTC)",
    ];
    expect(await judge(['--prune'], '2026-12-01T15:00:00Z')).toEqual(late);
    expect(await judge(['--prune'], '2026-12-04T10:00:00Z')).toEqual(late);
    expect(await judge([], '2026-12-04T10:00:00Z')).toEqual([]);
  });

  it('refuse a plan that failed, which names no change', async () => {
    folder.write('overrides/shop.yaml', 'version: 1\noverides: []\n');
    expect(await judge()).toEqual(['the plan has errors']);
  });

  it('refuse what they do not know', () => {
    folder.write('now.json', '{}');
    folder.write('other.json', JSON.stringify({ formatVersion: '2.0', changes: [], summary: { adopt: 0 } }));
    expect(conftest('other.json')).toEqual(['this is no plan of a version that these rules know']);
  });
});
