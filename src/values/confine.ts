import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { miss, refuse, succeed, type Outcome } from './outcome.js';

/**
 * Finds the real path of a file that a manifest names, and refuses whatever lies outside `root` or under a `.git`.
 * `path` is as written (and as shown), relative to `folder`. Source of the rule: a manifest is code that a stranger can send.
 */
export const locateFile = async (path: string, folder: string, root: string): Promise<Outcome<string>> => {
  try {
    // The first check comes before the file is touched: what lies outside is not even probed.
    const written = resolve(await realpath(folder), path);
    const outside = checkPlace(written, path, root);
    if (outside !== null) return outside;
    const real = await realpath(written);
    return checkPlace(real, path, root) ?? succeed(real);
  } catch (error) {
    return unreadable(path, error);
  }
};

/** Says why a file could not be reached, from the error's code alone. */
export const unreadable = (path: string, error: unknown): Outcome<never> => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return miss('file-not-found', `the file ${path} does not exist`, 'paths are relative to the manifest');
    case 'EACCES':
    case 'EPERM':
      return miss('file-unreadable', `no permission to read the file ${path}`);
    case 'ELOOP':
      return refuse('file-unreadable', `the file ${path} is a symbolic link that leads nowhere`);
    default:
      return miss(
        'file-unreadable',
        `cannot read the file ${path}${/^[A-Z]+$/.test(code) ? ` (${code})` : ''}`,
      );
  }
};

/** Other spellings are the same folder on Windows and macOS. Source: git's own check of paths, `core.protectNTFS`. */
const GIT_FOLDER = /^(?:\.git[. ]*(?::.*)?|git~1)$/i;

const checkPlace = (absolute: string, path: string, root: string): Outcome<never> | null => {
  if (!isWithin(absolute, root)) {
    return refuse(
      'file-outside-root',
      `the file ${path} lies outside the root folder`,
      '--root names the folder that files may come from; by default it is the git top level',
    );
  }
  if (absolute.split(/[\\/]/).some((segment) => GIT_FOLDER.test(segment))) {
    return refuse('file-in-git', `the file ${path} lies under .git`);
  }
  return null;
};

const isWithin = (absolute: string, root: string): boolean => {
  const way = relative(root, absolute);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};
