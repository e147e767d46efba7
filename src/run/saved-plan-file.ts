import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../model/failure.js';
import type { Keyring } from '../model/fingerprint-key.js';
import type { Plan } from '../model/plan.js';
import {
  createSavedPlan,
  formatSavedPlan,
  type SavedPlan,
  type SaveOptions,
} from '../plan/saved/saved-plan.js';
import { parseSavedPlan } from '../plan/saved/saved-plan-parse.js';
import type { Io } from '../cli/io.js';
import type { ManifestFlags, PlanFlags } from '../cli/flags/options.js';
import { explainUnwritable } from './result-file.js';
import { readVersion } from '../text/package-file.js';

const SIZE_LIMIT = 64 * 1024 * 1024;

/** The flags that shape a plan, as a saved plan records them. */
export const shapingFlags = (flags: ManifestFlags & PlanFlags): SaveOptions['flags'] => ({
  organization: flags.organization,
  project: flags.project,
  environment: flags.environment,
  target: flags.target,
  skip: flags.skip,
  'skip-blocked': flags.skipBlocked,
  'take-over': flags.takeOver,
  prune: flags.prune,
  'max-deletes': flags.prune === true ? flags.maxDeletes : null,
  shard: flags.shard === undefined ? null : `${String(flags.shard.index)}/${String(flags.shard.count)}`,
});

/** Writes what a plan promises to a file; throws a `Failure` when the plan cannot be saved or the file not written. */
export const savePlan = async (
  io: Io,
  file: string,
  plan: Plan,
  keyring: Keyring,
  flags: ManifestFlags & PlanFlags,
): Promise<void> => {
  const saved = createSavedPlan(plan, keyring, { toolVersion: readVersion(), flags: shapingFlags(flags) });
  try {
    await writeFile(resolve(io.cwd, file), formatSavedPlan(saved));
  } catch (error) {
    throw explainUnwritable(file, error);
  }
};

/** Reads a saved plan; throws a `Failure` for what is not one. */
export const loadSavedPlan = async (io: Io, file: string): Promise<SavedPlan> => {
  let bytes: Buffer;
  try {
    bytes = await readFile(resolve(io.cwd, file));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new Failure('plan-file-unreadable', `cannot read the saved plan ${file} (${reason})`, {
      hint: 'make one with: qoverride plan --out FILE',
    });
  }
  if (bytes.length > SIZE_LIMIT) {
    throw new Failure('plan-file-unreadable', `${file} is too large to be a saved plan`);
  }
  return parseSavedPlan(bytes.toString('utf8'));
};
