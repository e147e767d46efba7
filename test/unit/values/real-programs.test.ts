import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ValuePath, ValueReference } from '../../../src/model/value-reference.js';
import { createValueResolver } from '../../../src/values/resolver.js';
import { makeContext, makeFolder } from './make-context.js';
import { fromExec, fromRead, makeDeclared } from './make-declared.js';

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

    /** A folder with a key that encrypts to `test@example.com`. */
    const makeHome = (root: string): readonly [home: string, batch: readonly string[]] => {
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
        [...batch, '--quick-generate-key', 'test@example.com', 'future-default', 'default', 'never'],
        { stdio: 'ignore' },
      );
      return [home, batch];
    };

    it('decrypts with a key of its own home', async () => {
      const root = makeFolder();
      const [home, batch] = makeHome(root);
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

    it.skipIf(!isHere('sops'))('opens a SOPS file through the sops program', async () => {
      const root = makeFolder();
      const [home, batch] = makeHome(root);
      const keys = execFileSync('gpg', [...batch, '--list-keys', '--with-colons'], { encoding: 'utf8' });
      const fingerprint = /^fpr:+([0-9A-F]+):$/m.exec(keys)?.[1] ?? '';
      const env = { GNUPGHOME: home };
      const encrypt = (name: string, text: string): void => {
        writeFileSync(join(root, name), text);
        execFileSync('sops', ['encrypt', '--in-place', '--pgp', fingerprint, name], {
          cwd: root,
          env: { ...process.env, ...env },
        });
      };
      encrypt('a.yaml', 'stripe:\n  key: hunter2\n  big: 12345678901234567\n---\nsecond: x\n');
      encrypt('b.env', 'A="x y" # c\nB=l1\\nl2\n');
      encrypt('c.pem', 'line one\nline two\n');
      encrypt('d.ini', '[s]\nk = v\n');
      const read = (file: string, path: ValuePath) =>
        resolve(fromRead({ kind: 'sops', file, format: null }, path), root, env);
      expect(await read('a.yaml', ['stripe', 'key'])).toBe('hunter2');
      expect(await read('a.yaml', ['stripe', 'big'])).toBe('12345678901234567');
      expect(await read('b.env', ['A'])).toBe('"x y" # c');
      expect(await read('b.env', ['B'])).toBe('l1\nl2');
      expect(await read('c.pem', [])).toBe('line one\nline two\n');
      expect(await read('d.ini', ['s', 'k'])).toBe('v');
      writeFileSync(
        join(root, 'a.yaml'),
        readFileSync(join(root, 'a.yaml'), 'utf8').replace(/^ +big: .*\n/m, ''),
      );
      expect(await read('a.yaml', ['stripe', 'key'])).toMatchObject({
        refused: true,
        diagnostic: { code: 'sops-altered' },
      });
      const stranger = await resolve(fromRead({ kind: 'sops', file: 'c.pem', format: null }), root, {
        GNUPGHOME: root,
      });
      expect(stranger).toMatchObject({ refused: false, diagnostic: { code: 'sops-no-key' } });
    });
  });
});
