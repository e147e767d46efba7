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
  /** Name or UUID for manifests that leave it out; contradicting one that does not is an error. Default: `QOVERY_ORGANIZATION` of `env`, which only fills in. */
  readonly organization?: string;
  /** Likewise; `QOVERY_PROJECT`. */
  readonly project?: string;
  /** Likewise; `QOVERY_ENVIRONMENT`. */
  readonly environment?: string;
  /** Whether a plaintext value is an error rather than a warning. Default: false. */
  readonly strict?: boolean;
}

/** Names as options or flags give them. */
export type GivenNames = Partial<Record<keyof TargetNames, string>>;

/** What the manifests of a run say, errors included. */
export const checkManifests = (
  options: ManifestOptions & { readonly env?: Environment },
  more: Pick<LoadOptions, 'onOverrides' | 'defaults'> = {},
): Promise<LoadedManifests> => loadManifests({ ...toLoadOptions(options), ...more });

/** The same options as the reader of manifests takes them. */
export const toLoadOptions = (options: ManifestOptions & { readonly env?: Environment }): LoadOptions => ({
  paths: options.paths ?? [],
  cwd: options.cwd ?? workingFolder(),
  flags: {
    organization: options.organization ?? null,
    project: options.project ?? null,
    environment: options.environment ?? null,
  },
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
