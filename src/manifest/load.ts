import { setImmediate } from 'node:timers/promises';
import type { DeclaredOverride, DeclaredTarget, Manifests } from '../model/declared-override.js';
import { compareDiagnostics, createDiagnostic, type Diagnostic } from '../model/diagnostic.js';
import type { Location } from '../model/location.js';
import { startDuplicateSearch } from './read/duplicates.js';
import { findFiles, type FoundFile } from './find-files.js';
import { createFramer, type Framer } from './frame.js';
import type { Problem } from './problem.js';
import { readSourceFile, locate, type SourceFile } from './source-file.js';
import { readManifest, type ReadManifest, type ReadOptions } from './read/read-manifest.js';
import { TARGET_PROPERTIES, type TargetNames } from './read/target.js';

export { MANIFEST_CODES } from './problem.js';
export { readManifestSchema } from './check/validators.js';
export type { TargetNames } from './read/target.js';

/** Which manifests to read, and what they are for. */
export interface LoadOptions {
  /** Files, folders and globs; empty, the default, means `./overrides`. */
  readonly paths?: readonly string[];
  /** Absolute folder that relative paths start from. */
  readonly cwd: string;
  /** Names that a manifest must not contradict. Default: none. */
  readonly flags?: TargetNames;
  /** Names for manifests that leave them out. Default: none. */
  readonly defaults?: TargetNames;
  /** Whether a literal value is an error rather than a warning. Default: false. */
  readonly strict?: boolean;
  /** Told what each file declares as soon as it is checked, until something is wrong, so that others may begin with it. */
  readonly onOverrides?: (overrides: readonly DeclaredOverride[]) => void;
}

/** What the manifests say, and everything that is wrong with them. */
export interface LoadedManifests {
  /** What could be read; without the documents and entries that have errors. */
  readonly manifests: Manifests;
  /** Sorted by place; with a code frame where the place can be shown. */
  readonly diagnostics: readonly Diagnostic[];
  /** Draws the frame of a place in one of the files, for findings of other steps; null for any other place. */
  readonly frameAt: (location: Location) => string | null;
}

/**
 * Reads and checks manifests; whatever is wrong with them, or with the paths, is a diagnostic and never thrown. Its codes are
 * the keys of `MANIFEST_CODES`; one of severity `error` says that the manifests must not be used.
 * No value, environment variable or network is touched.
 */
export const loadManifests = async (options: LoadOptions): Promise<LoadedManifests> => {
  const overrides: DeclaredOverride[] = [];
  const { files, targets, diagnostics, frameAt } = await readManifests(options, (declared) => {
    for (const override of declared) overrides.push(override);
  });
  return { manifests: { files, targets, overrides }, diagnostics, frameAt };
};

/** How much manifests declare, and everything that is wrong with them. */
export interface ReviewedManifests {
  readonly files: number;
  readonly overrides: number;
  /** As `loadManifests` gives them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks manifests as `loadManifests` does, and only counts what they declare, so that each file can be let go. */
export const reviewManifests = async (options: LoadOptions): Promise<ReviewedManifests> => {
  let overrides = 0;
  const { files, diagnostics } = await readManifests(options, (declared) => {
    overrides += declared.length;
  });
  return { files: files.length, overrides, diagnostics };
};

type Reading = Pick<LoadedManifests, 'diagnostics' | 'frameAt'> & Pick<Manifests, 'files' | 'targets'>;

const readManifests = async (
  given: LoadOptions,
  take: (declared: readonly DeclaredOverride[]) => void,
): Promise<Reading> => {
  const options = { flags: NO_NAMES, defaults: NO_NAMES, strict: false, ...given };
  const found = await findFiles(options.paths ?? [], options.cwd);
  const duplicates = startDuplicateSearch();
  const loading: Loading = {
    options,
    files: [],
    targets: [],
    diagnostics: [...found.diagnostics, ...findEmptyFlags(options)],
    framers: new Map(),
  };
  // Between two files it is the turn of what others have begun: to send a request and to take its answer needs several.
  const turns = options.onOverrides === undefined ? 1 : 8;
  let isSound = !loading.diagnostics.some(isError);
  for (const file of found.files) {
    const before = loading.diagnostics.length;
    const declared = addFile(file, loading);
    for (const override of declared) duplicates.add(override);
    take(declared);
    isSound = isSound && !loading.diagnostics.slice(before).some(isError);
    if (isSound) options.onOverrides?.(declared);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  }
  const { files, targets, framers } = loading;
  const frameAt = (location: Location): string | null => framers.get(location.file)?.(location) ?? null;
  const diagnostics = [
    ...loading.diagnostics,
    ...duplicates.found().map((diagnostic) => addFrame(diagnostic, frameAt)),
  ].toSorted(compareDiagnostics);
  return { files, targets, diagnostics, frameAt };
};

const NO_NAMES: TargetNames = { organization: null, project: null, environment: null };

interface Loading {
  readonly options: ReadOptions;
  readonly files: string[];
  readonly targets: DeclaredTarget[];
  readonly diagnostics: Diagnostic[];
  readonly framers: Map<string, Framer>;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** Reads one file and gives what it declares. */
const addFile = (file: FoundFile, loading: Loading): readonly DeclaredOverride[] => {
  const source = readSourceFile(file);
  if ('severity' in source) {
    loading.diagnostics.push(source);
    return [];
  }
  const manifest = readManifest(source, loading.options);
  if (manifest.sops !== null) {
    loading.diagnostics.push(...explainSops(file, manifest.sops, source));
    return [];
  }
  const framer = createFramer(source);
  loading.framers.set(source.file, framer);
  loading.files.push(source.file);
  for (const target of manifest.targets) loading.targets.push(target);
  for (const problem of manifest.problems) loading.diagnostics.push(toDiagnostic(problem, source, framer));
  return manifest.overrides;
};

const toDiagnostic = (problem: Problem, source: SourceFile, framer: Framer): Diagnostic => {
  const { severity, code, message, hint, span, related } = problem;
  const location = locate(source, span.start);
  return createDiagnostic({
    severity,
    code,
    message,
    hint,
    location,
    related:
      related === null ? [] : [{ message: related.message, location: locate(source, related.span.start) }],
    frame: framer(location, span.end - span.start),
  });
};

const addFrame = (diagnostic: Diagnostic, frameAt: LoadedManifests['frameAt']): Diagnostic => {
  const frame = diagnostic.location === null ? null : frameAt(diagnostic.location);
  return { ...diagnostic, frame };
};

/** A SOPS file among manifests is nothing to talk about, unless it was asked for or looks like a manifest itself. */
const explainSops = (
  file: FoundFile,
  root: NonNullable<ReadManifest['sops']>,
  source: SourceFile,
): readonly Diagnostic[] => {
  const isManifest = root.entries.has('overrides');
  if (!file.isNamed && !isManifest) return [];
  const location = locate(source, root.entries.get('sops')?.key.start ?? root.start);
  return [
    createDiagnostic({
      severity: file.isNamed ? 'error' : 'warning',
      code: file.isNamed ? 'sops-file' : 'encrypted-manifest',
      message: file.isNamed
        ? 'this is a SOPS file, not a manifest'
        : 'this file was encrypted as a whole, and is skipped',
      hint: 'keep the manifest readable, and name the encrypted file in it: valueFrom: { sops: { file: … } }',
      location,
    }),
  ];
};

/** An unset variable of a pipeline must not silently turn into another target. */
const findEmptyFlags = ({ flags }: ReadOptions): readonly Diagnostic[] =>
  TARGET_PROPERTIES.filter((property) => flags[property]?.trim() === '').map((property) =>
    createDiagnostic({
      severity: 'error',
      code: 'empty-flag',
      message: `--${property} is given without a name`,
      hint: 'give a name or a UUID, or leave the flag out',
    }),
  );
