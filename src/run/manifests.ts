import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findRoot } from '../files/root.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import { hasErrors } from '../model/plan.js';
import { loadManifests, type LoadedManifests, type LoadOptions, type TargetNames } from '../manifest/load.js';
import { formatCount } from '../text/words.js';
import type { Environment } from './connect.js';
import { workingFolder } from './machine.js';

/** Which manifests to read, and for what. */
export interface ManifestOptions {
  /** Files, folders and globs. Default: `./overrides`. */
  readonly paths?: readonly string[];
  /** Absolute folder that relative paths start from. Default: that of this process. */
  readonly cwd?: string;
  /** Name or UUID for manifests that leave it out; contradicting one that does not is an error. Default: `QOVERY_ORGANIZATION` of `env`, which fills in. */
  readonly organization?: string;
  /** Likewise; `QOVERY_PROJECT`. */
  readonly project?: string;
  /** Likewise; `QOVERY_ENVIRONMENT`. */
  readonly environment?: string;
  /** Folder that links in folders and matches of globs may lead to. Default: the git top level above `cwd`, else `cwd`. */
  readonly root?: string;
  /** What the path `-` reads. Default: nothing, which makes it an error. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Whether a plaintext value in a manifest, or a suspicious value, is an error rather than a warning. Default: false. */
  readonly strict?: boolean;
}

/** Names as options or flags give them. */
export type GivenNames = Partial<Record<keyof TargetNames, string>>;

type ReadableOptions = ManifestOptions & { readonly env?: Environment; readonly signal?: AbortSignal };

/**
 * The folder that files may be read from, absolute and real; null where it must be given.
 *
 * @throws Failure `no-root` where the given one is not there.
 */
export const readRoot = async ({
  cwd = workingFolder(),
  root,
}: Pick<ManifestOptions, 'cwd' | 'root'>): Promise<string | null> => {
  if (root === undefined) return findRoot(cwd);
  try {
    return await realpath(resolve(cwd, root));
  } catch {
    throw new Failure('no-root', `the folder of --root does not exist: ${root}`);
  }
};

/** What the manifests of a run say, errors included. */
export const checkManifests = (
  options: ReadableOptions,
  more: Pick<LoadOptions, 'onOverrides' | 'defaults'> = {},
): Promise<LoadedManifests> => loadManifests({ ...toLoadOptions(options), ...more });

/** The same options as the reader of manifests takes them. */
export const toLoadOptions = (options: ReadableOptions): LoadOptions => ({
  paths: options.paths ?? [],
  cwd: options.cwd ?? workingFolder(),
  root: () => readRoot(options),
  ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
  ...(options.signal === undefined ? {} : { signal: options.signal }),
  flags: {
    organization: options.organization ?? null,
    project: options.project ?? null,
    environment: options.environment ?? null,
  },
  variables: readTargetNames({}, options.env),
  defaults: readTargetNames({}, options.env),
  strict: options.strict === true,
});

/** Reads manifests for a run that needs all of them right; throws a `Failure` with every finding otherwise. */
export const readManifests = async (...args: Parameters<typeof checkManifests>): Promise<LoadedManifests> => {
  const checked = await checkManifests(...args);
  failOnErrors(checked.diagnostics);
  return checked;
};

/** Throws a `Failure` with every finding where there is an error among them. */
export const failOnErrors = (diagnostics: readonly Diagnostic[]): void => {
  if (!hasErrors({ diagnostics })) return;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  throw new Failure('invalid-manifests', `${formatCount(errors, 'error')} in the manifests`, {
    diagnostics,
  });
};

/** The organization, project and environment that are given, else those of the `QOVERY_…` variables; null where neither says. */
export const readTargetNames = (given: GivenNames, env: Environment = {}): TargetNames => ({
  organization: (given.organization ?? env['QOVERY_ORGANIZATION']) || null,
  project: (given.project ?? env['QOVERY_PROJECT']) || null,
  environment: (given.environment ?? env['QOVERY_ENVIRONMENT']) || null,
});

/** Draws the source lines of findings that came up after the manifests were read. */
export const withFrames = (
  diagnostics: readonly Diagnostic[],
  frameAt: LoadedManifests['frameAt'],
): readonly Diagnostic[] =>
  diagnostics.map((diagnostic) => {
    if (diagnostic.frame !== null || diagnostic.location === null) return diagnostic;
    return { ...diagnostic, frame: frameAt(diagnostic.location) };
  });
