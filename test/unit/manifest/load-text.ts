import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadManifests, type LoadedManifests, type LoadOptions } from '../../../src/manifest/load.js';

export const NO_NAMES = { organization: null, project: null, environment: null } as const;

/** Loads files, given by relative path, from a folder of their own. */
export const loadFiles = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<LoadOptions> = {},
): Promise<LoadedManifests> => {
  const cwd = await mkdtemp(join(tmpdir(), 'manifest-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(cwd, name)), { recursive: true });
      await writeFile(join(cwd, name), content);
    }
    return await loadManifests({
      paths: ['.'],
      cwd,
      flags: NO_NAMES,
      defaults: NO_NAMES,
      strict: false,
      ...options,
    });
  } finally {
    await rm(cwd, { recursive: true });
  }
};

/** Loads one text as `m.yaml`. */
export const loadText = (
  text: string | Uint8Array,
  options: Partial<LoadOptions> = {},
): Promise<LoadedManifests> => loadFiles({ 'm.yaml': text }, { paths: ['m.yaml'], ...options });

/** `code line:column` of each diagnostic. */
export const summarize = ({ diagnostics }: LoadedManifests): readonly string[] =>
  diagnostics.map(({ code, location }) =>
    location === null ? code : `${code} ${location.line}:${location.column}`,
  );
