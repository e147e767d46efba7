import { constants } from 'node:fs';
import { access, lstat, rm, rmdir } from 'node:fs/promises';
import { dirname, resolve, isAbsolute, relative, sep } from 'node:path';
import { Failure } from '../../model/failure.js';
import type { Io } from '../io.js';
import { codeOf } from '../../files/error-code.js';
import { makeFolders } from '../../files/folders.js';
import { readRegularFile } from '../../files/read.js';
import { createFile, replaceFile } from '../../files/write.js';
import { formatCount } from '../../text/words.js';
import { makeKeyText } from '../keygen.js';
import { makeWorkflow } from './ci-workflow.js';
import type { Decided, KeyFile } from './decide.js';

/** A file to create; one with a line to `add` may exist. */
export type NewFile = {
  /** As shown to people; relative to the working folder. */
  readonly path: string;
  /** What it is, in a few words. */
  readonly note: string;
} & (
  | {
      readonly text: string;
      /** Whether only its owner may read it. */
      readonly isPrivate: boolean;
      /** What to do if it already exists. */
      readonly hint: string;
    }
  | { readonly add: string }
);

/**
 * Throws a `Failure` unless every file can be created: none may exist, and each folder must exist or be possible to create.
 * Nothing is written.
 */
export const checkNewFiles = async (io: Io, files: readonly NewFile[]): Promise<void> => {
  for (const file of files) {
    const path = resolve(io.cwd, file.path);
    const entry = await lstat(path).catch(() => null);
    if ('add' in file) {
      if (entry !== null && !entry.isFile()) throw unwritable(file.path, 'it is not a regular file');
      if (entry !== null) await orFail(file.path, () => access(path, constants.W_OK));
    } else if (entry !== null) {
      throw new Failure('file-exists', `${file.path} already exists, and is never overwritten`, {
        hint: file.hint,
      });
    }
    if (entry === null) await checkFolder(file.path, dirname(path));
  }
};

/** Creates the files in order; if one fails, those before it are removed again, and a `Failure` says which. */
export const writeNewFiles = async (io: Io, files: readonly NewFile[]): Promise<void> => {
  const undone: (() => Promise<void>)[] = [];
  for (const file of files) {
    try {
      await writeNewFile(resolve(io.cwd, file.path), file, (undo) => undone.unshift(undo));
    } catch (error) {
      for (const undo of undone) await undo().catch(() => undefined);
      throw error instanceof Failure ? error : unwritable(file.path, codeOf(error));
    }
  }
};

const writeNewFile = async (
  path: string,
  file: NewFile,
  onUndo: (undo: () => Promise<void>) => void,
): Promise<void> => {
  for (const folder of await makeFolders(dirname(path))) onUndo(() => rmdir(folder));
  if ('add' in file) {
    const before = readText(path);
    onUndo(() => (before === null ? rm(path, { force: true }) : replaceFile(path, before)));
    await replaceFile(path, addLine(before ?? '', file.add));
    return;
  }
  await createFile(path, file.text, file.isPrivate ? 0o600 : undefined);
  onUndo(() => rm(path, { force: true }));
};

/** Limit for the `.gitignore`. Bytes. */
const LARGEST_TEXT = 1024 * 1024;

/** The text of a file; null where there is none. Throws where it cannot be read, so that it is never replaced. */
const readText = (path: string): string | null => {
  const read = readRegularFile(path, LARGEST_TEXT);
  switch (read.kind) {
    case 'read':
      return read.bytes.toString('utf8');
    case 'too-large':
      throw unwritable(IGNORE_FILE, 'it is larger than 1 MiB');
    case 'not-regular':
      throw unwritable(IGNORE_FILE, 'it is not a regular file');
    case 'unreadable':
      if (read.code === 'ENOENT') return null;
      throw unwritable(IGNORE_FILE, read.code);
  }
};

const addLine = (before: string, line: string): string =>
  `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${line}\n`;

const checkFolder = async (shown: string, folder: string): Promise<void> => {
  const entry = await lstat(folder).catch(() => null);
  if (entry === null) {
    if (folder !== dirname(folder)) await checkFolder(shown, dirname(folder));
    return;
  }
  await orFail(shown, () => access(`${folder}/.`, constants.W_OK | constants.X_OK));
};

const orFail = async (shown: string, act: () => Promise<void>): Promise<void> => {
  try {
    await act();
  } catch (error) {
    throw unwritable(shown, codeOf(error));
  }
};

const unwritable = (shown: string, reason: string): Failure =>
  new Failure('file-unwritable', `cannot write ${shown} (${reason}); nothing was written`, {
    hint: 'run init in a folder that you may write to, or name other files with --out and --key-file',
  });

const IGNORE_FILE = '.gitignore';

/** Lists the files to create, in order: git ignores the key before it exists. */
export const listNewFiles = async (
  io: Io,
  { manifest, keyFile, ci }: Decided,
): Promise<readonly NewFile[]> => [
  ...(keyFile === null ? [] : await listKeyFiles(io, keyFile)),
  {
    path: manifest.path,
    text: manifest.text,
    isPrivate: false,
    note: `the manifest, with ${formatCount(manifest.variables.length, 'override')}`,
    hint: 'name another file with --out',
  },
  ...(ci === 'none'
    ? []
    : [
        {
          ...makeWorkflow(ci, manifest.variables),
          isPrivate: false,
          note: 'checks, plans and applies in CI',
          hint: 'use --ci none, and copy the steps from the example in the package',
        },
      ]),
];

const listKeyFiles = async (io: Io, { path, isNew }: KeyFile): Promise<readonly NewFile[]> => {
  const line = await ignoreLine(io, path);
  return [
    ...(line === null ? [] : [{ path: IGNORE_FILE, add: line, note: 'one more line: git ignores the key' }]),
    ...(isNew
      ? [
          {
            path,
            text: makeKeyText(io),
            isPrivate: true,
            note: 'the fingerprint key, which only you can read',
            hint: 'name another file with --key-file',
          },
        ]
      : []),
  ];
};

/** The line of `.gitignore` that a key needs; null if it is there, or if the key lies outside the working folder. */
const ignoreLine = async (io: Io, path: string): Promise<string | null> => {
  const inside = relative(io.cwd, resolve(io.cwd, path));
  if (inside.startsWith('..') || isAbsolute(inside)) return null;
  const line = `/${inside.split(sep).join('/')}`.replaceAll(/[*?[\]!#\\ ]/g, String.raw`\$&`);
  const text = readText(resolve(io.cwd, IGNORE_FILE)) ?? '';
  const lines = text.split(/\r?\n/);
  return lines.includes(line) || lines.includes(line.slice(1)) ? null : line;
};
