import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import { diagnosticsOfFailure } from '../render/json.js';
import type { Io } from './io.js';
import type { CiFlags } from './options.js';
import { explainUnwritable } from './unwritable.js';

/** Makes sure, before a command does anything, that there is a job summary to add to; throws a `Failure` otherwise. */
export const checkJobSummary = async (io: Io, { summary }: CiFlags): Promise<void> => {
  if (summary === true) await append(io, '');
};

/** Adds a document to the job summary, if that was asked for; errors are given, not thrown, since the run has done its work. */
export const addToJobSummary = async (
  io: Io,
  { summary }: CiFlags,
  render: (() => string) | null,
): Promise<readonly Diagnostic[]> => {
  if (summary !== true || render === null) return [];
  try {
    await append(io, `${render()}\n`);
    return [];
  } catch (error) {
    if (error instanceof Failure) return diagnosticsOfFailure(error);
    throw error;
  }
};

const append = async (io: Io, text: string): Promise<void> => {
  const file = io.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') {
    throw new Failure('no-job-summary', '--summary has nowhere to write: GITHUB_STEP_SUMMARY is not set', {
      hint: 'GitHub Actions sets it in every step; elsewhere use --format markdown',
    });
  }
  try {
    await appendFile(resolve(io.cwd, file), text);
  } catch (error) {
    throw explainUnwritable(file, error);
  }
};
