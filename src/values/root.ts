import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Finds the folder that values may come from when nobody names one: the git top level above `cwd`, else `cwd`. Absolute and real. */
export const findRoot = async (cwd: string): Promise<string> =>
  (await findGitTop(cwd)) ?? (await realpath(cwd));

/** Finds the git top level above `cwd`, absolute and real; null where there is none. */
export const findGitTop = async (cwd: string): Promise<string | null> => {
  for (let folder = await realpath(cwd); ; folder = dirname(folder)) {
    if (await holdsGit(folder)) return folder;
    if (folder === dirname(folder)) return null;
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
