import { dirname } from 'node:path';
import { findRealPath } from '../files/root.js';
import type { DeclaredTarget } from '../model/declared-override.js';
import type { Location } from '../model/location.js';
import { findFiles, showPath } from './find-files.js';
import { readManifest } from './read/read-manifest.js';
import type { TargetNames } from './read/target.js';
import { searchByGlob } from './search-folder.js';
import { locate, readSourceFile, type ReadingOptions } from './source-file.js';

/** A document that a run was not given, from the folder of a manifest that it was given. */
export interface SiblingDocument {
  readonly stack: string;
  /** Null where the file is not valid YAML. */
  readonly target: DeclaredTarget | null;
  /** Whether it declares an override at project scope. */
  readonly hasProjectScope: boolean;
  /** Where it starts. */
  readonly location: Location;
}

/** Which manifests a run was given, and the names for those that leave them out. */
export interface SiblingSearch extends ReadingOptions {
  readonly paths: readonly string[];
  readonly defaults: TargetNames;
}

/**
 * Reads the manifests beside those that are given: files of the same folders that no path names and no glob matches. What is not a
 * manifest is passed over.
 */
export const readSiblings = async (search: SiblingSearch): Promise<readonly SiblingDocument[]> => {
  const { files } = await findFiles(search.paths, search.cwd, search.signal);
  const given = files.filter(({ origin }) => origin.kind !== 'standard-input').map(({ path }) => path);
  const known = new Set(await Promise.all(given.map(findRealPath)));
  const folders = [...new Set(given.map((path) => dirname(path)))];
  const documents: SiblingDocument[] = [];
  for (const folder of folders) {
    for (const path of await searchByGlob({ folder, glob: '*' }, search.signal).catch(() => [])) {
      if (!known.has(await findRealPath(path))) documents.push(...(await readSibling(path, folder, search)));
    }
  }
  return documents;
};

const NO_NAMES: TargetNames = { organization: null, project: null, environment: null };

const readSibling = async (
  path: string,
  folder: string,
  search: SiblingSearch,
): Promise<readonly SiblingDocument[]> => {
  const source = await readSourceFile(
    { path, shown: showPath(path, search.cwd), origin: { kind: 'found', folder } },
    search,
  );
  if ('severity' in source) return [];
  const { defaults } = search;
  const { targets, overrides, problems } = readManifest(source, {
    flags: NO_NAMES,
    variables: NO_NAMES,
    defaults,
    strict: false,
  });
  if (targets.length === 0 && problems.some(({ code }) => code === 'invalid-yaml')) {
    const stacks = [...source.text.matchAll(STACK_LINE)].map(([, stack = '']) => stack);
    const location = locate(source, 0);
    return stacks.map((stack) => ({ stack, target: null, hasProjectScope: false, location }));
  }
  const projectStacks = new Set(
    overrides.filter(({ scopeType }) => scopeType === 'PROJECT').map(({ stack }) => stack),
  );
  return targets.map((target) => ({
    stack: target.stack,
    target,
    hasProjectScope: projectStacks.has(target.stack),
    location: target.location,
  }));
};

/** A stack as a manifest writes it, in a file that cannot be parsed. */
const STACK_LINE = /^stack:[ \t]*["']?([a-z0-9-]+)["']?[ \t]*(?:#.*)?$/gm;
