import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ValueReference } from '../../../src/model/value-reference.js';
import type { ValueContext } from '../../../src/values/context.js';
import { createValueResolver } from '../../../src/values/resolver.js';
import { findLeaks } from './find-leaks.js';
import { makeContext, makeFolder } from './make-context.js';
import { fromEnv, fromExec, fromFile, fromRead, makeDeclared, VALUE_PLACE } from './make-declared.js';
import { encodeSops, makeKeyPair } from './sops/encoder.js';
import { map, str } from './sops/plain-tree.js';
import { listen } from '../../support/vault/stand-in.js';

const vaultRead = (mount: string, path: string): ValueReference =>
  fromRead({ kind: 'vault', mount, path, version: null, kvVersion: null }, ['password']);
const sopsRead = (file: string): ValueReference => fromRead({ kind: 'sops', file, format: null }, ['a']);

/** A repository with a manifest in `overrides/`, and `hunter2` in every place where it must not be found. */
const makeRepository = () => {
  const top = makeFolder();
  const root = join(top, 'repo');
  mkdirSync(join(root, '.git'), { recursive: true });
  mkdirSync(join(root, 'overrides/.git'), { recursive: true });
  mkdirSync(join(top, 'home/.ssh'), { recursive: true });
  writeFileSync(join(root, '.git/config'), 'url = https://x-access-token:hunter2@github.com/acme/shop');
  writeFileSync(join(root, 'overrides/.git/config'), 'hunter2');
  writeFileSync(join(top, 'home/.ssh/id_ed25519'), 'hunter2');
  writeFileSync(join(root, 'qoverride.key'), 'hunter2');
  symlinkSync('/etc/passwd', join(root, 'overrides/passwd'));
  symlinkSync('../../home', join(root, 'overrides/home'));
  symlinkSync('../.git', join(root, 'overrides/innocent'));
  return { top, root, folder: join(root, 'overrides') };
};

const attack = async (
  reference: ValueReference,
  prepare: (
    root: string,
    folder: string,
  ) => Promise<Partial<ValueContext>> | Partial<ValueContext> = () => ({}),
) => {
  const { top, root, folder } = makeRepository();
  const debug: string[] = [];
  const context = makeContext({
    root,
    homeDir: join(top, 'home'),
    keyFiles: [join(root, 'qoverride.key')],
    env: {
      PATH: process.env['PATH'],
      QOVERRIDE_KEY: 'hunter2',
      VAULT_TOKEN: 'hunter2',
      GITHUB_TOKEN: 'hunter2',
    },
    debug: (line) => debug.push(line),
    ...(await prepare(root, folder)),
  });
  const resolver = createValueResolver(context);
  const resolution = await resolver.resolve(makeDeclared(reference, folder));
  resolver.report();
  return { resolution, debug, folder };
};

/** That an attack got a refusal with a code and a place, and nothing else. */
const expectRefusal = async (code: string, ...given: Parameters<typeof attack>): Promise<void> => {
  const { resolution, debug } = await attack(...given);
  expect(resolution).toMatchObject({
    kind: 'failed',
    refused: true,
    diagnostic: { severity: 'error', code, location: VALUE_PLACE },
  });
  expect(findLeaks([resolution, debug], 'hunter2')).toEqual([]);
};

describe('a pull request cannot', () => {
  it('run a command: exec: [curl, …]', async () => {
    const { resolution, folder } = await attack(fromExec(['touch', 'ran']));
    expect(resolution).toMatchObject({
      kind: 'failed',
      refused: true,
      diagnostic: { code: 'exec-not-allowed' },
    });
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it.each([
    '/proc/self/environ',
    '/etc/passwd',
    '../../home/.ssh/id_ed25519',
    '../../../../../../etc/passwd',
  ])('read a file outside the root: %s', async (path) => {
    await expectRefusal('file-outside-root', fromFile(path));
    await expectRefusal('file-outside-root', sopsRead(path));
  });

  it('learn from the error whether a file outside the root exists', async () => {
    const existing = await attack(fromFile('/etc/passwd'));
    const missing = await attack(fromFile('/etc/passwx'));
    expect(JSON.stringify(missing.resolution).replaceAll('passwx', 'passwd')).toBe(
      JSON.stringify(existing.resolution),
    );
  });

  it.each(['passwd', 'home/.ssh/id_ed25519'])('follow a symbolic link out of the root: %s', async (path) => {
    await expectRefusal('file-outside-root', fromFile(path));
  });

  it.each(['../.git/config', '.git/config', 'innocent/config', '../.GIT/config', '../.git./config'])(
    'read %s',
    async (path) => {
      await expectRefusal('file-in-git', fromFile(path), (root) => {
        // Where case counts, this is another folder; where it does not, it is the same.
        mkdirSync(join(root, '.GIT'), { recursive: true });
        writeFileSync(join(root, '.GIT/config'), 'hunter2');
        return {};
      });
    },
  );

  it('read the key that markers are made with: a key file in the repository', async () => {
    await expectRefusal('file-is-key', fromFile('../qoverride.key'));
  });

  it.each(['QOVERRIDE_KEY', 'VAULT_TOKEN', 'GITHUB_TOKEN', 'qoverride_key'])('read env: %s', async (name) => {
    await expectRefusal('env-credential', fromEnv(name));
  });

  it('replace a value in a SOPS file', async () => {
    const keys = await makeKeyPair();
    await expectRefusal('mac-mismatch', sopsRead('secrets.yaml'), async (_root, folder) => {
      const text = await encodeSops([map(['a', str('hunter2')], ['b', str('kept')])], {
        recipients: [keys.recipient],
      });
      writeFileSync(join(folder, 'secrets.yaml'), text.replace(/^"b":.*\n/m, ''));
      return { env: { SOPS_AGE_KEY: keys.secret } };
    });
  });

  it('make the sops program talk to a server of its choice', async () => {
    await expectRefusal('sops-needs-program', sopsRead('secrets.yaml'), (_root, folder) => {
      writeFileSync(
        join(folder, 'secrets.yaml'),
        'a: ENC[AES256_GCM,data:aa,iv:aa,tag:aa,type:str]\nsops:\n  hc_vault:\n  - vault_address: https://evil.example\n    engine_path: e\n    key_name: k\n    enc: x\n  lastmodified: "2026-02-03T04:05:06Z"\n  mac: ENC[AES256_GCM,data:aa,iv:aa,tag:aa,type:str]\n  version: 3.9.0\n',
      );
      return {};
    });
  });

  it.each([
    ['secret', '../../sys/raw/core'],
    ['secret/../sys', 'x'],
    ['secret', 'a/./b'],
    ['secret', 'a\r\nX-Vault-Token: b'],
  ])('reach another part of the API of Vault: %j %j', async (mount, path) => {
    let requests = 0;
    const url = await listen((_request, response) => {
      requests += 1;
      response.end('{"data":{"data":{"password":"hunter2"}}}');
    });
    await expectRefusal('vault-bad-path', vaultRead(mount, path), () => ({
      env: { VAULT_ADDR: url, VAULT_TOKEN: 'hunter2' },
    }));
    expect(requests).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('hold a run up with a named pipe', async () => {
    await expectRefusal('file-not-plain', fromFile('pipe'), (_root, folder) => {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      return {};
    });
  });

  it.skipIf(process.platform === 'win32')(
    'hold a run up with a device, where the root is the whole machine',
    async () => {
      await expectRefusal('file-not-plain', fromFile('/dev/zero'), () => ({ root: '/' }));
    },
  );

  it('fill the memory with a sparse file of 10 GB', async () => {
    await expectRefusal('file-too-large', fromFile('sparse'), (_root, folder) => {
      writeFileSync(join(folder, 'sparse'), '');
      truncateSync(join(folder, 'sparse'), 10 * 1024 ** 3);
      return {};
    });
  });

  it('hide a value among the lines of --debug: a command that prints it to stderr', async () => {
    const { resolution, debug } = await attack(
      fromExec(['sh', '-c', 'printf hunter2; echo "value: hunter2" >&2; printf aHVudGVyMg== >&2']),
      () => ({ allowExec: true }),
    );
    expect(resolution.kind).toBe('resolved');
    expect(debug).toHaveLength(2);
    expect(findLeaks([resolution, debug], 'hunter2')).toEqual([]);
  });
});
