import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Finds the folder that values may come from when nobody names one: the git top level above `cwd`, else `cwd`. Absolute and real. */
export const findRoot = async (cwd: string): Promise<string> => {
  const start = await realpath(cwd);
  for (let folder = start; ; folder = dirname(folder)) {
    if (await holdsGit(folder)) return folder;
    if (folder === dirname(folder)) return start;
  }
};

/** A folder in a plain clone, a file in a worktree or a submodule. */
const holdsGit = async (folder: string): Promise<boolean> => {
  try {
    const entry = await lstat(join(folder, '.git'));
    return entry.isDirectory() || entry.isFile();
  } catch {
    return false;
  }
};
