import type { Diagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import { digestText } from '../plan/digest.js';
import { renderAnnotations } from '../render/annotations.js';
import { renderCodeQuality } from '../render/code-quality.js';
import { diagnosticsOfFailure } from '../render/json.js';
import type { Io } from './io.js';
import type { CiFlags } from './options.js';
import { createRepositoryPath } from './repository-path.js';
import { openResultFile } from './result-file.js';

/** Writes an empty Code Quality report before a command does anything; throws a `Failure` where that is impossible. */
export const openCodeQuality = async (io: Io, { codeQuality }: CiFlags): Promise<void> => {
  if (codeQuality !== undefined) await writeCodeQuality(io, codeQuality, []);
};

/**
 * Tells CI systems what a run found: GitHub Actions by annotations on standard error, since standard output belongs to the
 * result, GitLab by the file of `--code-quality`. Errors are given, not thrown: the run has done its work.
 */
export const publishFindings = async (
  io: Io,
  { codeQuality }: CiFlags,
  diagnostics: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> => {
  if (io.env['GITHUB_ACTIONS'] === 'true' && diagnostics.length > 0) {
    io.stderr.write(renderAnnotations(diagnostics, await createRepositoryPath(io)));
  }
  if (codeQuality === undefined) return [];
  try {
    await writeCodeQuality(io, codeQuality, diagnostics);
    return [];
  } catch (error) {
    if (error instanceof Failure) return diagnosticsOfFailure(error);
    throw error;
  }
};

const writeCodeQuality = async (io: Io, file: string, diagnostics: readonly Diagnostic[]): Promise<void> => {
  const result = await openResultFile(io, file);
  const pathOf = await createRepositoryPath(io);
  await result.write(renderCodeQuality(diagnostics, { pathOf, digest: digestText }));
};
