import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFile, openResultFile, replaceFile } from '../../../src/files/write.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';

const permissionsOf = (path: string): string => (statSync(path).mode % 0o1000).toString(8);

describe('writing files', () => {
  let folder: TestFolder;
  const at = (name: string): string => join(folder.path, name);

  beforeEach(() => {
    folder = makeFolder({ 'old.txt': 'old' });
  });
  afterEach(() => {
    folder.remove();
  });

  it('replaces a file and keeps its mode', async () => {
    chmodSync(at('old.txt'), 0o640);
    await replaceFile(at('old.txt'), 'new');
    expect(readFileSync(at('old.txt'), 'utf8')).toBe('new');
    expect(permissionsOf(at('old.txt'))).toBe('640');
    expect(readdirSync(folder.path)).toEqual(['old.txt']);
  });

  it('follows a link, which stays a link', async () => {
    mkdirSync(at('real'));
    folder.write('real/target.txt', 'old');
    symlinkSync('real/target.txt', at('link.txt'));
    await replaceFile(at('link.txt'), 'new');
    expect(lstatSync(at('link.txt')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('real/target.txt'), 'utf8')).toBe('new');
  });

  it('creates a file once, with its mode', async () => {
    await createFile(at('key'), 'secret', 0o600);
    expect(permissionsOf(at('key'))).toBe('600');
    await expect(createFile(at('key'), 'other', 0o600)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(at('key'), 'utf8')).toBe('secret');
  });

  it('refuses a path that cannot be written before anything is written', async () => {
    mkdirSync(at('folder'));
    await expect(openResultFile(folder.path, 'folder')).rejects.toMatchObject({
      code: 'file-unwritable',
      message: 'cannot write folder (EISDIR)',
    });
    await expect(openResultFile(folder.path, 'missing/file')).rejects.toMatchObject({
      code: 'file-unwritable',
    });
  });

  it.skipIf(process.platform === 'win32')('writes to a pipe directly and leaves it a pipe', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'ignore'] });
    const result = await openResultFile(folder.path, 'pipe');
    const [read] = await Promise.all([text(reader.stdout), result.write('through the pipe')]);
    expect(read).toBe('through the pipe');
    expect(statSync(at('pipe')).isFIFO()).toBe(true);
  });

  it.skipIf(!existsSync('/dev/stdout'))('waits for the reader of an open pipe that is full', () => {
    folder.write(
      'write.mts',
      `import { openResultFile } from ${JSON.stringify(fileURLToPath(new URL('../../../src/files/write.ts', import.meta.url)))};
       process.stdout.write('');
       await (await openResultFile('/', '/dev/stdout')).write('x'.repeat(500_000));`,
    );
    const command = `"$0" --import "$1" "$2" | (sleep 0.3; wc -c)`;
    const tsx = import.meta.resolve('tsx');
    const counted = execFileSync('/bin/sh', ['-c', command, process.execPath, tsx, at('write.mts')], {
      encoding: 'utf8',
    });
    expect(counted.trim()).toBe('500000');
  });

  it.skipIf(!existsSync('/dev/full'))('reports a device that is full', async () => {
    const result = await openResultFile(folder.path, '/dev/full');
    await expect(result.write('text')).rejects.toMatchObject({ message: 'cannot write /dev/full (ENOSPC)' });
  });
});
