import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  type BigIntStats,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locateFile, readPlainFile } from '../../../../src/values/sources/file.js';
import { createKeyFileTest } from '../../../../src/values/credentials.js';
import type { Outcome } from '../../../../src/values/outcome.js';
import { makeContext, makeFolder } from '../make-context.js';

const noKeys = (): Promise<boolean> => Promise.resolve(false);
const read = async (
  root: string,
  path: string,
  isKeyFile: (stats: BigIntStats) => Promise<boolean> = noKeys,
): Promise<Outcome<Uint8Array>> => {
  const real = await locateFile(path, root, root);
  return real.kind === 'ok' ? readPlainFile({ real: real.value, shown: path }, isKeyFile) : real;
};
const codeOf = (outcome: Outcome<unknown>): string =>
  outcome.kind === 'ok' ? 'ok' : `${outcome.problem.code}${outcome.problem.refused ? '!' : ''}`;

describe('a file as a value', () => {
  it('that is missed says so where the path has a backslash, or a name only looks the same', async () => {
    const root = makeFolder();
    writeFileSync(join(root, 'cl\u00E9.pem'), 'x');
    const decomposed = await read(root, 'cle\u0301.pem');
    // macOS takes both for the same name.
    if (decomposed.kind === 'problem') {
      expect(decomposed.problem.message).toBe(
        'the file cle\u0301.pem does not exist, but one whose name looks the same',
      );
    }
    const backslash = await read(root, String.raw`certs\x.pem`);
    expect(backslash.kind === 'problem' && backslash.problem.hint).toContain('write / between folders');
  });

  it('is read verbatim: byte order mark, CRLF, final newline, nothing at all', async () => {
    const root = makeFolder();
    writeFileSync(join(root, 'a'), '\uFEFFone\r\ntwo\n');
    writeFileSync(join(root, 'empty'), '');
    const a = await read(root, 'a');
    expect(a.kind === 'ok' && Buffer.from(a.value).toString()).toBe('\uFEFFone\r\ntwo\n');
    expect(await read(root, 'empty')).toEqual({ kind: 'ok', value: new Uint8Array(0) });
  });

  it('may be a megabyte, and not a byte more', async () => {
    const root = makeFolder();
    writeFileSync(join(root, 'a'), 'x'.repeat(1024 * 1024));
    writeFileSync(join(root, 'b'), 'x'.repeat(1024 * 1024 + 1));
    expect(codeOf(await read(root, 'a'))).toBe('ok');
    expect(codeOf(await read(root, 'b'))).toBe('file-too-large!');
  });

  it('may be reached through a link that stays inside, and by any spelling of its path', async () => {
    const root = makeFolder();
    mkdirSync(join(root, 'certs'));
    writeFileSync(join(root, 'certs/real.pem'), 'pem');
    symlinkSync('real.pem', join(root, 'certs/link.pem'));
    for (const path of [
      'certs/link.pem',
      './certs//real.pem',
      'certs/../certs/real.pem',
      join(root, 'certs/real.pem'),
    ]) {
      expect(codeOf(await read(root, path))).toBe('ok');
    }
  });

  it('has to exist and to be a file', async () => {
    const root = makeFolder();
    mkdirSync(join(root, 'folder'));
    writeFileSync(join(root, 'file'), 'x');
    symlinkSync('loop', join(root, 'loop'));
    expect(codeOf(await read(root, 'nothing'))).toBe('file-not-found');
    expect(codeOf(await read(root, 'file/below'))).toBe('file-not-found');
    expect(codeOf(await read(root, 'folder'))).toBe('file-not-plain!');
    expect(codeOf(await read(root, ''))).toBe('file-not-plain!');
    expect(codeOf(await read(root, 'loop'))).toBe('file-unreadable!');
    expect(codeOf(await read(root, 'nul\0byte'))).toBe('file-unreadable');
    expect(codeOf(await read(root, 'x'.repeat(5000)))).toBe('file-unreadable');
  });

  it('is read where a root is named like the start of another folder', async () => {
    const top = makeFolder();
    mkdirSync(join(top, 'repo'));
    mkdirSync(join(top, 'repo-other'));
    writeFileSync(join(top, 'repo-other/x'), 'x');
    mkdirSync(join(top, 'repo/..dots'));
    writeFileSync(join(top, 'repo/..dots/x'), 'x');
    const real = await locateFile('../repo-other/x', join(top, 'repo'), join(top, 'repo'));
    expect(codeOf(real)).toBe('file-outside-root!');
    expect(codeOf(await locateFile('..dots/x', join(top, 'repo'), join(top, 'repo')))).toBe('ok');
  });
});

describe('a key file', () => {
  it('is no value, neither by its name nor by a hard or symbolic link', async () => {
    const root = makeFolder();
    writeFileSync(join(root, 'qoverride.key'), 'k'.repeat(40));
    writeFileSync(join(root, 'age.txt'), 'AGE-SECRET-KEY-1');
    linkSync(join(root, 'age.txt'), join(root, 'hard'));
    symlinkSync('qoverride.key', join(root, 'soft'));
    mkdirSync(join(root, 'home/.config/sops/age'), { recursive: true });
    writeFileSync(join(root, 'home/.config/sops/age/keys.txt'), 'AGE-SECRET-KEY-1');
    const isKeyFile = createKeyFileTest(
      makeContext({
        root,
        keyFiles: [join(root, 'qoverride.key'), join(root, 'not-there')],
        env: { SOPS_AGE_KEY_FILE: join(root, 'age.txt'), XDG_CONFIG_HOME: join(root, 'home/.config') },
      }),
    );
    for (const path of ['qoverride.key', 'soft', 'age.txt', 'hard', 'home/.config/sops/age/keys.txt']) {
      expect(codeOf(await read(root, path, isKeyFile))).toBe('file-is-key!');
    }
    writeFileSync(join(root, 'other'), 'x');
    expect(codeOf(await read(root, 'other', isKeyFile))).toBe('ok');
  });
});

describe('a file that changes between the check and the read', () => {
  it('is refused once its folder became a link that leads out', async () => {
    const outside = makeFolder();
    const root = makeFolder();
    mkdirSync(join(root, 'certs'));
    writeFileSync(join(root, 'certs/x'), 'inside');
    writeFileSync(join(outside, 'x'), 'hunter2');
    const real = await locateFile('certs/x', root, root);
    renameSync(join(root, 'certs'), join(root, 'moved'));
    symlinkSync(outside, join(root, 'certs'));
    expect(
      real.kind === 'ok' && codeOf(await readPlainFile({ real: real.value, shown: 'certs/x' }, noKeys)),
    ).toBe('file-moved!');
  });

  it('is refused once it became a link itself', async () => {
    const root = makeFolder();
    writeFileSync(join(root, 'x'), 'inside');
    const real = await locateFile('x', root, root);
    unlinkSync(join(root, 'x'));
    symlinkSync('/etc/passwd', join(root, 'x'));
    expect(real.kind === 'ok' && codeOf(await readPlainFile({ real: real.value, shown: 'x' }, noKeys))).toBe(
      'file-not-plain!',
    );
  });

  it('is refused where it was swapped and swapped back around the moment of opening', async () => {
    const root = makeFolder();
    writeFileSync(join(root, 'x'), 'inside');
    const swap = (): Promise<boolean> => {
      writeFileSync(join(root, 'x'), 'grown while it was open');
      return Promise.resolve(false);
    };
    expect(codeOf(await readPlainFile({ real: join(root, 'x'), shown: 'x' }, swap))).toBe('file-moved!');
  });
});

describe('what is no plain file', () => {
  it.skipIf(process.platform === 'win32')('is refused without waiting for it: a pipe, a device', async () => {
    const root = makeFolder();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(codeOf(await read(root, 'pipe'))).toBe('file-not-plain!');
    expect(codeOf(await readPlainFile({ real: '/dev/zero', shown: 'zero' }, noKeys))).toBe('file-not-plain!');
  });

  it('is refused by its size before a byte is read: a sparse file of ten gigabytes', async () => {
    const root = makeFolder();
    writeFileSync(join(root, 'sparse'), '');
    truncateSync(join(root, 'sparse'), 10 * 1024 ** 3);
    expect(codeOf(await read(root, 'sparse'))).toBe('file-too-large!');
  });

  it.skipIf(process.platform !== 'linux')(
    'is refused even below a root of /: the environment of the process',
    async () => {
      const outcome = await read('/', 'proc/self/environ');
      expect(codeOf(outcome)).toBe('file-moved!');
    },
  );
});
