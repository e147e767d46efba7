import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolders } from '../../../src/files/folders.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';

describe('makeFolders', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = makeFolder({ file: '' });
  });
  afterEach(() => folder.remove());

  it('makes what is missing, and says what that was', async () => {
    const [outer, inner] = [join(folder.path, 'a'), join(folder.path, 'a/b')];
    expect(await makeFolders(inner)).toEqual([outer, inner]);
    expect(existsSync(inner)).toBe(true);
    expect(await makeFolders(inner)).toEqual([]);
  });

  it('fails below a file', async () => {
    await expect(makeFolders(join(folder.path, 'file/a'))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  // Where Node's own recursive way goes round for ever.
  it.skipIf(!existsSync('/proc/self'))('fails where the system lets nobody make a folder', async () => {
    await expect(makeFolders('/proc/overrides/nested')).rejects.toMatchObject({
      code: expect.stringMatching(/^(ENOENT|EACCES|EPERM)$/) as string,
    });
  });
});
