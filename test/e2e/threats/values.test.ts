import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/sandbox/http/server.js';
import { realClock } from '../../support/clock.js';
import { startEchoingApi, type EchoingApi } from '../../support/echoing-api.js';
import { findHarm, findingsOf } from '../../support/findings.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { ALIAS_BOMB, DEEP_JSON } from '../../support/hostile-yaml.js';
import { seedOf } from '../../support/leak-sources.js';
import { findTraces, makeCanaryToken } from '../../support/leaks.js';
import { runBin } from '../../support/run-bin.js';
import { runInProcess, type CliRun } from '../../support/run-cli.js';
import { encodeSops, makeKeyPair } from '../../unit/values/sops/encoder.js';
import { map, str } from '../../unit/values/sops/plain-tree.js';
import { ATTACKS, file, PLACE, writeAttack } from './attacks.js';

const KEY_FLAGS = ['--key-file', 'qoverride.key'];
const KEYS = Object.keys(ATTACKS).map((_, index) => `KEY_${index}`);
const EXPECTED = Object.values(ATTACKS).map(({ code }, index) => `${code} attacks/${index}.yaml:${PLACE}`);

// Named pipes, links and /proc are what this is about.
describe.skipIf(process.platform === 'win32')('the manifest of a stranger', () => {
  let folder: TestFolder;
  let repo: string;
  let sandbox: Sandbox;
  let vault: EchoingApi;
  let env: Readonly<Record<string, string>>;
  const secrets = {
    'file outside': makeCanaryToken(),
    'git credentials': makeCanaryToken(),
    'fingerprint key': makeCanaryToken(),
    'API token': makeCanaryToken(),
    "GitHub's token": makeCanaryToken(),
    "Vault's token": makeCanaryToken(),
    'decrypted value': makeCanaryToken(),
  };

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
      folder.write(`repo/attacks/${index}.yaml`, writeAttack(attack, `KEY_${index}`));
    }
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
      seed: seedOf([...KEYS, 'DB']),
    });
    vault = await startEchoingApi('', () => ({ status: 200, body: '{}' }));
    env = {
      QOVERY_API_URL: sandbox.url,
      QOVERY_API_TOKEN: secrets['API token'],
      SOPS_AGE_KEY: pair.secret,
      VAULT_ADDR: vault.url,
      VAULT_TOKEN: secrets["Vault's token"],
      GITHUB_TOKEN: secrets["GitHub's token"],
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: secrets["GitHub's token"],
    };
  });

  afterAll(async () => {
    await sandbox.close();
    await vault.close();
    folder.remove();
  });

  /** That a run failed, and neither sent nor started nor gave away anything. */
  const expectNothing = (run: CliRun): void => {
    const said = run.stdout + run.stderr;
    expect(run.exitCode, said).toBe(1);
    expect(said).toContain('value-refused');
    expect(findTraces(said, secrets)).toEqual([]);
    expect(findHarm(said)).toEqual([]);
    expect(existsSync(join(repo, 'ran'))).toBe(false);
    expect(sandbox.requests).toEqual([]);
    expect(vault.requests).toEqual([]);
  };

  it.each([
    { command: ['plan', '--debug'], format: 'text' },
    { command: ['plan'], format: 'json' },
    { command: ['apply', '-y', '--debug'], format: 'text' },
    { command: ['apply', '-y'], format: 'json' },
  ] as const)('gets nothing, and nothing is sent: $command, as $format', async ({ command, format }) => {
    const argv = [...command, '--format', format, ...KEY_FLAGS, 'attacks'];
    const run = await runBin(argv, { cwd: repo, env });
    expectNothing(run);
    expect(findingsOf(run, format)).toEqual(EXPECTED.toSorted());
    if (format === 'json') expect(JSON.parse(run.stdout)).toMatchObject({ changes: [] });
  });

  it.each(Object.keys(ATTACKS).map((name, index) => [name, index] as const))(
    'gets nothing when it tries only %s',
    async (_name, index) => {
      const argv = ['apply', '-y', '--skip-blocked', '--format', 'json', ...KEY_FLAGS];
      const run = await runInProcess([...argv, `attacks/${index}.yaml`], { cwd: repo, env });
      expectNothing(run);
      expect(findingsOf(run, 'json')).toEqual([EXPECTED[index]]);
    },
  );

  it('gets no device, even where the root is the whole machine', async () => {
    folder.write('repo/device/manifest.yaml', writeAttack(file('/dev/zero'), 'DB'));
    const argv = ['apply', '-y', '--root', '/', ...KEY_FLAGS, 'device'];
    const run = await runInProcess(argv, { cwd: repo, env });
    expectNothing(run);
    expect(findingsOf(run, 'text')).toEqual([`file-not-plain device/manifest.yaml:${PLACE}`]);
  });
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
    'repo/secrets/bomb.yaml': `${ALIAS_BOMB}sops: { mac: x }\n`,
    'repo/secrets/deep.json': DEEP_JSON,
  };
};
