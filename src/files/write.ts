import { constants, writeSync } from 'node:fs';
import { access, open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { codeOf } from './error-code.js';
import { Failure } from '../model/failure.js';

/** A file that a result will be written to. */
export interface ResultFile {
  /** Writes the whole text; throws a `Failure` (`file-unwritable`). */
  readonly write: (text: string) => Promise<void>;
}

/**
 * Prepares to write a result to a file, so that a path that cannot be written fails before any request is spent. The file appears
 * whole or not at all, and a good older one is never truncated. `-`, a device or a pipe, such as `/dev/stdout`, is written to directly,
 * and a link keeps leading to the file that is written.
 *
 * @throws Failure `file-unwritable`.
 */
export const openResultFile = async (cwd: string, file: string): Promise<ResultFile> => {
  const destination = await orFail(file, () =>
    findDestination(file === '-' ? STANDARD_OUTPUT : resolve(cwd, file)),
  );
  return { write: (text) => orFail(file, () => writeTo(destination, text)) };
};

/** Writes a file whole or not at all, with the mode of the one that it replaces; throws what the file system says. */
export const replaceFile = async (path: string, text: string): Promise<void> =>
  writeTo(await findDestination(path), text);

/**
 * Makes a file that is not there yet, and is certain that the disk has it before it returns; throws what the file system says
 * (`EEXIST` for a file that is there). `mode` is that of `open`.
 */
export const createFile = async (path: string, text: string, mode = 0o666): Promise<void> => {
  const handle = await open(path, 'wx', mode);
  try {
    await writeDurably(handle, text);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(path));
};

/** Adds a text to the end of a file, all of it or an error; throws what the file system says. */
export const addToFile = async (path: string, text: string): Promise<void> => {
  const handle = await open(path, 'a');
  try {
    await writeAll(handle, text);
  } finally {
    await handle.close();
  }
};

/** Says that a file cannot be written, and why, from the error that writing it gave. */
export const explainUnwritable = (file: string, error: unknown): Failure =>
  new Failure('file-unwritable', `cannot write ${file} (${codeOf(error)})`, {
    hint: 'name a file in a folder that exists and that you may write to',
  });

/** Where a text goes, links followed. */
type Destination =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number }
  | { readonly kind: 'stream'; readonly path: string }
  /** A stream that is open already, such as `/dev/stdout`: whatever it leads to, nothing there is replaced. */
  | { readonly kind: 'open'; readonly descriptor: number };

/** The permissions of a new file; the umask narrows them. */
const NEW_FILE = 0o666;

const PERMISSIONS = 0o777;

const findDestination = async (path: string): Promise<Destination> => {
  const descriptor = findDescriptor(path);
  if (descriptor !== null) return { kind: 'open', descriptor };
  const target = await realpath(path).catch(() => path);
  const existing = await stat(path).catch(() => null);
  if (existing === null) {
    await access(dirname(target), constants.W_OK);
    return { kind: 'file', path: target, mode: NEW_FILE };
  }
  if (existing.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  // What is no regular file keeps the name it was given: `/dev/stdout` of a pipe leads to no path that could be opened.
  if (!existing.isFile()) return { kind: 'stream', path };
  await access(dirname(target), constants.W_OK);
  await access(target, constants.W_OK);
  // oxlint-disable-next-line no-bitwise -- permissions of stat(2)
  return { kind: 'file', path: target, mode: existing.mode & PERMISSIONS };
};

const STANDARD_OUTPUT = '/dev/stdout';

/** The descriptor that a path stands for. Source: /dev and /proc of Linux, macOS and the BSDs. */
const findDescriptor = (path: string): number | null => {
  if (path === STANDARD_OUTPUT) return 1;
  if (path === '/dev/stderr') return 2;
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d{1,9})$/.exec(path)?.[1];
  return number === undefined ? null : Number(number);
};

const writeTo = async (destination: Destination, text: string): Promise<void> => {
  switch (destination.kind) {
    case 'file':
      await writeBeside(destination.path, text, destination.mode);
      return;
    case 'stream':
      await addToFile(destination.path, text);
      return;
    case 'open':
      await writeToOpen(destination.descriptor, Buffer.from(text));
  }
};

/** Milliseconds to wait for the reader of a pipe that is full. */
const PIPE_PAUSE = 5;

/** Node makes the pipe of a standard stream one that takes what fits and refuses the rest, instead of waiting for its reader. */
const writeToOpen = async (descriptor: number, bytes: Uint8Array): Promise<void> => {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      await setTimeout(PIPE_PAUSE);
    }
  }
};

/** Writes beside the file and renames, with everything on the disk at each step: a crash leaves the old file or the new one. */
const writeBeside = async (path: string, text: string, mode: number): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await writeDurably(handle, text);
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
};

const writeDurably = async (handle: FileHandle, text: string): Promise<void> => {
  await writeAll(handle, text);
  await handle.sync();
};

/** A disk that fills up takes a part of what it is given and reports success. */
const writeAll = async (handle: FileHandle, text: string): Promise<void> => {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written);
    written += bytesWritten;
  }
};

/** The new name of a file is safe only when its folder is; a system that cannot sync folders has done what it can. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
};

const orFail = async <Result>(file: string, act: () => Promise<Result>): Promise<Result> => {
  try {
    return await act();
  } catch (error) {
    throw explainUnwritable(file, error);
  }
};
