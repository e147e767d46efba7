import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../../../src/cli/io.js';
import { checkNewFiles, writeNewFiles, type NewFile } from '../../../../src/cli/init/new-files.js';
import { readFiles } from '../../../support/files.js';
import { makeFolder, type TestFolder } from '../../../support/folder.js';

const plain = (path: string): NewFile => ({ path, text: 'new\n', isPrivate: false, note: '', hint: '' });
const line = (path: string): NewFile => ({ path, add: 'line', note: '' });

describe('writeNewFiles', () => {
  let folder: TestFolder;
  let io: Io;
  beforeEach(() => {
    folder = makeFolder();
    io = { cwd: folder.path } as Io;
  });
  afterEach(() => folder.remove());

  it.each([
    ['a file that is there', 'there', 'EEXIST'],
    ['a folder that is a file', 'there/new', 'EEXIST'],
    ['a link that leads nowhere', 'dangling', 'EEXIST'],
  ])('takes everything back when it meets %s', async (_name, path, reason) => {
    folder.write('there', 'mine\n');
    folder.write('list', 'a\n');
    symlinkSync(join(folder.path, 'elsewhere'), join(folder.path, 'dangling'));
    mkdirSync(join(folder.path, 'kept'));
    const before = readFiles(folder.path);
    const files = [line('list'), line('new-list'), plain('a/b/c'), plain('kept/d'), plain(path)];
    await expect(writeNewFiles(io, files)).rejects.toMatchObject({
      code: 'file-unwritable',
      message: `cannot write ${path} (${reason}); nothing was written`,
    });
    expect(readFiles(folder.path)).toEqual(before);
    expect(() => readFileSync(join(folder.path, 'a'))).toThrow('ENOENT');
    expect(() => readFileSync(join(folder.path, 'kept'))).toThrow('EISDIR');
  });

  it('adds a line after a last line without its end', async () => {
    folder.write('list', 'a');
    await writeNewFiles(io, [line('list')]);
    expect(readFileSync(join(folder.path, 'list'), 'utf8')).toBe('a\nline\n');
  });

  it.each([
    ['there', 'file-exists'],
    ['dangling', 'file-exists'],
    ['there/new', 'file-unwritable'],
    ['there/below/new', 'file-unwritable'],
  ])('is preceded by a check that refuses %s', async (path, code) => {
    folder.write('there', 'mine\n');
    symlinkSync(join(folder.path, 'elsewhere'), join(folder.path, 'dangling'));
    await expect(checkNewFiles(io, [plain('ok'), plain(path)])).rejects.toMatchObject({ code });
  });

  it('adds to no link', async () => {
    folder.write('there', 'mine\n');
    symlinkSync(join(folder.path, 'there'), join(folder.path, 'link'));
    await expect(checkNewFiles(io, [line('link')])).rejects.toMatchObject({ code: 'file-unwritable' });
  });
});
