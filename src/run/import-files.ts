import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { TargetNames } from '../manifest/load.js';
import { composeManifest } from '../manifest/writing/compose-manifest.js';
import { extendManifest } from '../manifest/writing/extend-manifest.js';
import type { FilePlan } from '../manifest/writing/place-documents.js';
import type { DeclaredTarget, Manifests } from '../model/declared-override.js';
import { Failure } from '../model/failure.js';
import type { ImportedFile, ManifestDraft } from '../model/import.js';
import { codeOf } from '../files/error-code.js';
import { makeFolders } from '../files/folders.js';
import { readRegularFile } from '../files/read.js';
import { createFile, replaceFile } from '../files/write.js';
import { LARGEST_MANIFEST } from '../manifest/source-file.js';
import { checkManifests, failOnErrors } from './manifests.js';

/** The manifests in the folder that an import goes to. */
export interface ExistingManifests {
  readonly manifests: Manifests;
  /** Documents that name their project and environment themselves, so that what is added to them is for just that one. */
  readonly extendable: readonly DeclaredTarget[];
}

const NOTHING: ExistingManifests = {
  manifests: { files: [], targets: [], overrides: [], matches: [] },
  extendable: [],
};

/**
 * Reads what a folder holds already, nothing where it does not exist; throws a `Failure` where that is not in order, or where
 * nothing can be written to it, before any request is spent.
 */
export const readExisting = async (
  cwd: string,
  folder: string,
  names: TargetNames,
): Promise<ExistingManifests> => {
  const stats = await stat(resolve(cwd, folder)).catch(() => null);
  if (stats?.isDirectory() === false) {
    throw new Failure('not-a-folder', `${folder} is not a folder`, {
      hint: 'import writes one file for each environment: name the folder for them',
    });
  }
  await requireWritable(cwd, folder);
  if (stats === null) return NOTHING;
  const loaded = await checkManifests({ cwd, paths: [folder] }, { defaults: names });
  const diagnostics = loaded.diagnostics.filter(({ code }) => code !== 'no-manifests');
  failOnErrors(diagnostics);
  const { manifests } = await checkManifests({ cwd, paths: [folder] });
  return {
    manifests: loaded.manifests,
    extendable: manifests.targets.filter(
      ({ project, environment }) => project !== null && environment !== null,
    ),
  };
};

const requireWritable = async (cwd: string, folder: string): Promise<void> => {
  try {
    // With the final dot, what is a file rather than a folder is an error too.
    await access(`${await findExisting(resolve(cwd, folder))}/.`, constants.W_OK);
  } catch (error) {
    const code = codeOf(error);
    throw new Failure('file-unwritable', `cannot write to ${folder} (${code})`, {
      hint: 'name a folder that you may write to',
    });
  }
};

/** A folder, or the nearest one above it that exists: where it would have to be made. */
const findExisting = async (folder: string): Promise<string> => {
  const above = dirname(folder);
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || above === folder ? folder : findExisting(above);
};

/** The path of a new file in a folder, as manifests there are shown. */
export const pathIn = (cwd: string, folder: string, name: string): string => {
  const path = join(resolve(cwd, folder), name);
  const shown = relative(cwd, path);
  return (shown.startsWith('..') || isAbsolute(shown) ? path : shown).replaceAll('\\', '/');
};

/** The same draft with SOPS files as a manifest in a folder names them; both paths are absolute. */
export const nameSopsFiles = (folder: string, draft: ManifestDraft): ManifestDraft => ({
  ...draft,
  overrides: draft.overrides.map((override) =>
    override.sopsFile === undefined
      ? override
      : { ...override, sopsFile: relative(folder, override.sopsFile).replaceAll('\\', '/') },
  ),
});

/** Puts the texts of all files together; throws a `Failure` where one cannot be added to. Nothing is written yet. */
export const composeFiles = async (
  cwd: string,
  plans: readonly FilePlan[],
  known: ReadonlySet<string>,
  header: readonly string[],
): Promise<readonly ImportedFile[]> =>
  Promise.all(
    plans.map(async ({ file, ...plan }) => {
      const folder = dirname(resolve(cwd, file));
      const additions = plan.additions.map(({ line, draft }) => ({
        line,
        draft: nameSopsFiles(folder, draft),
      }));
      const drafts = plan.drafts.map((draft) => nameSopsFiles(folder, draft));
      const added = [...additions.map(({ draft }) => draft), ...drafts].flatMap(({ overrides }) => overrides);
      const before = readText(cwd, file);
      if (before === null)
        return { file, isNew: true, added: added.length, text: composeManifest(drafts, header) };
      if (!known.has(file)) {
        throw new Failure(
          'file-exists',
          `${file} already exists and is not a manifest; nothing was written`,
          {
            hint: 'move it away, or import into another folder',
          },
        );
      }
      const text = extendManifest(before, {
        additions: additions.map(({ line, draft }) => ({ line, overrides: draft.overrides })),
        drafts,
      });
      if (text === null) {
        throw new Failure(
          'not-extendable',
          `${file} has a form that import cannot add to; nothing was written`,
          {
            hint: 'write its overrides as a plain list, or import into another folder',
          },
        );
      }
      return { file, isNew: false, added: added.length, text };
    }),
  );

/** Writes all files, each whole or not at all; throws a `Failure` that says which were written, those of `before` included. */
export const writeFiles = async (
  cwd: string,
  folder: string,
  files: readonly ImportedFile[],
  before: readonly string[],
): Promise<void> => {
  const written = [...before];
  for (const { file, isNew, text } of files) {
    if (file === null) continue;
    try {
      await makeFolders(resolve(cwd, folder));
      const path = resolve(cwd, file);
      await (isNew ? createFile(path, text) : replaceFile(path, text));
    } catch (error) {
      const code = codeOf(error);
      const done = written.length === 0 ? 'nothing was written' : `written so far: ${written.join(', ')}`;
      throw new Failure('file-unwritable', `cannot write ${file} (${code}); ${done}`, {
        hint: 'name a folder that you may write to, and import again: what is declared already is left alone',
      });
    }
    written.push(file);
  }
};

const readText = (cwd: string, file: string): string | null => {
  const read = readRegularFile(resolve(cwd, file), LARGEST_MANIFEST);
  switch (read.kind) {
    case 'read':
      return read.bytes.toString('utf8');
    case 'too-large':
      throw unreadable(`${file} is larger than 64 MiB; nothing was written`);
    case 'not-regular':
      throw unreadable(`${file} is not a regular file; nothing was written`);
    case 'unreadable':
      if (read.code === 'ENOENT') return null;
      throw unreadable(`cannot read ${file} (${read.code}); nothing was written`);
  }
};

const unreadable = (message: string): Failure => new Failure('file-unreadable', message);
