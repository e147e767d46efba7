import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ValueReference } from '../../../src/model/value-reference.js';
import { createValueResolver } from '../../../src/values/resolver.js';
import { makeContext, makeFolder } from './make-context.js';
import { fromExec, makeDeclared } from './make-declared.js';

const isHere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

const resolve = async (
  reference: ValueReference,
  root: string,
  env: Readonly<Record<string, string>> = {},
) => {
  const context = makeContext({ root, allowExec: true, env: { PATH: process.env['PATH'], ...env } });
  const resolution = await createValueResolver(context).resolve(makeDeclared(reference, root));
  return resolution.kind === 'resolved' ? resolution.value.reveal() : resolution;
};

describe('a value from a program that is really there', () => {
  it.skipIf(!isHere('openssl'))('openssl decrypts a file of the repository', async () => {
    const root = makeFolder();
    writeFileSync(join(root, 'pass'), 'correct horse');
    const argv = ['enc', '-aes-256-cbc', '-pbkdf2', '-a', '-pass', 'file:pass'];
    execFileSync('openssl', [...argv, '-out', 'secret.enc'], { cwd: root, input: 'hunter2\n' });
    expect(await resolve(fromExec(['openssl', ...argv, '-d', '-in', 'secret.enc']), root)).toBe('hunter2');
    writeFileSync(join(root, 'pass'), 'wrong horse');
    expect(await resolve(fromExec(['openssl', ...argv, '-d', '-in', 'secret.enc']), root)).toMatchObject({
      diagnostic: {
        code: 'exec-failed',
        message: expect.stringContaining('the command openssl ended with exit code'),
      },
    });
  });

  // gpg leaves an agent behind, as `pass` does: a run must not wait for it.
  describe.skipIf(!isHere('gpg'))('gpg', () => {
    const homes: string[] = [];
    afterAll(() => {
      for (const home of homes) spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    });

    it('decrypts with a key of its own home', async () => {
      const root = makeFolder();
      const home = join(root, 'gnupg');
      homes.push(home);
      mkdirSync(home, { mode: 0o700 });
      const batch = [
        '--homedir',
        home,
        '--batch',
        '--quiet',
        '--pinentry-mode',
        'loopback',
        '--passphrase',
        '',
      ];
      execFileSync(
        'gpg',
        [...batch, '--quick-generate-key', 'test@example.com', 'rsa2048', 'default', 'never'],
        {
          stdio: 'ignore',
        },
      );
      execFileSync(
        'gpg',
        [...batch, '--trust-model', 'always', '-r', 'test@example.com', '-o', 'db.gpg', '-e'],
        {
          cwd: root,
          input: '{"user": "app", "password": "hunter2"}\n',
        },
      );
      const read = fromExec(['gpg', '--batch', '--quiet', '-d', 'db.gpg'], {
        format: 'json',
        path: ['password'],
      });
      expect(await resolve(read, root, { GNUPGHOME: home })).toBe('hunter2');
    });
  });
});
