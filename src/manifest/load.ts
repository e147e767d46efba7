import { setImmediate } from 'node:timers/promises';
import type {
  DeclaredMatch,
  DeclaredOverride,
  DeclaredTarget,
  Manifests,
} from '../model/declared-override.js';
import { compareDiagnostics, createDiagnostic, type Diagnostic } from '../model/diagnostic.js';
import { findRoot } from '../files/root.js';
import { throwIfInterrupted } from '../model/failure.js';
import type { Location } from '../model/location.js';
import { startDuplicateSearch, type DuplicateSearch } from './read/duplicates.js';
import { findFiles, type FoundFile } from './find-files.js';
import { explainLeftovers } from './leftovers.js';
import { createFramer, type Framer } from './frame.js';
import type { Problem } from './problem.js';
import {
  LARGEST_MANIFEST,
  readSourceFile,
  locate,
  type ReadingOptions,
  type SourceFile,
} from './source-file.js';
import { readManifest, type ReadManifest, type ReadMatch, type ReadOptions } from './read/read-manifest.js';
import { findBadNames, type TargetNames, type TargetProperty } from './read/target.js';

export { MANIFEST_CODES } from './problem.js';
export { readManifestSchema } from './check/schema.js';
export type { TargetNames } from './read/target.js';

/** Which manifests to read, and for which target. */
export interface LoadOptions {
  /** Files, folders and globs; empty, the default, means `./overrides`. */
  readonly paths?: readonly string[];
  /** Absolute folder that relative paths start from. */
  readonly cwd: string;
  /** Names from the command line, which no manifest may contradict. Default: none. */
  readonly flags?: TargetNames;
  /** Names from the environment, which no manifest may spell in another case. Default: none. */
  readonly variables?: TargetNames;
  /** Names for manifests that leave them out. Default: none. */
  readonly defaults?: TargetNames;
  /** Whether a literal value is an error rather than a warning. Default: false. */
  readonly strict?: boolean;
  /** Finds the folder, absolute and real, that files which were found may lie in besides the one that was searched. Default: from `cwd`. */
  readonly root?: () => Promise<string | null>;
  /** What the path `-` reads. Default: nothing, which makes it an error. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Once aborted, the reading fails (`interrupted`). */
  readonly signal?: AbortSignal;
  /** Called with what each file declares as soon as it is checked, up to the first error, so that the caller can start early. */
  readonly onOverrides?: (overrides: readonly DeclaredOverride[]) => void;
}

/** What the manifests say, and everything that is wrong with them. */
export interface LoadedManifests {
  /** Everything without errors: documents and entries that have some are left out. */
  readonly manifests: Manifests;
  /** Sorted by place, with a code frame where the place can be shown. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether these agree is not known before Qovery is asked. */
  readonly questions: readonly NameQuestion[];
  /** Draws the code frame of a place in one of the files, for later findings; null for any other place. */
  readonly frameAt: (location: Location) => string | null;
}

/** A name in a manifest and a flag of which one is a UUID. */
export interface NameQuestion {
  readonly property: TargetProperty;
  readonly flag: string;
  readonly written: string;
  /** What the manifest means otherwise. */
  readonly target: DeclaredTarget;
  /** The name in the manifest. */
  readonly location: Location;
}

/**
 * Reads and checks manifests. Mistakes in them or in the paths are diagnostics and never thrown, only an interrupt is; their codes are
 * the keys of `MANIFEST_CODES`. With one of severity `error`, the manifests must not be used. Reads no value and no environment variable,
 * and uses no network.
 */
export const loadManifests = async (options: LoadOptions): Promise<LoadedManifests> => {
  const overrides: DeclaredOverride[] = [];
  const { files, targets, matches, duplicates, ...rest } = await readManifests(options, (declared) => {
    for (const override of declared) overrides.push(override);
  });
  const kept = overrides.filter((override) => !duplicates.isReplaced(override));
  return { ...rest, manifests: { files, targets, overrides: kept, matches } };
};

/** How much manifests declare, and everything that is wrong with them. */
export interface ReviewedManifests {
  readonly files: number;
  readonly overrides: number;
  /** Entries for services that a glob finds. */
  readonly matches: number;
  /** As `loadManifests` gives them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks manifests like `loadManifests`, but only counts what they declare, so that memory does not grow with the files. */
export const reviewManifests = async (options: LoadOptions): Promise<ReviewedManifests> => {
  let overrides = 0;
  const { files, matches, diagnostics, duplicates } = await readManifests(options, (declared) => {
    overrides += declared.length;
  });
  return {
    files: files.length,
    overrides: overrides - duplicates.replaced(),
    matches: matches.length,
    diagnostics,
  };
};

type Reading = Omit<LoadedManifests, 'manifests'> &
  Pick<Manifests, 'files' | 'targets' | 'matches'> & {
    readonly duplicates: DuplicateSearch;
  };

const readManifests = async (
  given: LoadOptions,
  take: (declared: readonly DeclaredOverride[]) => void,
): Promise<Reading> => {
  const options = { flags: NO_NAMES, variables: NO_NAMES, defaults: NO_NAMES, strict: false, ...given };
  const found = await findFiles(options.paths ?? [], options.cwd, options.signal);
  const reading = {
    cwd: options.cwd,
    root: options.root ?? (() => findRoot(options.cwd)),
    stdin: options.stdin ?? null,
    signal: options.signal,
  };
  const duplicates = startDuplicateSearch();
  const loading: Loading = {
    options,
    files: [],
    targets: [],
    questions: [],
    matches: [],
    diagnostics: [...found.diagnostics, ...findBadNames(options)],
    framers: new Map(),
    size: 0,
  };
  // Between two files, let the caller's own work go on: sending a request and receiving its answer takes several turns.
  const turns = options.onOverrides === undefined ? 1 : 8;
  let isSound = !loading.diagnostics.some(isError);
  for (const file of found.files) {
    throwIfInterrupted(options.signal);
    if (loading.size > LARGEST_SIZE) {
      loading.diagnostics.push(explainSize());
      break;
    }
    const before = loading.diagnostics.length;
    const declared = await addFile(file, reading, loading);
    for (const override of declared) duplicates.add(override);
    take(declared);
    isSound = isSound && !loading.diagnostics.slice(before).some(isError);
    if (isSound) options.onOverrides?.(declared);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  }
  const { files, targets, matches, questions, framers } = loading;
  const frameAt = (location: Location): string | null => framers.get(location.file)?.(location) ?? null;
  const diagnostics = [
    ...loading.diagnostics,
    // What a glob finds is not known here, so something may be replaced all the same.
    ...[...duplicates.found(), ...(matches.length === 0 ? duplicates.needless() : [])].map((diagnostic) =>
      addFrame(diagnostic, frameAt),
    ),
  ].toSorted(compareDiagnostics);
  return { files, targets, matches, questions, diagnostics, frameAt, duplicates };
};

/** Most characters of all manifests of a run, before the last. */
const LARGEST_SIZE = 4 * LARGEST_MANIFEST;

const explainSize = (): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code: 'file-too-large',
    message: 'the manifests are larger than 256 MiB in all',
    hint: 'name fewer of them, or split them over several runs',
  });

const NO_NAMES: TargetNames = { organization: null, project: null, environment: null };

interface Loading {
  readonly options: ReadOptions;
  readonly files: string[];
  readonly targets: DeclaredTarget[];
  readonly questions: NameQuestion[];
  readonly matches: DeclaredMatch[];
  readonly diagnostics: Diagnostic[];
  readonly framers: Map<string, Framer>;
  /** Characters of all files so far. */
  size: number;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** Reads one file and returns what it declares. */
const addFile = async (
  file: FoundFile,
  reading: ReadingOptions,
  loading: Loading,
): Promise<readonly DeclaredOverride[]> => {
  const source = await readSourceFile(file, reading);
  if ('severity' in source) {
    loading.diagnostics.push(source);
    return [];
  }
  const manifest = readManifest(source, loading.options);
  if (manifest.sops !== null) {
    loading.diagnostics.push(...explainSops(file, manifest.sops, source));
    return [];
  }
  loading.size += source.text.length;
  const framer = createFramer(source);
  loading.framers.set(source.file, framer);
  loading.files.push(source.file);
  for (const target of manifest.targets) loading.targets.push(target);
  for (const { question, target } of manifest.questions) {
    const { span, ...names } = question;
    loading.questions.push({ ...names, target, location: locate(source, span.start) });
  }
  for (const match of manifest.matches) loading.matches.push(toMatch(match, source, framer));
  for (const problem of explainLeftovers(manifest.problems, source.text)) {
    loading.diagnostics.push(toDiagnostic(problem, source, framer));
  }
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

const toMatch = (match: ReadMatch, source: SourceFile, framer: Framer): DeclaredMatch => ({
  ...match,
  declare: (service) => {
    const problems: Problem[] = [];
    const overrides = match.declare(service, (problem) => {
      problems.push(problem);
    });
    return { overrides, diagnostics: problems.map((problem) => toDiagnostic(problem, source, framer)) };
  },
});

const addFrame = (diagnostic: Diagnostic, frameAt: LoadedManifests['frameAt']): Diagnostic => {
  const frame = diagnostic.location === null ? null : frameAt(diagnostic.location);
  return { ...diagnostic, frame };
};

/** A SOPS file in a folder of manifests is normal; it is only reported if it was named, or is an encrypted manifest. */
const explainSops = (
  file: FoundFile,
  root: NonNullable<ReadManifest['sops']>,
  source: SourceFile,
): readonly Diagnostic[] => {
  const isManifest = root.entries.has('overrides');
  const isNamed = file.origin.kind !== 'found';
  if (!isNamed && !isManifest) return [];
  const location = locate(source, root.entries.get('sops')?.key.start ?? root.start);
  return [
    createDiagnostic({
      severity: isNamed ? 'error' : 'warning',
      code: isNamed ? 'sops-file' : 'encrypted-manifest',
      message: isNamed
        ? 'this is a SOPS file, not a manifest'
        : 'this file is encrypted as a whole, and is skipped',
      hint: 'keep the manifest readable and refer to the encrypted file: valueFrom: { sops: { file: … } }',
      location,
    }),
  ];
};
