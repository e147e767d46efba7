import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { findRealPath } from '../files/root.js';
import { createDiagnostic, type Diagnostic } from '../model/diagnostic.js';
import { throwIfInterrupted } from '../model/failure.js';
import { compareText } from '../model/location.js';
import type { ManifestCode } from './problem.js';
import { readGlob, searchByGlob, searchFolder } from './search-folder.js';

/** A file to read as a manifest. */
export interface FoundFile {
  /** Absolute path. */
  readonly path: string;
  /** Path as shown to people: relative to the working folder, with `/`. */
  readonly shown: string;
  readonly origin: Origin;
}

/** How a file came to be read. */
export type Origin =
  | { readonly kind: 'standard-input' }
  /** Named explicitly: never skipped, and it may be a pipe and lie anywhere. */
  | { readonly kind: 'named' }
  /** Found in a folder or by a glob. `folder`, absolute, is the one that was searched. */
  | { readonly kind: 'found'; readonly folder: string };

/** The files that the given paths lead to, sorted and without duplicates, and what is wrong with those paths. */
export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly diagnostics: readonly Diagnostic[];
}

const DEFAULT_PATH = './overrides';
const STANDARD_INPUT = '-';

/**
 * Finds manifests: standard input (`-`), files that are named, and `.yaml`, `.yml` and `.json` files that folders and globs lead to.
 *
 * @throws Failure `interrupted` once the signal is aborted.
 */
export const findFiles = async (
  paths: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<FoundFiles> => {
  const files = new Map<string, FoundFile>();
  const diagnostics: Diagnostic[] = [];
  const given = paths.length === 0 ? [DEFAULT_PATH] : paths;
  for (const path of given) {
    const found = await findOne(path, paths.length === 0, { cwd, signal });
    throwIfInterrupted(signal);
    if (found.diagnostic !== null) diagnostics.push(found.diagnostic);
    for (const file of found.files) {
      const identity = await findRealPath(file.path);
      if (file.origin.kind !== 'found' || !files.has(identity)) files.set(identity, file);
    }
  }
  return {
    files: [...files.values()].toSorted((left, right) => compareText(left.shown, right.shown)),
    diagnostics,
  };
};

interface Found {
  readonly files: readonly FoundFile[];
  readonly diagnostic: Diagnostic | null;
}

/** What finding files may use. */
interface Finding {
  readonly cwd: string;
  readonly signal: AbortSignal | undefined;
}

const findOne = async (path: string, isDefault: boolean, finding: Finding): Promise<Found> => {
  const { cwd } = finding;
  if (path === '') return refuse('path-not-found', 'a path is empty', 'check whether a variable is unset');
  if (path === STANDARD_INPUT) {
    const file = { path: resolve(cwd, path), shown: path, origin: { kind: 'standard-input' } } as const;
    return { files: [file], diagnostic: null };
  }
  const absolute = resolve(cwd, path);
  const status = await readStatus(absolute);
  switch (status) {
    case 'file':
      return {
        files: [{ path: absolute, shown: showPath(absolute, cwd), origin: { kind: 'named' } }],
        diagnostic: null,
      };
    case 'folder':
      return listFolder(path, absolute, finding);
    case 'missing':
      return (await listGlob(path, finding)) ?? { files: [], diagnostic: explainMissing(path, isDefault) };
    case 'other':
      return refuse(
        'file-unreadable',
        `${path} is neither a file, a folder nor a pipe`,
        'name a regular file',
      );
    default:
      return refuse('file-unreadable', `cannot read ${path} (${status.code})`, 'check its permissions');
  }
};

type Status = 'file' | 'folder' | 'other' | 'missing' | { readonly code: string };

const readStatus = async (path: string): Promise<Status> => {
  try {
    const stats = await stat(path);
    if (stats.isFile() || stats.isFIFO()) return 'file';
    return stats.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    return ['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE', 'ENAMETOOLONG'].includes(code)
      ? 'missing'
      : { code };
  }
};

const listFolder = async (path: string, absolute: string, { cwd, signal }: Finding): Promise<Found> => {
  const paths = await searchFolder(absolute, signal).catch(() => null);
  if (paths === null)
    return refuse('file-unreadable', `cannot read the folder ${path}`, 'check its permissions');
  if (paths.length > 0) return { files: paths.map((file) => toFound(file, absolute, cwd)), diagnostic: null };
  return refuse('no-manifests', `the folder ${path} contains no manifest`, MANIFEST_NAMES);
};

/** Lists what a glob matches; null where the path is none. */
const listGlob = async (pattern: string, { cwd, signal }: Finding): Promise<Found | null> => {
  const search = await readGlob(pattern, cwd);
  if (search === null) return null;
  const { folder } = search;
  const isThere = (await readStatus(folder)) === 'folder';
  const paths = isThere ? await searchByGlob(search, signal).catch(() => null) : [];
  if (paths === null)
    return refuse('file-unreadable', `cannot search for ${pattern}`, 'check the permissions');
  if (paths.length > 0) return { files: paths.map((file) => toFound(file, folder, cwd)), diagnostic: null };
  return refuse('path-not-found', `no manifest matches ${pattern}`, MANIFEST_NAMES);
};

const MANIFEST_NAMES = 'manifest names end in .yaml, .yml or .json';

const toFound = (path: string, folder: string, cwd: string): FoundFile => ({
  path,
  shown: showPath(path, cwd),
  origin: { kind: 'found', folder },
});

const explainMissing = (path: string, isDefault: boolean): Diagnostic =>
  isDefault
    ? report(
        'path-not-found',
        `there is no folder ${path}`,
        'give the files, folders or globs of your manifests',
      )
    : report(
        'path-not-found',
        `there is no file or folder ${path}`,
        path.includes('\\') ? 'write / between folders' : 'check the path and the working folder',
      );

const refuse = (code: ManifestCode, message: string, hint: string): Found => ({
  files: [],
  diagnostic: report(code, message, hint),
});

const report = (code: ManifestCode, message: string, hint: string): Diagnostic =>
  createDiagnostic({ severity: 'error', code, message, hint });

/** A path as shown to people: relative to the working folder if that is possible, with `/`. */
export const showPath = (path: string, cwd: string): string => {
  const shown = relative(cwd, path);
  return (isAbsolute(shown) ? path : shown).split(sep).join('/');
};
