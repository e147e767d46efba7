import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { readFiles } from '../support/files.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { KEYS, makeTerminal, type Reaction } from '../support/keyboard.js';
import { runInProcess } from '../support/run-cli.js';
import { isCalm } from '../unit/render/hostile.js';

type Organization = NonNullable<NonNullable<SandboxOptions['seed']>['organizations']>[number];

const ACME: Organization = {
  name: 'Acme',
  projects: [
    {
      name: 'shop',
      secrets: [{ key: 'STRIPE_KEY' }],
      environments: [
        {
          name: 'production',
          secrets: [{ key: 'DATABASE_URL' }],
          services: [
            { name: 'checkout', type: 'APPLICATION', secrets: [{ key: 'OWN' }] },
            {
              name: 'worker',
              type: 'CONTAINER',
              secrets: [{ key: 'STRIPE_KEY', overrides: true }],
            },
          ],
        },
        { name: 'staging', services: [{ name: 'checkout', type: 'APPLICATION' }] },
      ],
    },
    { name: 'blog', environments: [{ name: 'production', services: [{ name: 'web', type: 'HELM' }] }] },
  ],
};
const HOSTILE = '$(id)::error::"\'{x}: #\u202e\u001b[2J';
const PLACE = ['--project', 'shop', '--environment', 'production'];
const WORKFLOW = '.github/workflows/overrides.yaml';

let folder: TestFolder;
let sandbox: Sandbox | null = null;
let requests: string[] = [];
beforeEach(() => {
  folder = makeFolder();
  mkdirSync(join(folder.path, '.git'));
  requests = [];
});
afterEach(async () => {
  await sandbox?.close();
  sandbox = null;
  folder.remove();
});

const serve = async (
  organizations: readonly Organization[] = [ACME],
  options: Partial<SandboxOptions> = {},
) => {
  sandbox = await startSandbox({
    clock: realClock,
    newId: randomUUID,
    observe: ({ method, path }) => requests.push(`${method} ${path}`),
    seed: { organizations },
    ...options,
  });
};

const run = (argv: readonly string[], options: Partial<Parameters<typeof runInProcess>[1]> = {}) =>
  runInProcess(argv, {
    cwd: folder.path,
    env: { QOVERY_API_TOKEN: 'any', QOVERY_API_URL: sandbox?.url ?? 'http://127.0.0.1:1' },
    ...options,
  });

const read = (file: string): string => readFileSync(join(folder.path, file), 'utf8');
const listFiles = (): readonly string[] =>
  [...readFiles(folder.path).keys()].map((path) => path.slice(folder.path.length + 1)).toSorted();

describe('init without a terminal', () => {
  it('makes a manifest, a key and a workflow that work, with one request for each service', async () => {
    await serve();
    const made = await run([
      'init',
      ...PLACE,
      '--service',
      'checkout',
      '--secret',
      'DATABASE_URL',
      '--ci',
      'github',
    ]);
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    expect(requests).toHaveLength(3);
    expect(listFiles()).toEqual(
      ['.gitignore', WORKFLOW, '.qoverride.key', 'overrides/production.yaml'].toSorted(),
    );
    expect(read('.gitignore')).toBe('/.qoverride.key\n');
    expect(statSync(join(folder.path, '.qoverride.key')).mode & 0o777).toBe(0o600);
    expect(made.stdout).not.toContain(read('.qoverride.key').trim());
    expect(made.stdout).toContain('export CHECKOUT_DATABASE_URL=');
    expect(await run(['validate', '--strict'])).toMatchObject({
      exitCode: 0,
      stdout: 'Valid: 1 override in 1 file.\n',
    });
    const plan = await run(['plan', '--key-file', '.qoverride.key'], {
      env: {
        QOVERY_API_TOKEN: 'any',
        QOVERY_API_URL: sandbox?.url ?? '',
        CHECKOUT_DATABASE_URL: 'postgres://x',
      },
    });
    expect(plan.stdout).toContain(
      'Plan: 1 to create, 0 to update, 0 to delete. 0 in sync, 0 unknown, 0 blocked.',
    );
  });

  it('needs only a token that may read', async () => {
    await serve([ACME], { tokens: [{ token: 'any', readOnly: true }] });
    expect(await run(['init', ...PLACE, '--service', 'worker'])).toMatchObject({ exitCode: 0 });
  });

  it('shows in comments what could be overridden where nothing is chosen, ready to be uncommented', async () => {
    await serve();
    await run(['init', ...PLACE, '--service', 'checkout', '--service', 'worker', '--no-key']);
    const text = read('overrides/production.yaml');
    expect(parse(text)).toMatchObject({ project: 'shop', environment: 'production', overrides: [] });
    expect(await run(['validate', '--strict'])).toMatchObject({ exitCode: 0, stderr: '' });
    const [head = '', comments = ''] = text.split('overrides: []\n');
    folder.write(
      'overrides/production.yaml',
      `${head}overrides:\n${comments.replaceAll(/^# (?! )[^\n]*\n/gm, '').replaceAll(/^# /gm, '')}`,
    );
    expect(await run(['validate', '--strict'])).toMatchObject({
      exitCode: 0,
      stdout: 'Valid: 4 overrides in 1 file.\n',
    });
    expect(comments).not.toContain('OWN');
    expect(listFiles()).toEqual(['overrides/production.yaml']);
  });

  it.each([
    [['init'], 'undecided', 'give --project: blog, shop'],
    [['init', '--project', 'shop'], 'undecided', 'give --environment: production, staging'],
    [['init', '--project', 'shpo', '--environment', 'production'], 'no-project', 'available: blog, shop'],
    [['init', ...PLACE, '--service', 'chekout'], 'no-service', 'did you mean checkout?'],
    [
      ['init', ...PLACE, '--service', 'checkout', '--secret', 'DATABASE_UR'],
      'no-parent',
      'did you mean DATABASE_URL?',
    ],
    [['init', ...PLACE, '--secret', 'DATABASE_URL'], 'usage', '--service'],
    [['init', ...PLACE, '--stack', 'No Stack'], 'usage', 'lower-case letters'],
    [['init', '--offline'], 'undecided', 'give --project and --environment'],
    [['init', '--offline', ...PLACE, '--service', 'checkout'], 'usage', 'leave out one'],
  ])('says what is missing from %j, and writes nothing', async (argv, code, hint) => {
    await serve();
    const made = await run(argv);
    expect(made).toMatchObject({ exitCode: 1, stdout: '' });
    expect(made.stderr).toContain(`error[${code}]`);
    expect(made.stderr).toContain(hint);
    expect(listFiles()).toEqual([]);
  });

  it('asks for the organization where the token sees several', async () => {
    await serve([ACME, { name: 'Globex', projects: ACME.projects ?? [] }]);
    const open = await run(['init', ...PLACE]);
    expect(open.stderr).toContain('give --organization: Acme, Globex');
    expect(await run(['init', ...PLACE, '--organization', 'globex'])).toMatchObject({ exitCode: 0 });
    expect(parse(read('overrides/production.yaml'))).toMatchObject({ organization: 'Globex' });
  });

  it('also serves an environment without services', async () => {
    await serve([{ name: 'Acme', projects: [{ name: 'shop', environments: [{ name: 'empty' }] }] }]);
    expect(await run(['init'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(parse(read('overrides/empty.yaml'))).toMatchObject({ environment: 'empty', overrides: [] });
  });

  it('works without a token and without Qovery', async () => {
    const refused = await run(['init', ...PLACE], { env: {} });
    expect(refused.stderr).toContain('--offline');
    expect(await run(['init', '--offline', ...PLACE], { env: {} })).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    expect(await run(['validate'], { env: { QOVERY_ORGANIZATION: 'Acme' } })).toMatchObject({ exitCode: 0 });
  });

  it('tells two of a name apart, and keeps hostile names harmless', async () => {
    const service = { name: HOSTILE, type: 'APPLICATION', secrets: [] } as const;
    await serve([
      {
        name: 'Acme',
        projects: [
          {
            name: HOSTILE,
            environments: [
              {
                name: HOSTILE,
                secrets: [{ key: 'A' }, { key: 'B' }],
                services: [service, { name: 'twin', type: 'HELM' }, { name: 'twin', type: 'JOB' }],
              },
            ],
          },
        ],
      },
    ]);
    const twins = await run(['init', '--service', 'twin', '--no-key']);
    expect(twins.stderr).toContain('error[ambiguous-service]');
    const [, id = ''] = /instead: (\S+) /.exec(twins.stderr) ?? [];
    const made = await run([
      'init',
      '--service',
      id,
      '--service',
      HOSTILE,
      '--secret',
      'A',
      '--no-key',
      '--ci',
      'github',
    ]);
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    expect(isCalm(made.stdout + read('overrides/id-error-x-2j.yaml'))).toBe(true);
    const plan = await run(['plan', '--no-values']);
    expect(plan.stdout).toContain(
      'Plan: 2 to create, 0 to update, 0 to delete. 0 in sync, 0 unknown, 0 blocked.',
    );
  });
});

describe('what is there already', () => {
  it.each(['overrides/production.yaml', WORKFLOW])('is never overwritten: %s', async (file) => {
    await serve();
    folder.write(file, 'mine\n');
    const made = await run(['init', ...PLACE, '--ci', 'github']);
    expect(made).toMatchObject({ exitCode: 1, stdout: '' });
    expect(made.stderr).toContain('error[file-exists]');
    expect(listFiles()).toEqual([file]);
    expect(read(file)).toBe('mine\n');
  });

  it('is a key to go on with, and a .gitignore to add to', async () => {
    await serve();
    folder.write('.qoverride.key', 'a key of at least 32 bytes, made long ago\n');
    folder.write('.gitignore', 'node_modules');
    const made = await run(['init', ...PLACE]);
    expect(made).toMatchObject({ exitCode: 0 });
    expect(read('.qoverride.key')).toBe('a key of at least 32 bytes, made long ago\n');
    expect(read('.gitignore')).toBe('node_modules\n/.qoverride.key\n');
    expect(made.stdout).toContain('plan --key-file .qoverride.key');
    await run(['init', ...PLACE, '--out', 'again.yaml']);
    expect(read('.gitignore')).toBe('node_modules\n/.qoverride.key\n');
  });

  it('may be in the way: nothing is written then', async () => {
    await serve();
    folder.write('overrides', 'a file where a folder should be\n');
    const made = await run(['init', ...PLACE, '--ci', 'github']);
    expect(made.stderr).toContain('error[file-unwritable]');
    expect(listFiles()).toEqual(['overrides']);
  });

  it('may be a repository further up, where alone CI looks for workflows', async () => {
    await serve();
    mkdirSync(join(folder.path, 'sub'));
    const made = await run(['init', ...PLACE, '--ci', 'github'], { cwd: join(folder.path, 'sub') });
    expect(made.stderr).toContain('error[not-at-top]');
    expect(listFiles()).toEqual([]);
  });
});

describe('the workflow', () => {
  const EXAMPLES = {
    github: ['examples/github-actions', WORKFLOW],
    gitlab: ['examples/gitlab', '.gitlab-ci.yml'],
  } as const;

  it.each(['github', 'gitlab'] as const)(
    'for %s is the example, with the variables of the manifest',
    async (ci) => {
      await serve();
      const [example, file] = EXAMPLES[ci];
      const text = readFileSync(fileURLToPath(new URL(`../../${example}/${file}`, import.meta.url)), 'utf8');
      const argv = ['init', ...PLACE, '--ci', ci, '--service', 'checkout'];
      await run([...argv, '--secret', 'DATABASE_URL']);
      expect(read(file)).toBe(text);
      folder.remove();
      folder = makeFolder();
      await run([...argv, '--service', 'worker', '--secret', 'STRIPE_KEY']);
      expect(read(file)).not.toContain('DATABASE_URL');
      expect(read(file)).toContain('WORKER_STRIPE_KEY');
      expect(parse(read(file))).toBeTypeOf('object');
    },
  );
});

describe('init on a terminal', () => {
  const { enter, down, tab, ctrlC } = KEYS;
  const ANSWERS: readonly Reaction[] = [
    ['Which project?', down, enter],
    ['Which environment?', enter],
    ['Which services', tab, enter],
    ['Which secrets', down, tab, enter],
    ['Which stack', enter],
    ['Make a fingerprint key', enter],
    ['which CI?', enter],
    ['Make .gitignore', enter],
  ];

  it('asks for everything, on standard error', async () => {
    await serve();
    mkdirSync(join(folder.path, '.github'));
    const terminal = makeTerminal(ANSWERS);
    const made = await run(['init'], { io: terminal.io });
    expect(made.exitCode).toBe(0);
    expect(terminal.answered()).toBe(ANSWERS.length);
    expect(made.stdout).toMatch(/^Created:\n/);
    expect(parse(read('overrides/production.yaml'))).toMatchObject({
      stack: 'default',
      project: 'shop',
      overrides: [
        { application: 'checkout', secret: 'STRIPE_KEY', valueFrom: { env: 'CHECKOUT_STRIPE_KEY' } },
      ],
    });
    expect(existsSync(join(folder.path, WORKFLOW))).toBe(true);
    expect(terminal.screen()).not.toContain(read('.qoverride.key').trim());
  });

  it.each(ANSWERS.map((_answer, index) => index))(
    'leaves nothing behind on Ctrl-C at question %i',
    async (index) => {
      await serve();
      const answers = ANSWERS.slice(0, index + 1).map(([seen, ...keys], at): Reaction => [
        seen,
        ...(at === index ? [ctrlC] : keys),
      ]);
      const terminal = makeTerminal(answers);
      const made = await run(['init'], { io: terminal.io });
      expect(made).toMatchObject({ exitCode: 130, stdout: '' });
      expect(terminal.answered()).toBe(index + 1);
      expect(listFiles()).toEqual([]);
    },
  );

  it('asks nothing that a flag says, and nothing at all with --yes', async () => {
    await serve();
    const terminal = makeTerminal([
      ['Which stack', KEYS.enter],
      ['Make overrides/production.yaml?', KEYS.enter],
    ]);
    const flags = [...PLACE, '--service', 'worker', '--secret', 'STRIPE_KEY', '--no-key', '--ci', 'none'];
    expect(await run(['init', ...flags], { io: terminal.io })).toMatchObject({ exitCode: 0 });
    const silent = makeTerminal([]);
    expect(await run(['init', ...flags, '--yes', '--out', 'b.yaml'], { io: silent.io })).toMatchObject({
      exitCode: 0,
    });
    expect(silent.screen()).toBe('');
  });

  it('writes nothing on a no', async () => {
    await serve();
    const terminal = makeTerminal([['Make overrides/production.yaml?', 'n']]);
    const flags = [
      ...PLACE,
      '--service',
      'worker',
      '--secret',
      'STRIPE_KEY',
      '--no-key',
      '--ci',
      'none',
      '--stack',
      'x',
    ];
    expect(await run(['init', ...flags], { io: terminal.io })).toMatchObject({ exitCode: 1, stdout: '' });
    expect(listFiles()).toEqual([]);
  });
});
