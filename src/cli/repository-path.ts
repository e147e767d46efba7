import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { findGitTop } from '../values/root.js';
import type { Io } from './io.js';

/**
 * Makes a function that spells files as a CI system knows them: from the top of the repository, with `/`, wherever in it the
 * command runs. Files outside keep their name.
 */
export const createRepositoryPath = async ({
  env,
  cwd,
}: Pick<Io, 'env' | 'cwd'>): Promise<(file: string) => string> => {
  const start = await realpath(cwd);
  const workspace = env['GITHUB_WORKSPACE'] || env['CI_PROJECT_DIR'];
  const top = chooseTop(
    start,
    await findGitTop(cwd),
    workspace === undefined ? null : await realpath(workspace).catch(() => null),
  );
  return (file) => {
    const path = relative(top, resolve(start, file));
    return isOutside(path) ? file : path.split(sep).join('/');
  };
};

/** A checkout below the workspace (`path:` of actions/checkout) is a repository of its own; one around it is somebody else's. */
const chooseTop = (start: string, git: string | null, workspace: string | null): string => {
  if (workspace === null || isOutside(relative(workspace, start))) return git ?? start;
  return git === null || isOutside(relative(workspace, git)) ? workspace : git;
};

const isOutside = (path: string): boolean => path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
