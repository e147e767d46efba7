import type { Diagnostic } from '../model/diagnostic.js';
import { throwIfInterrupted } from '../model/failure.js';
import { reviewManifests } from '../manifest/load.js';
import { validationToJson } from '../render/json/json.js';
import type { Environment } from './connect.js';
import { readRoot, toLoadOptions, type ManifestOptions } from './manifests.js';

/** What a validation takes. */
export interface ValidateOptions extends ManifestOptions {
  /** Where the defaults of `organization`, `project` and `environment` are read from. Default: nothing. */
  readonly env?: Environment;
  /** Once aborted, the validation fails (`interrupted`). */
  readonly signal?: AbortSignal;
}

/** What a validation found. */
export interface ValidateResult {
  /** Sorted by place; one of severity `error` says that the manifests must not be used. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many manifest files there are. */
  readonly files: number;
  /** How many overrides they declare. */
  readonly overrides: number;
  /** How many entries are for services that a glob finds, whose overrides are known only once the services are. */
  readonly matches: number;
  /** The object that `validate --format json` prints. */
  readonly toJSON: () => object;
}

/**
 * Checks manifests without the network, a token or a key; reads no value. Whatever is wrong is in the diagnostics.
 *
 * @throws Failure `interrupted`, or `no-root` where `root` is not there.
 */
export const validate = async (options: ValidateOptions = {}): Promise<ValidateResult> => {
  if (options.root !== undefined) await readRoot(options);
  const { files, overrides, matches, diagnostics } = await reviewManifests(toLoadOptions(options));
  throwIfInterrupted(options.signal);
  return { diagnostics, files, overrides, matches, toJSON: () => validationToJson(diagnostics) };
};
