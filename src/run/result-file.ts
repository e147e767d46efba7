import { constants } from 'node:fs';
import { access, realpath, rename, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Failure } from '../model/failure.js';
import { makeId } from './machine.js';

/** A file that a result will be written to. */
export interface ResultFile {
  readonly write: (text: string) => Promise<void>;
}

/**
 * Prepares to write a result to a file: its folder must exist before any request is spent. The file appears whole or not at
 * all; anything but a regular file, such as a pipe, is written to directly. Both throw a `Failure` (`file-unwritable`).
 */
export const openResultFile = async (cwd: string, file: string): Promise<ResultFile> => {
  const path = await orFail(file, () => findPath(resolve(cwd, file)));
  return {
    write: (text) =>
      orFail(file, () =>
        path.isReplaced ? replaceFile(path.absolute, text, makeId()) : writeFile(path.absolute, text),
      ),
  };
};

interface ResultPath {
  readonly absolute: string;
  readonly isReplaced: boolean;
}

const findPath = async (path: string): Promise<ResultPath> => {
  const absolute = await realpath(path).catch(() => path);
  const existing = await stat(absolute).catch(() => null);
  if (existing?.isDirectory() === true) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  if (existing !== null && !existing.isFile()) return { absolute, isReplaced: false };
  await access(dirname(absolute), constants.W_OK);
  if (existing !== null) await access(absolute, constants.W_OK);
  return { absolute, isReplaced: true };
};

/** Writes a file whole or not at all; throws what the file system says. `id` is a UUID. */
export const replaceFile = async (path: string, text: string, id: string): Promise<void> => {
  const temporary = `${path}.${id}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
};

const orFail = async <Result>(file: string, act: () => Promise<Result>): Promise<Result> => {
  try {
    return await act();
  } catch (error) {
    throw explainUnwritable(file, error);
  }
};

/** Says that a file cannot be written, and why, from the error that writing it gave. */
export const explainUnwritable = (file: string, error: unknown): Failure => {
  const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
  return new Failure('file-unwritable', `cannot write ${file} (${reason})`, {
    hint: 'name a file in a folder that exists and that you may write to',
  });
};

/**
 * Makes a folder with those above it, and gives the ones that were not there, the outermost first; throws what `mkdir` throws.
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
