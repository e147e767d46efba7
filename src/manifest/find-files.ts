import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { createDiagnostic, type Diagnostic } from '../model/diagnostic.js';
import { compareText } from '../model/location.js';
import type { ManifestCode } from './problem.js';

/** A file to read as a manifest. */
export interface FoundFile {
  /** Absolute path. */
  readonly path: string;
  /** Path as shown to people: relative to the working folder, with `/`. */
  readonly shown: string;
  /** Whether it was named explicitly, and so is never skipped. */
  readonly isNamed: boolean;
}

/** The files that the given paths lead to, sorted and without duplicates, and what is wrong with those paths. */
export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly diagnostics: readonly Diagnostic[];
}

const DEFAULT_PATH = './overrides';
const EXTENSIONS = ['yaml', 'yml', 'json'] as const;
const MODULES = 'node_modules';

/** Finds manifests: files that are named, and `.yaml`, `.yml` and `.json` files that folders and globs lead to. */
export const findFiles = async (paths: readonly string[], cwd: string): Promise<FoundFiles> => {
  const files = new Map<string, FoundFile>();
  const diagnostics: Diagnostic[] = [];
  const given = paths.length === 0 ? [DEFAULT_PATH] : paths;
  for (const path of given) {
    const found = await findOne(path, cwd, paths.length === 0);
    if (found.diagnostic !== null) diagnostics.push(found.diagnostic);
    for (const file of found.files) {
      const identity = await realpath(file.path).catch(() => file.path);
      if (file.isNamed || !files.has(identity)) files.set(identity, file);
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

const findOne = async (path: string, cwd: string, isDefault: boolean): Promise<Found> => {
  if (path === '') return refuse('path-not-found', 'a path is empty', 'check whether a variable is unset');
  const absolute = resolve(cwd, path);
  const status = await readStatus(absolute);
  switch (status) {
    case 'file':
      return { files: [{ path: absolute, shown: showPath(absolute, cwd), isNamed: true }], diagnostic: null };
    case 'folder':
      return searchFolder(path, absolute, cwd);
    case 'missing':
      return (await searchGlob(path, cwd)) ?? { files: [], diagnostic: explainMissing(path, isDefault) };
    case 'other':
      return refuse('file-unreadable', `${path} is neither a file nor a folder`, 'name a regular file');
    default:
      return refuse('file-unreadable', `cannot read ${path} (${status.code})`, 'check its permissions');
  }
};

type Status = 'file' | 'folder' | 'other' | 'missing' | { readonly code: string };

const readStatus = async (path: string): Promise<Status> => {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return 'file';
    return stats.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    return ['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE', 'ENAMETOOLONG'].includes(code)
      ? 'missing'
      : { code };
  }
};

const searchFolder = async (path: string, absolute: string, cwd: string): Promise<Found> => {
  const paths = await listFolder(absolute).catch(() => null);
  if (paths === null)
    return refuse('file-unreadable', `cannot read the folder ${path}`, 'check its permissions');
  if (paths.length > 0) return { files: paths.map((file) => toFound(file, cwd)), diagnostic: null };
  return refuse(
    'no-manifests',
    `the folder ${path} contains no manifest`,
    'manifest names end in .yaml, .yml or .json',
  );
};

/** Lists the manifests below a folder by name. Links to folders are not followed, because they can form a loop. */
const listFolder = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries
    .filter(({ name }) => !name.startsWith('.'))
    .toSorted((left, right) => compareText(left.name, right.name))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === MODULES ? [] : listFolder(path);
      return isManifest(path) && (entry.isFile() || entry.isSymbolicLink()) ? [path] : [];
    });
  return (await Promise.all(found)).flat();
};

/** Searches by glob; null where the path is not one. The glob library is loaded only on demand. */
const searchGlob = async (pattern: string, cwd: string): Promise<Found | null> => {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(pattern)) return null;
  const ignore = pattern.includes(MODULES) ? [] : [`**/${MODULES}/**`];
  const matches = await glob(pattern, {
    cwd,
    ignore,
    absolute: true,
    dot: false,
    followSymbolicLinks: false,
  }).catch(() => null);
  if (matches === null)
    return refuse('file-unreadable', `cannot search for ${pattern}`, 'check the permissions');
  const files = matches.filter(isManifest).map((path) => toFound(resolve(path), cwd));
  if (files.length > 0) return { files, diagnostic: null };
  return refuse(
    'path-not-found',
    `no manifest matches ${pattern}`,
    'manifest names end in .yaml, .yml or .json',
  );
};

const isManifest = (path: string): boolean => EXTENSIONS.some((extension) => path.endsWith(`.${extension}`));

const toFound = (path: string, cwd: string): FoundFile => ({
  path,
  shown: showPath(path, cwd),
  isNamed: false,
});

const explainMissing = (path: string, isDefault: boolean): Diagnostic =>
  isDefault
    ? report(
        'path-not-found',
        `there is no folder ${path}`,
        'give the files, folders or globs of your manifests',
      )
    : report('path-not-found', `there is no file or folder ${path}`, 'check the path and the working folder');

const refuse = (code: ManifestCode, message: string, hint: string): Found => ({
  files: [],
  diagnostic: report(code, message, hint),
});

const report = (code: ManifestCode, message: string, hint: string): Diagnostic =>
  createDiagnostic({ severity: 'error', code, message, hint });

const showPath = (path: string, cwd: string): string => {
  const shown = relative(cwd, path);
  return (isAbsolute(shown) ? path : shown).split(sep).join('/');
};
