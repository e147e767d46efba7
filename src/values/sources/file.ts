import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { refuse, succeed, type Outcome, miss } from '../outcome.js';
import { resolve } from 'node:path';
import { isWithin } from '../../files/root.js';

/** Most bytes that a file or the output of a command may have to become a value. */
export const MAX_BYTES = 1024 * 1024;

/** Does not follow a link in the last step, nor wait for the other end of a pipe; Windows has neither flag. */
const OPEN_FLAGS =
  // oxlint-disable-next-line no-bitwise -- flags of open(2)
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** A file to read: its real path, and its name in messages. */
export interface FileToRead {
  /** Absolute and real, as `locateFile` gives it. */
  readonly real: string;
  readonly shown: string;
}

/**
 * Reads a plain file of at most 1 MiB. All checks are made on the open file before a byte is read, and the path must still
 * lead to that file afterwards, so that replacing a folder by a link in between has no effect.
 * @param isKeyFile whether a file, by device and inode, holds a key of this run
 */
export const readPlainFile = async (
  file: FileToRead,
  isKeyFile: (stats: BigIntStats) => Promise<boolean>,
): Promise<Outcome<Uint8Array>> => {
  let handle: FileHandle | null = null;
  try {
    const before = checkStats(await lstat(file.real, { bigint: true }), file.shown);
    if (before !== null) return before;
    handle = await open(file.real, OPEN_FLAGS);
    const opened = await handle.stat({ bigint: true });
    const after = checkStats(opened, file.shown) ?? (await checkUnmoved(opened, file));
    if (after !== null) return after;
    if (await isKeyFile(opened)) {
      return refuse('file-is-key', `the file ${file.shown} holds a key of this run and cannot be a value`);
    }
    return await readExactly(handle, Number(opened.size), file.shown);
  } catch (error) {
    return unreadable(file.shown, error);
  } finally {
    await handle?.close();
  }
};

const checkStats = (stats: BigIntStats, shown: string): Outcome<never> | null => {
  if (!stats.isFile()) {
    return refuse(
      'file-not-plain',
      `${shown} is not a plain file`,
      'folders, pipes and devices cannot be values',
    );
  }
  if (stats.size > BigInt(MAX_BYTES)) {
    return refuse('file-too-large', `the file ${shown} is larger than 1 MiB`);
  }
  return null;
};

const checkUnmoved = async (opened: BigIntStats, file: FileToRead): Promise<Outcome<never> | null> => {
  const current = await stat(file.real, { bigint: true });
  const same = (await realpath(file.real)) === file.real && isSameFile(current, opened);
  return same ? null : refuse('file-moved', `the file ${file.shown} was replaced while it was read`);
};

/** Whether two results of `stat` describe the same file, whatever its names. */
export const isSameFile = (left: BigIntStats, right: BigIntStats): boolean =>
  left.dev === right.dev && left.ino === right.ino;

/** Files in /proc claim to be empty but are not: a plain file has the size that it claims. */
const readExactly = async (handle: FileHandle, size: number, shown: string): Promise<Outcome<Uint8Array>> => {
  const buffer = new Uint8Array(size + 1);
  let filled = 0;
  while (filled <= size) {
    const { bytesRead } = await handle.read(buffer, filled, size + 1 - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled === size
    ? succeed(buffer.subarray(0, size))
    : refuse('file-moved', `the file ${shown} changed while it was read, or is not a plain file`);
};

/**
 * Finds the real path of a file that a manifest names, and refuses everything outside `root` or under a `.git`: a manifest is
 * code that a stranger can send in a pull request. `path` is as written (and as shown), relative to `folder`.
 */
export const locateFile = async (path: string, folder: string, root: string): Promise<Outcome<string>> => {
  try {
    // The first check comes before the file is touched: nothing outside is even probed.
    const written = resolve(await realpath(folder), path);
    const outside = checkPlace(written, path, root);
    if (outside !== null) return outside;
    const real = await realpath(written);
    return checkPlace(real, path, root) ?? succeed(real);
  } catch (error) {
    return (await explainSpelling(path, folder)) ?? unreadable(path, error);
  }
};

/** Explains that a file exists under a name that looks the same: macOS and Linux write accents differently. */
const explainSpelling = async (path: string, folder: string): Promise<Outcome<never> | null> => {
  const others = [path.normalize('NFC'), path.normalize('NFD')].filter((other) => other !== path);
  for (const other of others) {
    if (await lstat(resolve(folder, other)).catch(() => null)) {
      return miss(
        'file-not-found',
        `the file ${path} does not exist, but one whose name looks the same`,
        'its accents are other characters (Unicode NFC and NFD): copy the name of the file',
      );
    }
  }
  return null;
};

const adviseOnPath = (path: string): string =>
  path.includes('\\')
    ? 'write / between folders, which works on Windows too'
    : 'paths are relative to the manifest';

/** Explains why a file could not be read, from the error's code alone. */
export const unreadable = (path: string, error: unknown): Outcome<never> => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return miss('file-not-found', `the file ${path} does not exist`, adviseOnPath(path));
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
      `the file ${path} is outside the root folder`,
      '--root sets the folder that files are read from; by default it is the git top level',
    );
  }
  if (absolute.split(/[\\/]/).some((segment) => GIT_FOLDER.test(segment))) {
    return refuse('file-in-git', `the file ${path} is under .git`);
  }
  return null;
};
