import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { throwIfInterrupted } from '../model/failure.js';
import { compareText } from '../model/location.js';

/** What a glob searches. */
export interface GlobSearch {
  /** Absolute folder that the search starts in: what comes before the first wildcard. */
  readonly folder: string;
  /** The rest, over paths from there. */
  readonly glob: string;
}

/** Loads what compiles globs only once there is one: most runs are given folders, and it takes a while to load. */
const loadCompiler = async (): Promise<CompileGlob> => (await import('../text/glob.js')).compileGlob;

type CompileGlob = (glob: string) => ((text: string) => boolean) | null;

/** Reads a path as a glob; null where it has no wildcard, or is too long for a glob. */
export const readGlob = async (pattern: string, cwd: string): Promise<GlobSearch | null> => {
  const [fixed = ''] = /^(?:[^/*?[\]{}\\]*\/)*/.exec(pattern) ?? [];
  const glob = pattern.slice(fixed.length);
  if (!/[*?[{]/.test(glob)) return null;
  const compileGlob = await loadCompiler();
  return compileGlob(glob) === null ? null : { folder: resolve(cwd, fixed), glob };
};

/** Finds the manifests that a glob matches; throws what the file system says, or a Failure `interrupted`. Names with a dot and `node_modules` must be spelled out. */
export const searchByGlob = async (
  { folder, glob }: GlobSearch,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> => {
  const compileGlob = await loadCompiler();
  return listManifests(folder, {
    takesFile: compileGlob(glob) ?? nothing,
    takesFolder: compileFolders(glob, compileGlob),
    takesDots: /(?:^|[/{,])\./.test(glob),
    takesModules: glob.includes(MODULES),
    signal,
  });
};

/** Lists the manifests below a folder by name; throws what the file system says, or a Failure `interrupted`. */
export const searchFolder = (folder: string, signal: AbortSignal | undefined): Promise<readonly string[]> =>
  listManifests(folder, {
    takesFile: everything,
    takesFolder: everything,
    takesDots: false,
    takesModules: false,
    signal,
  });

const EXTENSIONS = ['.yaml', '.yml', '.json'] as const;
const MODULES = 'node_modules';

const everything = (): boolean => true;
const nothing = (): boolean => false;

/** What a search takes; paths are from the folder that it started in, with `/`. */
interface Search {
  readonly takesFile: (path: string) => boolean;
  readonly takesFolder: (path: string) => boolean;
  readonly takesDots: boolean;
  readonly takesModules: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Links to folders are not followed, because they can form a loop. */
const listManifests = async (folder: string, search: Search, path = ''): Promise<readonly string[]> => {
  throwIfInterrupted(search.signal);
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries
    .filter(({ name }) => search.takesDots || !name.startsWith('.'))
    .toSorted((left, right) => compareText(left.name, right.name))
    .map(async (entry) => {
      const below = `${path}${entry.name}`;
      const absolute = join(folder, entry.name);
      if (entry.isDirectory()) {
        const isTaken = (search.takesModules || entry.name !== MODULES) && search.takesFolder(below);
        return isTaken ? listManifests(absolute, search, `${below}/`) : [];
      }
      const isFile = entry.isFile() || entry.isSymbolicLink();
      return isFile && isManifest(entry.name) && search.takesFile(below) ? [absolute] : [];
    });
  return (await Promise.all(found)).flat();
};

const isManifest = (name: string): boolean => EXTENSIONS.some((extension) => name.endsWith(extension));

/** Whether what a glob matches can be in a folder, so that `*.yaml` does not search a whole tree. If in doubt, it can. */
const compileFolders = (glob: string, compileGlob: CompileGlob): ((path: string) => boolean) => {
  if (/[\\{}[\]]/.test(glob)) return glob.includes('**') ? everything : notDeeperThan(glob);
  const parts = glob.split('/').slice(0, -1);
  const deep = glob.split('/').findIndex((part) => part.includes('**'));
  const tests = parts.map((part) => compileGlob(part) ?? nothing);
  return (path) => {
    const names = path.split('/');
    return names.every((name, depth) =>
      deep !== -1 && depth >= deep ? true : (tests[depth]?.(name) ?? false),
    );
  };
};

const notDeeperThan = (glob: string): ((path: string) => boolean) => {
  const depth = glob.split('/').length;
  return (path) => path.split('/').length < depth;
};
