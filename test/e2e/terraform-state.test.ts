import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/seed/seed.js';
import { readFiles } from '../support/files.js';
import { setUpImport, type ImportBench } from '../support/import-bench.js';
import { findTraces, makeCanary, makeCanaryLines } from '../support/leaks.js';
import { KEYS, makeTerminal } from '../support/keyboard.js';
import type { CliRun } from '../support/run-cli.js';
import { pulledState, shownState, type StateResource } from '../support/terraform-states.js';
import { KEY, seedShop, uuidOf } from '../support/worlds/index.js';

const hasSops = spawnSync('sops', ['--version']).error === undefined;

const CHECKOUT = uuidOf(101);
const WORKER = uuidOf(102);
const PRODUCTION = uuidOf(3);
const LIVE = { alpha: uuidOf(201), beta: uuidOf(202), gamma: uuidOf(203), delta: uuidOf(204) };

const own = (key: string) => ({ key, value: 'a value above' });
const override = (key: string, id: string, description = '') => ({
  key,
  id,
  overrides: true,
  value: 'a value that is live',
  ...(description === '' ? {} : { description }),
});

const SEED: SandboxSeed = seedShop({
  shop: ['ALPHA', 'BETA', 'GAMMA', 'DELTA'].map(own),
  production: [override('BETA', LIVE.beta)],
  services: [
    { name: 'checkout', id: CHECKOUT, type: 'APPLICATION', secrets: [override('ALPHA', LIVE.alpha)] },
    {
      name: 'worker',
      id: WORKER,
      type: 'CONTAINER',
      secrets: [override('GAMMA', LIVE.gamma), override('DELTA', LIVE.delta)],
    },
  ],
});

const VALUES = { alpha: makeCanary(), beta: makeCanaryLines(), gone: makeCanary(), away: makeCanary() };

const STATE: readonly StateResource[] = [
  {
    type: 'qovery_application',
    name: 'this',
    module: 'module.shop["a"]',
    index: 0,
    id: CHECKOUT,
    entries: [
      { key: 'ALPHA', value: VALUES.alpha, id: LIVE.alpha },
      { key: 'GONE', value: VALUES.gone, id: uuidOf(299) },
    ],
  },
  {
    type: 'qovery_environment',
    name: 'production',
    id: PRODUCTION,
    entries: [{ key: 'BETA', value: VALUES.beta, id: LIVE.beta }],
  },
  {
    type: 'qovery_container',
    name: 'worker',
    id: WORKER,
    entries: [{ key: 'GAMMA', value: null, id: LIVE.gamma }],
  },
  { type: 'qovery_job', name: 'away', id: uuidOf(999), entries: [{ key: 'ALPHA', value: VALUES.away }] },
  {
    type: 'qovery_application',
    name: 'old',
    id: WORKER,
    entries: [{ key: 'DELTA', value: VALUES.away }],
    more: { deposed: '00000001' },
  },
];

let identity: string;
let recipient: string;
let stranger: string;

beforeAll(async () => {
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
  stranger = await identityToRecipient(await generateIdentity());
});

const SOPS = 'secrets/shop.enc.yaml';

/** Runs a command that reads standard input. */
const pipe = (
  { run }: ImportBench,
  argv: readonly string[],
  input: string,
  env: Readonly<Record<string, string>> = {},
): Promise<CliRun> => run(argv, env, { io: { stdin: Readable.from([Buffer.from(input)]) } });

const importArgs = (...more: readonly string[]): readonly string[] => [
  'import',
  '--project',
  'shop',
  '--out',
  'overrides',
  '--terraform-state',
  '-',
  '--sops-file',
  SOPS,
  ...more,
];

const textOf = ({ folder }: ImportBench, file: string): string =>
  readFileSync(join(folder.path, file), 'utf8');

const expectSilence = ({ folder }: ImportBench, { stdout, stderr }: CliRun): void => {
  const files = [...readFiles(folder.path).values()].map(String).join('\n');
  expect(findTraces(`${stdout}\n${stderr}\n${files}`, VALUES)).toEqual([]);
};

describe('import --terraform-state', () => {
  it.each([
    ['terraform state pull', pulledState(STATE)],
    ['terraform show -json', shownState(STATE.filter(({ more }) => more === undefined))],
  ])('carries the values of %s into a SOPS file that the manifests name', async (_, state) => {
    const bench = await setUpImport(SEED);
    const imported = await pipe(bench, importArgs('--recipient', recipient, '--recipient', stranger), state);
    expect(imported.exitCode).toBe(0);
    expectSilence(bench, imported);
    expect(bench.takeRequests().filter((request) => !request.startsWith('GET '))).toEqual([]);
    expect(imported.stdout).toContain('Wrote secrets/shop.enc.yaml: values, encrypted.');
    expect(imported.stdout).toMatch(
      /CHECKOUT_ALPHA +shop\/production\/application\/checkout\/ALPHA +\d{4}-\d\d-\d\dT/,
    );
    expect(imported.stdout).toMatch(
      /Only in the state:\n +module\.shop\["a"\]\.qovery_application\.this\[0\] +GONE +no such override is live\n +qovery_job\.away +ALPHA +its service/,
    );
    expect(imported.stdout).toContain(
      'Only live, not in the state:\n  shop/production/container/worker/DELTA\n',
    );
    expect(imported.stdout).toContain('WORKER_GAMMA ');
    expect(imported.stderr).toContain('warning[state-may-be-old]');
    expect(imported.stderr).toContain('warning[state-value-missing]');
    const manifest = textOf(bench, 'overrides/shop-production.yaml');
    expect(manifest).toContain(
      'valueFrom: { sops: { file: ../secrets/shop.enc.yaml, path: [ CHECKOUT_ALPHA ] } }',
    );
    expect(manifest).toContain('valueFrom: { env: WORKER_GAMMA }');

    const env = {
      SOPS_AGE_KEY: identity,
      QOVERRIDE_KEY: KEY,
      WORKER_GAMMA: 'given again',
      WORKER_DELTA: 'given too',
    };
    const applied = await bench.run(['apply', '--auto-approve'], env);
    expect(applied.exitCode).toBe(0);
    expectSilence(bench, applied);
    expect(bench.sandbox.valueOf(LIVE.alpha)).toBe(VALUES.alpha);
    expect(bench.sandbox.valueOf(LIVE.beta)).toBe(VALUES.beta);
    expect(bench.sandbox.secrets().filter(({ key }) => key === 'BETA')).toHaveLength(2);
  });

  it.skipIf(!hasSops)('writes what the real sops decrypts', async () => {
    const bench = await setUpImport(SEED);
    await pipe(bench, importArgs('--recipient', recipient), pulledState(STATE));
    const decrypted = execFileSync('sops', ['decrypt', '--output-type', 'json', SOPS], {
      cwd: bench.folder.path,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], SOPS_AGE_KEY: identity },
    });
    expect(JSON.parse(decrypted)).toEqual({ CHECKOUT_ALPHA: VALUES.alpha, PRODUCTION_BETA: VALUES.beta });
  });

  it('adds to a SOPS file that it can open, under a name that is free, and writes nothing twice', async () => {
    const bench = await setUpImport(SEED);
    const env = { SOPS_AGE_KEY: identity };
    const encrypt = ['encrypt', '--sops-file', SOPS, '--recipient', recipient];
    expect((await pipe(bench, [...encrypt, 'CHECKOUT_ALPHA'], 'another\n')).exitCode).toBe(0);
    expect(
      (await pipe(bench, [...encrypt, '--verbatim', 'PRODUCTION_BETA'], VALUES.beta, env)).exitCode,
    ).toBe(0);
    const before = textOf(bench, SOPS);
    const imported = await pipe(bench, importArgs(), pulledState(STATE), env);
    expect(imported.exitCode).toBe(0);
    const after = textOf(bench, SOPS);
    for (const line of before.split('\n').filter((each) => !/mac:|lastmodified:/.test(each))) {
      expect(after).toContain(line);
    }
    const manifest = textOf(bench, 'overrides/shop-production.yaml');
    expect(manifest).toContain('[ PRODUCTION_CHECKOUT_ALPHA ]');
    expect(manifest).toContain('[ PRODUCTION_BETA ]');
    const again = await pipe(bench, importArgs(), pulledState(STATE), env);
    expect(again.stdout).toContain('Nothing to import: 4 overrides are already declared.');
    expect(textOf(bench, SOPS)).toBe(after);
  });

  it('leaves out what it cannot vouch for, and says why', async () => {
    const marked = `From us [qoverride:1:shop:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]`;
    const bench = await setUpImport(
      seedShop({
        shop: ['ALPHA', 'BETA', 'GAMMA', 'DELTA'].map(own),
        services: [
          {
            name: 'checkout',
            id: CHECKOUT,
            type: 'APPLICATION',
            secrets: [
              override('ALPHA', LIVE.alpha, marked),
              override('BETA', LIVE.beta),
              override('GAMMA', LIVE.gamma),
              override('DELTA', LIVE.delta),
            ],
          },
        ],
      }),
    );
    const entriesOf = (last: string): StateResource['entries'] => [
      { key: 'ALPHA', value: 'older than ours' },
      { key: 'BETA', value: last },
      { key: 'GAMMA', value: 'x'.repeat(1024 * 1024) },
      { key: 'DELTA', value: VALUES.alpha, id: uuidOf(299) },
    ];
    const resource = { type: 'qovery_application', name: 'a', id: CHECKOUT };
    const state = pulledState([
      { ...resource, entries: entriesOf('one') },
      { ...resource, name: 'b', entries: entriesOf('two') },
    ]);
    const imported = await pipe(bench, importArgs('--recipient', recipient, '--format', 'json'), state);
    expect(imported.exitCode).toBe(0);
    const report = JSON.parse(imported.stdout) as {
      readonly state: { readonly carried: readonly object[] };
      readonly diagnostics: readonly { readonly code: string }[];
    };
    expect(report.state.carried).toMatchObject([
      { name: 'CHECKOUT_DELTA', resource: 'qovery_application.a' },
    ]);
    expect(report.diagnostics.map(({ code }) => code).toSorted()).toEqual([
      'override-recreated',
      'state-ambiguous',
      'state-may-be-old',
      'state-value-outdated',
      'value-too-large',
    ]);
    expectSilence(bench, imported);
  });

  const version = (number: number): string => pulledState([]).replace('"version":4', `"version":${number}`);

  it.each([
    ['a state of an older version', version(3), 'state-version'],
    ['a state of a newer version', version(5), 'state-version'],
    ['another version of terraform show', '{"format_version":"2.0","values":{}}', 'state-version'],
    [
      'an encrypted state of OpenTofu',
      '{"serial":1,"encrypted_data":"b64","encryption_version":"v0"}',
      'tofu show -json',
    ],
    ['a plan', '{"format_version":"1.2","planned_values":{}}', 'this is a plan'],
    ['what terraform show prints for people', `# qovery_application: ${VALUES.alpha}`, 'not-a-state'],
    ['nothing', '', 'not-a-state'],
    ['JSON that is none', '[1]', 'not-a-state'],
  ])('refuses %s, before any request', async (_, state, message) => {
    const bench = await setUpImport(SEED);
    const { exitCode, stdout, stderr } = await pipe(bench, importArgs('--recipient', recipient), state);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(findTraces(stderr, VALUES)).toEqual([]);
    expect(bench.takeRequests()).toEqual([]);
    expect(existsSync(join(bench.folder.path, 'secrets'))).toBe(false);
  });

  it.each([
    ['no recipient', [], {}, 'no-recipient'],
    ['a recipient that is no key', ['--recipient', 'age1me'], {}, 'bad-recipient'],
    ['a file that exists in plaintext', ['--sops-file', 'plain.yaml'], {}, 'no-sops-metadata'],
    [
      'a file that exists and that no identity opens',
      ['--sops-file', 'other.yaml'],
      {},
      'no-matching-identity',
    ],
    ['a name without a format', ['--sops-file', 'secrets.txt'], {}, 'sops-format'],
    ['a path that manifests take for a placeholder', ['--sops-file', 'a{b}.yaml'], {}, 'usage'],
  ])('refuses %s, and writes nothing', async (_, flags, env, code) => {
    const bench = await setUpImport(SEED, { 'plain.yaml': 'a: b\n' });
    await pipe(bench, ['encrypt', '--sops-file', 'other.yaml', '--recipient', stranger, 'A_B'], 'x');
    const before = readFiles(bench.folder.path);
    const run = await pipe(bench, importArgs(...flags), pulledState(STATE), env);
    expect(run.stderr).toContain(`error[${code}]`);
    expect(run.exitCode).toBe(1);
    expect(bench.takeRequests()).toEqual([]);
    expect(readFiles(bench.folder.path)).toEqual(before);
  });
});

describe('import without half of what carries values over', () => {
  it.each([[['--terraform-state', '-']], [['--sops-file', SOPS]]])('refuses %j alone', async (flags) => {
    const bench = await setUpImport(SEED);
    const { exitCode, stderr } = await pipe(bench, ['import', ...flags], pulledState(STATE));
    expect(stderr).toContain('error[usage]: --terraform-state and --sops-file belong together');
    expect(exitCode).toBe(1);
    expect(bench.takeRequests()).toEqual([]);
  });
});

describe('encrypt', () => {
  const flags = (...more: readonly string[]): readonly string[] => ['encrypt', '--sops-file', SOPS, ...more];

  it('puts a value where a manifest finds it, and says how', async () => {
    const bench = await setUpImport(SEED);
    const made = await pipe(bench, flags('--recipient', recipient, 'stripe.key'), `${VALUES.alpha}\n`);
    expect(made.stdout).toContain('Made secrets/shop.enc.yaml for 1 recipient, with 1 value.');
    expect(made.stdout).toContain(
      'valueFrom: { sops: { file: secrets/shop.enc.yaml, path: [ stripe, key ] } }',
    );
    const env = { SOPS_AGE_KEY: identity, QOVERRIDE_KEY: KEY };
    const added = await pipe(bench, flags('--verbatim', '[tls, tls.crt]'), VALUES.beta, env);
    expect(added.stdout).toContain('Added 1 value');
    bench.folder.write(
      'overrides/shop.yaml',
      `version: 1
project: shop
environment: production
overrides:
  - application: checkout
    secret: ALPHA
    valueFrom: { sops: { file: ../${SOPS}, path: [stripe, key] } }
  - scope: environment
    secret: BETA
    valueFrom: { sops: { file: ../${SOPS}, path: [tls, tls.crt] } }
`,
    );
    expect((await bench.run(['apply', '--auto-approve'], env)).exitCode).toBe(0);
    expect(bench.sandbox.valueOf(LIVE.alpha)).toBe(VALUES.alpha);
    expect(bench.sandbox.valueOf(LIVE.beta)).toBe(VALUES.beta);
    for (const run of [made, added]) expectSilence(bench, run);
  });

  it('asks for the value on a terminal, and does not show it', async () => {
    const bench = await setUpImport(SEED);
    const typed = VALUES.alpha.replaceAll(/[^a-z0-9]/g, '');
    const terminal = makeTerminal([['Value', ...typed.split(''), KEYS.enter]]);
    const { exitCode, stdout } = await bench.run(
      flags('--recipient', recipient, 'A_KEY'),
      {},
      { io: terminal.io },
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Made secrets/shop.enc.yaml');
    expect(findTraces(terminal.screen() + stdout, { typed })).toEqual([]);
    const same = await pipe(bench, flags('A_KEY'), typed, { SOPS_AGE_KEY: identity });
    expect(same.stdout).toContain('nothing was written');
  });

  it('keeps the recipients of a file, and refuses others', async () => {
    const bench = await setUpImport(SEED);
    const env = { SOPS_AGE_KEY: identity };
    await pipe(bench, flags('--recipient', recipient, 'A_KEY'), 'one');
    const refused = await pipe(bench, flags('--recipient', stranger, 'B_KEY'), 'two', env);
    expect(refused.stderr).toContain('error[other-recipients]');
    const added = await pipe(bench, flags('--recipient', recipient, 'B_KEY'), 'two', {
      ...env,
      SOPS_AGE_RECIPIENTS: stranger,
    });
    expect(added.stdout).toContain('Added 1 value');
    expect(textOf(bench, SOPS)).not.toContain(stranger);
  });

  it('replaces a value only if told to', async () => {
    const bench = await setUpImport(SEED);
    const env = { SOPS_AGE_KEY: identity };
    await pipe(bench, flags('--recipient', recipient, 'A_KEY'), 'one');
    const same = await pipe(bench, flags('A_KEY'), 'one', env);
    expect(same.stdout).toContain('nothing was written');
    const refused = await pipe(bench, flags('A_KEY'), VALUES.alpha, env);
    expect(refused.stderr).toContain('error[value-exists]');
    expect(refused.exitCode).toBe(1);
    const replaced = await pipe(bench, flags('--replace', 'A_KEY'), VALUES.alpha, env);
    expect(replaced.stdout).toContain('Replaced 1 value');
    expect((await pipe(bench, flags('A_KEY'), VALUES.alpha, env)).stdout).toContain('nothing was written');
  });

  it.each([
    ['nothing on standard input', [], '', 'empty-value'],
    ['what a CI system masked', [], '***', 'masked-value'],
    ['bytes that are no text', [], '\0', 'nul-byte'],
    ['more than 1 MiB', [], 'x'.repeat(1024 * 1024 + 1), 'value-too-large'],
    ['what would be too large once it is encrypted', [], 'x'.repeat(1024 * 1024), 'sops-file-too-large'],
    ['a value below the metadata of SOPS', ['--path', 'sops.mac'], 'x', 'bad-path'],
    ['a path that is none', ['--path', 'a..b'], 'x', 'bad-path'],
    ['a path that SOPS leaves in plaintext', ['--path', 'a_unencrypted'], 'x', 'plaintext-path'],
  ])('refuses %s, and makes no file', async (_, [, path = 'A_KEY'], input, code) => {
    const bench = await setUpImport(SEED);
    const { exitCode, stderr } = await pipe(bench, flags('--recipient', recipient, path), input);
    expect(stderr).toContain(`error[${code}]`);
    expect(exitCode).toBe(1);
    expect(existsSync(join(bench.folder.path, SOPS))).toBe(false);
  });
});
