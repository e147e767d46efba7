import { generateIdentity, identityToRecipient } from 'age-encryption';
import { chmodSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ValuePath, ValueResolution } from '../../../src/model/value-reference.js';
import type { ValueContext } from '../../../src/values/context.js';
import { createValueResolver } from '../../../src/values/resolver.js';
import { runSops } from '../../../src/values/sources/sops-binary.js';
import { lookUpScalar } from '../../../src/values/value-node.js';
import { makeContext, makeFolder } from './make-context.js';
import { fromRead, makeDeclared } from './make-declared.js';
import {
  encryptFile,
  findProgram,
  hasSops,
  makeProgramFolder,
  makeSshKey,
  SOPS_PROGRAMS,
} from './real-sops.js';

const PATH = process.env['PATH'] ?? '';

interface Attempt {
  readonly root: string;
  readonly file: string;
  readonly path?: ValuePath;
  readonly env?: Readonly<Record<string, string>>;
  readonly context?: Partial<ValueContext>;
}

const readValue = (resolution: ValueResolution): string | null =>
  resolution.kind === 'resolved' ? resolution.value.reveal() : null;

/** Reads one value; the home folder has nothing unless a test puts something there. */
const resolve = async ({ root, file, path = ['a'], env = {}, context = {} }: Attempt) => {
  const resolver = createValueResolver(
    makeContext({
      root,
      allowExec: true,
      env: { PATH, HOME: join(root, 'home'), ...env },
      ...context,
    }),
  );
  const reference = fromRead({ kind: 'sops', file, format: null }, path);
  const resolution = await resolver.resolve(makeDeclared(reference, root));
  return resolution.kind === 'failed' ? resolution.diagnostic : readValue(resolution);
};

const [identity, stranger] = await Promise.all([generateIdentity(), generateIdentity()]);
const recipient = await identityToRecipient(identity);
const strange = await identityToRecipient(stranger);

/** A command that prints the identity, as a password manager would. */
const writeKeyCommand = (root: string): string => {
  const path = join(root, 'print-key');
  writeFileSync(path, `#!/bin/sh\necho ${identity}\n`);
  chmodSync(path, 0o755);
  return path;
};

describe.skipIf(!hasSops(10))('keys that only sops can use (needs sops 3.10 or later)', () => {
  it('runs SOPS_AGE_KEY_CMD, and names it where commands are not allowed', async () => {
    const root = makeFolder();
    encryptFile(join(root, 'a.yaml'), 'a: hunter2\n', { arguments: ['--age', recipient] });
    const env = { SOPS_AGE_KEY_CMD: writeKeyCommand(root) };
    expect(await resolve({ root, file: 'a.yaml', env })).toBe('hunter2');
    expect(await resolve({ root, file: 'a.yaml', env, context: { allowExec: false } })).toMatchObject({
      code: 'sops-needs-program',
      message: expect.stringContaining('(SOPS_AGE_KEY_CMD may)'),
    });
  });

  it('says that a key file has a passphrase', async () => {
    const root = makeFolder();
    encryptFile(join(root, 'a.yaml'), 'a: hunter2\n', { arguments: ['--age', recipient] });
    writeFileSync(join(root, 'keys'), 'age-encryption.org/v1\n-> scrypt AAAA 18\n');
    const env = { SOPS_AGE_KEY_FILE: join(root, 'keys') };
    expect(await resolve({ root, file: 'a.yaml', env, context: { allowExec: false } })).toMatchObject({
      code: 'sops-needs-program',
      message: expect.stringContaining('(SOPS_AGE_KEY_FILE with its passphrase may)'),
    });
    expect(await resolve({ root, file: 'a.yaml', env })).toMatchObject({ code: 'sops-no-key' });
  });

  it('does not run sops for a file that nobody here can decrypt', async () => {
    const root = makeFolder();
    encryptFile(join(root, 'a.yaml'), 'a: hunter2\n', { arguments: ['--age', strange] });
    expect(await resolve({ root, file: 'a.yaml', env: { SOPS_AGE_KEY: identity } })).toMatchObject({
      code: 'no-matching-identity',
      message: 'a.yaml: it is not encrypted to the age identity given',
    });
  });
});

describe.skipIf(!hasSops(10) || findProgram('ssh-keygen') === null)(
  'SSH keys (needs sops 3.10 or later, and ssh-keygen)',
  () => {
    it.each([
      ['ed25519', []],
      ['rsa', ['-b', '2048']],
    ])('decrypts with an %s key, from the variable or the home folder', async (type, more) => {
      const root = makeFolder();
      const key = makeSshKey(root, 'key', { type, more });
      const own = makeSshKey(join(root, 'home/.ssh'), `id_${type}`, { type, more });
      encryptFile(join(root, 'a.yaml'), 'a: hunter2\n', { arguments: ['--age', key.recipient] });
      encryptFile(join(root, 'b.yaml'), 'a: hunter3\n', { arguments: ['--age', own.recipient] });
      const env = { SOPS_AGE_SSH_PRIVATE_KEY_FILE: key.path };
      expect(await resolve({ root, file: 'a.yaml', env })).toBe('hunter2');
      expect(await resolve({ root, file: 'b.yaml' })).toBe('hunter3');
      expect(await resolve({ root, file: 'b.yaml', context: { allowExec: false } })).toMatchObject({
        code: 'sops-needs-program',
        message: expect.stringContaining('its age recipients need an SSH key'),
      });
    });

    it('opens a file for age and SSH with either key', async () => {
      const root = makeFolder();
      const key = makeSshKey(root, 'key');
      encryptFile(join(root, 'a.yaml'), 'a: hunter2\n', {
        arguments: ['--age', `${key.recipient},${recipient}`],
      });
      const context = { allowExec: false };
      expect(await resolve({ root, file: 'a.yaml', env: { SOPS_AGE_KEY: identity }, context })).toBe(
        'hunter2',
      );
      const env = { SOPS_AGE_KEY: stranger, SOPS_AGE_SSH_PRIVATE_KEY_FILE: key.path };
      expect(await resolve({ root, file: 'a.yaml', env })).toBe('hunter2');
    });

    it.each([
      ['an OpenSSH key', 'ed25519', []],
      ['a PEM key', 'rsa', ['-m', 'PEM', '-b', '2048']],
    ])('says that %s has a passphrase', async (_, type, more) => {
      const root = makeFolder();
      const key = makeSshKey(root, 'key', { type, passphrase: 'correct horse', more });
      const open = makeSshKey(join(root, 'home/.ssh'), 'id_rsa');
      encryptFile(join(root, 'a.yaml'), 'a: hunter2\n', { arguments: ['--age', key.recipient] });
      const env = { SOPS_AGE_SSH_PRIVATE_KEY_FILE: key.path };
      expect(await resolve({ root, file: 'a.yaml', env })).toMatchObject({
        code: 'sops-no-key',
        message: expect.stringMatching(/; SOPS_AGE_SSH_PRIVATE_KEY_FILE has a passphrase$/),
        hint: expect.stringContaining('without a passphrase'),
      });
      const withOpen = { SOPS_AGE_SSH_PRIVATE_KEY_FILE: open.path };
      expect(await resolve({ root, file: 'a.yaml', env: withOpen })).toMatchObject({
        code: 'sops-no-key',
        message: expect.stringMatching(/\(exit code 128\)$/),
      });
    });

    it('never takes an SSH key in use for a value', async () => {
      const root = makeFolder();
      makeSshKey(join(root, 'home/.ssh'), 'id_ed25519');
      const context = makeContext({ root, homeDir: join(root, 'home') });
      const reference = { kind: 'file', path: 'home/.ssh/id_ed25519' } as const;
      expect(await createValueResolver(context).resolve(makeDeclared(reference, root))).toMatchObject({
        refused: true,
        diagnostic: { code: 'file-is-key' },
      });
    });
  },
);

describe.each(SOPS_PROGRAMS)('%s (if it is on PATH under this name)', (program) => {
  it.skipIf(findProgram(program) === null)(
    'decrypts each format, from where the user stands, and gives numbers their one spelling',
    async () => {
      const root = makeFolder();
      const context = makeContext({
        root,
        env: {
          PATH: `${makeProgramFolder(program)}:${PATH}`,
          SOPS_AGE_KEY_FILE: relative(process.cwd(), join(root, 'keys')),
        },
      });
      writeFileSync(join(root, 'keys'), `${identity}\n`);
      const encrypt = (file: string, text: string): void => {
        encryptFile(join(root, file), text, {
          program: findProgram(program) ?? program,
          arguments: ['--age', recipient],
        });
      };
      /** Left to the program, although this process could decrypt it too. */
      const read = async (file: string, path: ValuePath): Promise<unknown> => {
        const real = join(root, file);
        const document = await runSops({ real, shown: file, format: null, takesSshKey: false }, context);
        const found = document.kind === 'ok' ? lookUpScalar(document.value, path, file) : document;
        return found.kind === 'ok' ? found.value.text : found;
      };
      encrypt(
        'a.yaml',
        'a: hunter2\nbig: 12345678901234567\nf: 1e21\ng: 0.0000001\nh_unencrypted: 1e20\n---\nb: x\n',
      );
      encrypt('b.env', 'A="x y" # c\n');
      encrypt('c.pem', 'line one\nline two\n');
      encrypt('d.json', '{"a": [1.50, true]}');
      encrypt('e.ini', '[s]\nk = v\n');
      expect(await read('a.yaml', ['a'])).toBe('hunter2');
      expect(await read('a.yaml', ['big'])).toBe('12345678901234567');
      expect(await read('a.yaml', ['f'])).toBe('1000000000000000000000');
      expect(await read('a.yaml', ['g'])).toBe('0.0000001');
      expect(await read('a.yaml', ['h_unencrypted'])).toBe('100000000000000000000');
      expect(await read('b.env', ['A'])).toBe('"x y" # c');
      expect(await read('c.pem', [])).toBe('line one\nline two\n');
      expect(await read('d.json', ['a', 0])).toBe('1.5');
      expect(await read('d.json', ['a', 1])).toBe('true');
      expect(await read('e.ini', ['s', 'k'])).toBe('v');
    },
  );
});
