import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateIdentity } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { loadIdentities } from '../../../src/values/age-identities.js';
import { userKeyFile } from '../../../src/values/credentials.js';
import { findLeaks } from './find-leaks.js';
import { makeFolder } from './make-context.js';

const NEVER = new AbortController().signal;

describe('loadIdentities', () => {
  it('collects from the variable, from the file it names, and from the user', async () => {
    const homeDir = makeFolder();
    const [first, second, third] = await Promise.all([
      generateIdentity(),
      generateIdentity(),
      generateIdentity(),
    ]);
    const userFile = userKeyFile({ env: {}, homeDir }) ?? '';
    mkdirSync(join(userFile, '..'), { recursive: true });
    writeFileSync(userFile, `# created: today\n# public key: age1\n${third}\n`);
    writeFileSync(join(homeDir, 'keys'), `${second}\n`);
    const set = await loadIdentities({
      signal: NEVER,
      env: { SOPS_AGE_KEY: first, SOPS_AGE_KEY_FILE: join(homeDir, 'keys') },
      homeDir,
    });
    expect(set.identities.map(({ secret }) => secret.reveal())).toEqual([first, second, third]);
    expect(set.unusable).toEqual([]);
  });

  it('is content with nothing', async () => {
    expect(await loadIdentities({ signal: NEVER, env: { SOPS_AGE_KEY: '' }, homeDir: makeFolder() })).toEqual(
      {
        identities: [],
        unusable: [],
        forProgram: [],
      },
    );
  });

  it('names what it cannot use by its place, and keeps the rest', async () => {
    const identity = await generateIdentity();
    const set = await loadIdentities({
      signal: NEVER,
      env: {
        SOPS_AGE_KEY: `# mine\n${identity}\nAGE-SECRET-KEY-1HUNTER2`,
        SOPS_AGE_KEY_FILE: '/no/such/file',
      },
      homeDir: makeFolder(),
    });
    expect(set.identities).toHaveLength(1);
    expect(set.unusable).toEqual(['line 3 of SOPS_AGE_KEY', 'SOPS_AGE_KEY_FILE (it cannot be read)']);
    expect(findLeaks(set, 'HUNTER2')).toEqual([]);
    expect(findLeaks(set, identity)).toEqual([]);
  });
});

describe('what is left to the program', () => {
  it('is a command, the identity of a plugin, and a key file with a passphrase', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'keys'), '-----BEGIN AGE ENCRYPTED FILE-----\nHUNTER2\n');
    const set = await loadIdentities({
      signal: NEVER,
      env: {
        SOPS_AGE_KEY: '# mine\nAGE-PLUGIN-YUBIKEY-1HUNTER2',
        SOPS_AGE_KEY_FILE: join(folder, 'keys'),
        SOPS_AGE_KEY_CMD: 'pass show HUNTER2',
      },
      homeDir: folder,
    });
    expect(set).toEqual({
      identities: [],
      unusable: [],
      forProgram: [
        'the age plugin of line 2 of SOPS_AGE_KEY',
        'SOPS_AGE_KEY_FILE with its passphrase',
        'SOPS_AGE_KEY_CMD',
      ],
    });
  });
});

describe('userKeyFile', () => {
  it.skipIf(process.platform !== 'linux')('follows XDG_CONFIG_HOME', () => {
    expect(userKeyFile({ env: {}, homeDir: '/home/me' })).toBe('/home/me/.config/sops/age/keys.txt');
    expect(userKeyFile({ env: { XDG_CONFIG_HOME: '/etc/me' }, homeDir: '/home/me' })).toBe(
      '/etc/me/sops/age/keys.txt',
    );
  });
});
