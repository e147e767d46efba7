import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRoot } from '../../../src/files/root.js';
import { makeFolder } from '../values/make-context.js';

describe('findRoot', () => {
  it('is the git top level above the working folder', async () => {
    const top = makeFolder();
    mkdirSync(join(top, '.git'));
    mkdirSync(join(top, 'deploy/overrides'), { recursive: true });
    expect(await findRoot(join(top, 'deploy/overrides'))).toBe(top);
    expect(await findRoot(top)).toBe(top);
  });

  it('knows the .git file of a worktree, and takes the nearest', async () => {
    const top = makeFolder();
    mkdirSync(join(top, '.git'));
    mkdirSync(join(top, 'inner/deep'), { recursive: true });
    writeFileSync(join(top, 'inner/.git'), 'gitdir: elsewhere\n');
    expect(await findRoot(join(top, 'inner/deep'))).toBe(join(top, 'inner'));
  });

  it('is the working folder where there is no git', async () => {
    const folder = makeFolder();
    expect(await findRoot(folder)).toBe(folder);
  });

  it('is never the whole file system', async () => {
    expect(await findRoot('/')).toBeNull();
  });

  it('is a real path, also from a folder that was entered through a link', async () => {
    const top = makeFolder();
    mkdirSync(join(top, 'repo/.git'), { recursive: true });
    symlinkSync(join(top, 'repo'), join(top, 'link'));
    expect(await findRoot(join(top, 'link'))).toBe(join(top, 'repo'));
  });
});
