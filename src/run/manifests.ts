import type { Diagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import {
  loadManifests,
  reviewManifests,
  type LoadedManifests,
  type LoadOptions,
  type ReviewedManifests,
  type TargetNames,
} from '../manifest/load.js';
import type { Io } from '../cli/io.js';
import type { ManifestFlags } from '../cli/flags/options.js';

/** What the manifests on the command line say, errors included; `defaults` fill in what they leave out. */
export const checkManifests = (
  io: Io,
  paths: readonly string[],
  flags: ManifestFlags,
  defaults: TargetNames = readTargetNames(io, {}),
  onOverrides: LoadOptions['onOverrides'] = () => {},
): Promise<LoadedManifests> => loadManifests({ ...readLoadOptions(io, paths, flags, defaults), onOverrides });

/** What is wrong with the manifests on the command line, and how much they say. */
export const countManifests = (
  io: Io,
  paths: readonly string[],
  flags: ManifestFlags,
): Promise<ReviewedManifests> => reviewManifests(readLoadOptions(io, paths, flags, readTargetNames(io, {})));

const readLoadOptions = (
  io: Io,
  paths: readonly string[],
  flags: ManifestFlags,
  defaults: TargetNames,
): LoadOptions => ({
  paths,
  cwd: io.cwd,
  flags: {
    organization: flags.organization ?? null,
    project: flags.project ?? null,
    environment: flags.environment ?? null,
  },
  defaults,
  strict: flags.strict === true,
});

/** Reads manifests for a command that needs all of them right; throws a `Failure` with every error otherwise. */
export const readManifests = async (
  io: Io,
  paths: readonly string[],
  flags: ManifestFlags,
  defaults?: TargetNames,
  onOverrides?: LoadOptions['onOverrides'],
): Promise<LoadedManifests> => {
  const checked = await checkManifests(io, paths, flags, defaults, onOverrides);
  failOnErrors(checked.diagnostics);
  return checked;
};

/** Throws a `Failure` with every finding where there is an error among them. */
export const failOnErrors = (diagnostics: readonly Diagnostic[]): void => {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors === 0) return;
  throw new Failure(
    'invalid-manifests',
    `${errors === 1 ? '1 error' : `${errors} errors`} in the manifests`,
    { diagnostics },
  );
};

/** The organization, project and environment that flags name, else the `QOVERY_…` variables; null where neither does. */
export const readTargetNames = (io: Io, flags: Partial<Record<keyof TargetNames, string>>): TargetNames => ({
  organization: (flags.organization ?? io.env['QOVERY_ORGANIZATION']) || null,
  project: (flags.project ?? io.env['QOVERY_PROJECT']) || null,
  environment: (flags.environment ?? io.env['QOVERY_ENVIRONMENT']) || null,
});
