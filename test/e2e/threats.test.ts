import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { startEchoingApi, type EchoingApi } from '../support/echoing-api.js';
import { seedOf } from '../support/leak-estate.js';
import { findTraces, makeCanaryToken } from '../support/leaks.js';
import { runBin } from '../support/run-bin.js';
import { runInProcess, type CliRun } from '../support/run-cli.js';
import { encodeSops, makeKeyPair } from '../unit/values/sops/encoder.js';
import { map, str } from '../unit/values/sops/plain-tree.js';

/** What a manifest asks for, what it must be told, and what else is special about the manifest. */
interface Attack {
  /** The content of `valueFrom`, from line 8 and column 20 on. */
  readonly value: string;
  readonly code: string;
  readonly environment?: string;
  readonly sources?: string;
}

const file = (path: string, code = 'file-outside-root'): Attack => ({
  value: `file: { path: ${JSON.stringify(path)} }`,
  code,
});
const env = (name: string): Attack => ({ value: `env: ${name}`, code: 'env-credential' });
const sops = (name: string, code: string): Attack => ({
  value: `sops: { file: ${JSON.stringify(name)}, path: [a] }`,
  code,
});
const vault = (mount: string, path: string): Attack => ({
  value: `vault: { mount: ${JSON.stringify(mount)}, path: ${JSON.stringify(path)}, field: token }`,
  code: 'vault-bad-path',
});

const ATTACKS: Readonly<Record<string, Attack>> = {
  'a command': {
    value: 'exec: { command: [curl, "https://evil.example"] }',
    code: 'exec-not-allowed',
  },
  'a command that leaves a trace': {
    value: 'exec: { command: [touch, ../ran] }',
    code: 'exec-not-allowed',
  },
  'a command in a shared source': {
    value: 'source: s',
    sources: 'sources: { s: { exec: { command: [touch, ../ran] } } }',
    code: 'exec-not-allowed',
  },
  'the environment of the run': file('/proc/self/environ'),
  'a file of the machine': file('/etc/passwd'),
  'a file beside the repository': file('../../outside/secret'),
  'a file far up': file('../../../../../../../../etc/passwd'),
  'an encrypted file beside the repository': sops('../../outside/secret', 'file-outside-root'),
  'a link to a file outside': file('passwd.link'),
  'a link to a folder outside': file('outside.link/secret'),
  'a link to a device': file('zero.link'),
  'a target that leads out': { ...file('../certs/{environment}/outside/secret'), environment: '../../..' },
  "the repository's .git": file('../.git/config', 'file-in-git'),
  'another spelling of .git': file('../certs/../.GIT/config', 'file-in-git'),
  'a link into .git': file('git.link/config', 'file-in-git'),
  'a key file in use': file('../qoverride.key', 'file-is-key'),
  'the fingerprint key': env('QOVERRIDE_KEY'),
  'the fingerprint key in lower case': env('qoverride_key'),
  'the fingerprint key by way of the target': { ...env('"{environment}"'), environment: 'QOVERRIDE_KEY' },
  'the API token': env('QOVERY_API_TOKEN'),
  'the age key': env('SOPS_AGE_KEY'),
  "Vault's token": env('VAULT_TOKEN'),
  "GitHub's token": env('GITHUB_TOKEN'),
  'a workflow token': env('ACTIONS_ID_TOKEN_REQUEST_TOKEN'),
  'a SOPS file with a value put in': sops('../secrets/planted.yaml', 'plaintext-leaf'),
  'a SOPS file with a value taken away': sops('../secrets/cut.yaml', 'mac-mismatch'),
  'a SOPS file without a MAC': sops('../secrets/no-mac.yaml', 'no-mac'),
  'a SOPS file that names a server': sops('../secrets/server.yaml', 'sops-needs-program'),
  'a SOPS file of aliases': sops('../secrets/bomb.yaml', 'unsupported-yaml'),
  'a SOPS file that is nested deeply': sops('../secrets/deep.json', 'too-deep'),
  'a path out of a mount': vault('kv', '../../sys/raw/core'),
  'a mount that leads out': vault('kv/../sys', 'x'),
  'a path with dots': vault('kv', 'a/./b'),
  'a named pipe': file('../certs/pipe', 'file-not-plain'),
  'a folder': file('../certs', 'file-not-plain'),
  'a sparse file of 10 GB': file('../certs/sparse', 'file-too-large'),
};

const head = (environment = 'production'): string =>
  `version: 1\norganization: Acme\nproject: shop\nenvironment: ${environment}\n`;
const manifest = (attack: Attack, key: string): string =>
  `${head(attack.environment)}${attack.sources ?? '# no sources'}\noverrides:\n` +
  `  - { application: checkout, secret: ${key},\n      valueFrom: { ${attack.value} } }\n`;

const DEEP = 10_000;
const BOMB = `a: &a [${'x,'.repeat(9)}x]\n${[...'bcdefghi']
  .map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index] ?? ''},`.repeat(9)}]\n`)
  .join('')}`;

/** Manifests that are refused for what they are: their text → the code. */
const BROKEN: Readonly<Record<string, readonly [text: string, code: string]>> = {
  'bomb.yaml': [`${BOMB}${head()}overrides: []\n`, 'alias-bomb'],
  'bomb-in-a-list.yaml': [`${BOMB}${head()}overrides: *i\n`, 'alias-bomb'],
  'deep-blocks.yaml': [
    Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
    'too-deep',
  ],
  'deep-flow.yaml': [`${head()}overrides: ${'['.repeat(DEEP)}`, 'too-deep'],
  'deep-flow-closed.yaml': [`${head()}overrides: ${'['.repeat(DEEP)}${']'.repeat(DEEP)}\n`, 'too-deep'],
  'deep-lists.yaml': [`${head()}overrides: \n${'- '.repeat(DEEP)}x\n`, 'too-deep'],
  'deep.json': [`{"version":1,"overrides":${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}}`, 'too-deep'],
  'escape-in-a-name.yaml': [
    `${head()}overrides: [{ application: "a\\e[2Jb", secret: DB, valueFrom: { env: X } }]\n`,
    'bad-format',
  ],
  'escape-in-a-key.yaml': [
    `${head()}overrides: [{ application: checkout, secret: "DB\\u0007", valueFrom: { env: X } }]\n`,
    'bad-format',
  ],
  'line-in-a-name.yaml': [
    `${head()}overrides: [{ application: "a\\n::stop-commands::x", secret: DB, valueFrom: { env: X } }]\n`,
    'bad-format',
  ],
};

const COMMANDS: readonly (readonly string[])[] = [
  ['plan', '--debug'],
  ['plan', '--format', 'json'],
  ['apply', '-y', '--debug'],
  ['apply', '-y', '--format', 'json'],
];

describe('a pull request of a stranger', () => {
  let folder: TestFolder;
  let repo: string;
  let sandbox: Sandbox;
  let vaultServer: EchoingApi;
  let world: Readonly<Record<string, string>>;
  const secrets = {
    'file outside': makeCanaryToken(),
    'git credentials': makeCanaryToken(),
    'fingerprint key': makeCanaryToken(),
    'API token': makeCanaryToken(),
    "GitHub's token": makeCanaryToken(),
    'decrypted value': makeCanaryToken(),
  };
  const keys = Object.keys(ATTACKS).map((_, index) => `KEY_${index}`);

  beforeAll(async () => {
    const pair = await makeKeyPair();
    folder = makeFolder({
      'outside/secret': secrets['file outside'],
      'repo/.git/config': `url = https://x:${secrets['git credentials']}@github.com/acme/shop`,
      'repo/qoverride.key': secrets['fingerprint key'],
      'repo/certs/sparse': '',
      ...(await makeSopsFiles(pair.recipient, secrets['decrypted value'])),
    });
    repo = join(folder.path, 'repo');
    for (const [index, attack] of Object.values(ATTACKS).entries()) {
      folder.write(`repo/attacks/${index}.yaml`, manifest(attack, `KEY_${index}`));
    }
    for (const [name, [text]] of Object.entries(BROKEN)) folder.write(`repo/broken/${name}`, text);
    symlinkSync('/etc/passwd', join(repo, 'attacks/passwd.link'));
    symlinkSync('/dev/zero', join(repo, 'attacks/zero.link'));
    symlinkSync('../../outside', join(repo, 'attacks/outside.link'));
    symlinkSync('../.git', join(repo, 'attacks/git.link'));
    truncateSync(join(repo, 'certs/sparse'), 10 * 1024 ** 3);
    execFileSync('mkfifo', [join(repo, 'certs/pipe')]);
    sandbox = await startSandbox({
      token: secrets['API token'],
      clock: realClock,
      newId: () => randomUUID(),
      seed: seedOf([...keys, 'DB']),
    });
    vaultServer = await startEchoingApi('', () => ({ status: 200, body: '{}' }));
    world = {
      QOVERY_API_URL: sandbox.url,
      QOVERY_API_TOKEN: secrets['API token'],
      QOVERRIDE_OLD_KEYS: secrets['fingerprint key'],
      SOPS_AGE_KEY: pair.secret,
      VAULT_ADDR: vaultServer.url,
      VAULT_TOKEN: secrets["GitHub's token"],
      GITHUB_TOKEN: secrets["GitHub's token"],
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: secrets["GitHub's token"],
    };
  });

  afterAll(async () => {
    await sandbox.close();
    await vaultServer.close();
    folder.remove();
  });

  const run = (argv: readonly string[]): Promise<CliRun> =>
    runBin([...argv, '--key-file', 'qoverride.key'], { cwd: repo, env: world });

  /** That a run failed, and neither sent nor started nor gave away anything. */
  const expectNothing = (result: CliRun): void => {
    const said = result.stdout + result.stderr;
    expect(result.exitCode, said).toBe(1);
    expect(said).not.toContain('internal-error');
    expect(findTraces(said, secrets)).toEqual([]);
    expect(harmful(said)).toEqual([]);
    expect(existsSync(join(repo, 'ran'))).toBe(false);
    expect(sandbox.requests).toEqual([]);
    expect(vaultServer.requests).toEqual([]);
  };

  /** The findings of a run, as `code place`, whatever its format. */
  const findingsOf = ({ stdout, stderr }: CliRun, argv: readonly string[]): readonly string[] => {
    if (!argv.includes('json')) {
      return [...stderr.matchAll(/^error\[([\w-]+)\] (\S+:\d+:\d+): /gm)].map(
        ([, code, place]) => `${code} ${place}`,
      );
    }
    const { diagnostics } = JSON.parse(stdout) as {
      readonly diagnostics: readonly {
        readonly code: string;
        readonly location: { readonly file: string; readonly line: number; readonly column: number } | null;
      }[];
    };
    return diagnostics.flatMap(({ code, location }) =>
      location === null ? [] : [`${code} ${location.file}:${location.line}:${location.column}`],
    );
  };

  const expected = Object.values(ATTACKS).map(({ code }, index) => `${code} attacks/${index}.yaml:8:20`);

  it.each(COMMANDS)(
    'is refused wherever it reaches for a value, before any request: %s %s %s %s',
    async (...argv) => {
      const result = await run([...argv.filter((word) => word !== undefined), 'attacks']);
      expectNothing(result);
      expect(findingsOf(result, argv).toSorted()).toEqual(expected.toSorted());
      if (argv.includes('json')) expect(JSON.parse(result.stdout)).toMatchObject({ changes: [] });
    },
  );

  it.each(Object.keys(ATTACKS).map((name, index) => [name, index] as const))(
    'is refused also when it holds nothing but %s',
    async (_name, index) => {
      const argv = [
        'apply',
        '-y',
        '--format',
        'json',
        `attacks/${index}.yaml`,
        '--key-file',
        'qoverride.key',
      ];
      const result = await runInProcess(argv, { cwd: repo, env: world });
      expectNothing(result);
      expect(findingsOf(result, argv)).toEqual([expected[index]]);
      expect(result.stderr).toContain('error[value-refused]');
    },
  );

  it.skipIf(process.platform === 'win32')(
    'is refused a device, even where the root is the whole machine',
    async () => {
      folder.write('repo/device/manifest.yaml', manifest(file('/dev/zero'), 'DB'));
      const argv = ['apply', '-y', '--root', '/', 'device', '--key-file', 'qoverride.key'];
      const result = await runInProcess(argv, { cwd: repo, env: world });
      expectNothing(result);
      expect(findingsOf(result, argv)).toEqual(['file-not-plain device/manifest.yaml:8:20']);
    },
  );

  it.each(COMMANDS)(
    'is refused for bombs, deep nesting and control characters: %s %s %s %s',
    async (...argv) => {
      const result = await run([...argv.filter((word) => word !== undefined), 'broken']);
      expectNothing(result);
      const found = findingsOf(result, argv).map((finding) => finding.replace(/:\d+:\d+$/, ''));
      const wanted = Object.entries(BROKEN).map(([name, [, code]]) => `${code} broken/${name}`);
      expect(found.toSorted()).toEqual(wanted.toSorted());
    },
  );
});

/** SOPS files that somebody without their key has changed, or that ask for more than decryption. */
const makeSopsFiles = async (recipient: string, value: string): Promise<Readonly<Record<string, string>>> => {
  const whole = await encodeSops([map(['a', str(value)], ['b', str(value)])], { recipients: [recipient] });
  return {
    'repo/secrets/planted.yaml': whole.replace(/^"a":.*$/m, '"a": chosen by somebody else'),
    'repo/secrets/cut.yaml': whole.replace(/^"b":.*\n/m, ''),
    'repo/secrets/no-mac.yaml': whole.replace(/"mac":"[^"]*",/, ''),
    'repo/secrets/server.yaml': [
      'a: ENC[AES256_GCM,data:aa,iv:aa,tag:aa,type:str]',
      'sops:',
      '  hc_vault: [{ vault_address: https://evil.example, engine_path: e, key_name: k, enc: x }]',
      '  lastmodified: "2026-02-03T04:05:06Z"',
      '  mac: ENC[AES256_GCM,data:aa,iv:aa,tag:aa,type:str]',
      '',
    ].join('\n'),
    'repo/secrets/bomb.yaml': `${BOMB}sops: { mac: x }\n`,
    'repo/secrets/deep.json': `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
  };
};

/** What in an output could move a cursor, reorder text, or be a command to the CI system that shows it. */
const harmful = (output: string): readonly string[] =>
  [...output.matchAll(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s*::|##\[|##vso\[/gmu)].map(([match]) =>
    JSON.stringify(match),
  );

describe('foreign text that is no error is printed harmless', () => {
  const HOSTILE = [
    '\u001b]0;owned\u0007\u001b[2J',
    '\u202e\u2066gnp.\u200b',
    '\n::stop-commands::x',
    '\r##[group]##vso[task]',
  ];
  const text = HOSTILE.join(' ');

  it.each(COMMANDS)('%s %s %s %s', async (...argv) => {
    const sandbox = await startSandbox({
      clock: realClock,
      newId: () => randomUUID(),
      seed: {
        organizations: [
          {
            name: 'Acme',
            projects: [
              {
                name: 'shop',
                environments: [
                  {
                    name: 'production',
                    secrets: [
                      { key: 'DB', value: '' },
                      { key: '::DB', value: '' },
                      { key: 'LIVE', value: '' },
                    ],
                    services: [
                      {
                        name: '::checkout',
                        type: 'APPLICATION',
                        secrets: [{ key: 'LIVE', overrides: true, description: text }],
                      },
                      { name: `::checkouts${text}`, type: 'APPLICATION' },
                      {
                        name: 'foreign',
                        type: 'JOB',
                        secrets: [{ key: 'DB', overrides: true, ownedBy: text }],
                      },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    });
    const description = JSON.stringify(text);
    const folder = makeFolder({
      'overrides/::set-output name=x::y.yaml': `${head()}overrides:
  - { application: "::checkout", secret: "::DB", valueFrom: { env: VALUE }, description: ${description} }
  - { application: "::checkout", secret: LIVE, valueFrom: { env: VALUE }, description: ${description} }
  - { application: "::checkouts", secret: DB, valueFrom: { env: VALUE } }
  - { application: "::checkout", secret: "::DBB", valueFrom: { env: VALUE } }
  - { application: "##[group]", secret: DB, valueFrom: { env: "::VALUES" } }
  - { job: foreign, secret: DB, valueFrom: { file: { path: "::x\\e[2J.pem" } } }
`,
    });
    const words = argv.filter((word) => word !== undefined);
    const result = await runBin([...words, '--skip-blocked'], {
      cwd: folder.path,
      env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'any', VALUE: 'wanted' },
    });
    const said = result.stdout + result.stderr;
    expect(harmful(said)).toEqual([]);
    expect(result.exitCode, said).toBe(words.includes('apply') ? 0 : 0);
    expect(said).toContain(words.includes('json') ? String.raw`\u001b]0;owned` : String.raw`\u{1b}]0;owned`);
    await sandbox.close();
    folder.remove();
  });
});
