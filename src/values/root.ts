import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Finds the default folder for values: the git top level above `cwd`, or else `cwd`. Absolute and real. */
export const findRoot = async (cwd: string): Promise<string> =>
  (await findGitTop(cwd)) ?? (await realpath(cwd));

/** Finds the git top level above `cwd`, absolute and real; null if there is none. */
export const findGitTop = async (cwd: string): Promise<string | null> => {
  for (let folder = await realpath(cwd); ; folder = dirname(folder)) {
    if (await holdsGit(folder)) return folder;
    if (folder === dirname(folder)) return null;
  }
};

/** `.git` is a folder in a plain clone, and a file in a worktree or a submodule. */
const holdsGit = async (folder: string): Promise<boolean> => {
  try {
    const entry = await lstat(join(folder, '.git'));
    return entry.isDirectory() || entry.isFile();
  } catch {
    return false;
  }
};
