import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/**
 * Finds the folder that files may be read from by default: the git top level above `cwd`, or else `cwd`. Absolute and real; null
 * where that would be the whole file system, as in a container that starts in `/`.
 */
export const findRoot = async (cwd: string): Promise<string | null> => {
  const top = await findGitTop(cwd);
  if (top !== null) return top;
  const folder = await realpath(cwd);
  return folder === dirname(folder) ? null : folder;
};

/** The real path of a file or folder; the path itself where there is none, so that opening it says why. */
export const findRealPath = (path: string): Promise<string> => realpath(path).catch(() => path);

/** Whether an absolute path is a folder or in it. */
export const isWithin = (absolute: string, folder: string): boolean => {
  const way = relative(folder, absolute);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

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
