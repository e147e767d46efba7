import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder with those above it, and returns the ones that were not there, the outermost first; throws what `mkdir` throws.
 * One after another, because Node's recursive way never ends below `/proc`, which answers ENOENT where no folder can be made.
 */
export const makeFolders = async (folder: string): Promise<readonly string[]> => {
  const missing = await findMissing(folder);
  for (const path of missing) await mkdir(path);
  return missing;
};

const findMissing = async (folder: string): Promise<readonly string[]> => {
  const entry = await stat(folder).catch(() => null);
  const above = dirname(folder);
  return entry?.isDirectory() === true || above === folder ? [] : [...(await findMissing(above)), folder];
};
