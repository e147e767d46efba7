import { EXIT_FAILED } from '../exit-codes.js';
import type { Io } from '../io.js';
import type { Ending } from '../commands.js';
import type { CiFlags, OutputFlags } from '../flags/options.js';
import { printDiagnostics } from './report.js';
import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import { Failure } from '../../model/failure.js';
import { digestText } from '../../plan/signing/marker.js';
import { renderAnnotations } from '../../render/ci/annotations.js';
import { renderCodeQuality } from '../../render/ci/code-quality.js';
import { fitSummary } from '../../render/markdown/fit-summary.js';
import { diagnosticsOfFailure } from '../../render/json/json.js';
import { addToFile, explainUnwritable, openResultFile } from '../../files/write.js';
import { realpath, stat } from 'node:fs/promises';
import { resolve, isAbsolute, relative, sep } from 'node:path';
import { findGitTop } from '../../files/root.js';

/** Makes sure, before a command does anything, that the CI system can be told how it ends; throws a `Failure` where it cannot. */
export const openCi = async (io: Io, flags: CiFlags): Promise<void> => {
  await openCodeQuality(io, flags);
  await checkJobSummary(io, flags);
  for (const { file } of flags.report ?? []) await openResultFile(io.cwd, file);
};

/** Tells the CI system how a command ended, and gives the exit code, which is an error's where that fails. */
export const tellCi = async (
  io: Io,
  flags: CiFlags & Pick<OutputFlags, 'color'>,
  { exitCode, findings, summarize, renderAs }: Ending,
): Promise<number> => {
  const problems = [
    ...(await writeReports(io, flags, renderAs)),
    ...(await addToJobSummary(io, flags, summarize)),
    ...(await publishFindings(io, flags, findings)),
  ];
  if (problems.length === 0) return exitCode;
  printDiagnostics(io, flags, problems);
  return Math.max(exitCode, EXIT_FAILED);
};

/** Writes an empty Code Quality report before a command does anything; throws a `Failure` where that is impossible. */
const openCodeQuality = async (io: Io, { codeQuality }: CiFlags): Promise<void> => {
  if (codeQuality !== undefined) await writeCodeQuality(io, codeQuality, []);
};

/**
 * Tells CI systems what a run found: GitHub Actions by annotations on standard error, since standard output belongs to the
 * result, and GitLab by the file of `--code-quality`. Errors are returned, not thrown: the run has done its work.
 */
const publishFindings = async (
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
  const result = await openResultFile(io.cwd, file);
  const pathOf = await createRepositoryPath(io);
  await result.write(renderCodeQuality(diagnostics, { pathOf, digest: digestText }));
};

/** Writes the files of `--report`. Errors are returned, not thrown: the run has done its work. */
const writeReports = async (
  io: Io,
  { report = [] }: CiFlags,
  renderAs: Ending['renderAs'],
): Promise<readonly Diagnostic[]> => {
  const problems: Diagnostic[] = [];
  for (const { format, file } of renderAs === null ? [] : report) {
    try {
      const result = await openResultFile(io.cwd, file);
      await result.write((await renderAs?.(format)) ?? '');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(...diagnosticsOfFailure(error));
    }
  }
  return problems;
};

/** Makes sure, before a command does anything, that there is a job summary to add to; throws a `Failure` otherwise. */
const checkJobSummary = async (io: Io, { summary }: CiFlags): Promise<void> => {
  if (summary === true) await append(io, '');
};

/** Adds a document to the job summary, if that was asked for. Errors are returned, not thrown: the run has done its work. */
const addToJobSummary = async (
  io: Io,
  { summary, color }: CiFlags & Pick<OutputFlags, 'color'>,
  render: (() => string) | null,
): Promise<readonly Diagnostic[]> => {
  if (summary !== true || render === null) return [];
  try {
    const { text, kind } = fitSummary(render(), await sizeOfJobSummary(io));
    await append(io, text);
    if (kind !== 'whole') printDiagnostics(io, { color }, [SUMMARY_FULL]);
    return [];
  } catch (error) {
    if (error instanceof Failure) return diagnosticsOfFailure(error);
    throw error;
  }
};

const SUMMARY_FULL = createDiagnostic({
  severity: 'warning',
  code: 'job-summary-full',
  message: 'the job summary of this step has no room for all of the result',
  hint: 'run fewer plans in one step, each with --summary, or leave it out of some',
});

/** Bytes that earlier commands of the step have added. */
const sizeOfJobSummary = async ({ env, cwd }: Io): Promise<number> => {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return 0;
  const stats = await stat(resolve(cwd, file)).catch(() => null);
  return stats?.size ?? 0;
};

const append = async (io: Io, text: string): Promise<void> => {
  const file = io.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') {
    throw new Failure('no-job-summary', '--summary has nowhere to write: GITHUB_STEP_SUMMARY is not set', {
      hint: 'GitHub Actions sets it in every step; elsewhere use --format markdown',
    });
  }
  try {
    await addToFile(resolve(io.cwd, file), text);
  } catch (error) {
    throw explainUnwritable(file, error);
  }
};

/**
 * Makes a function that spells files as a CI system knows them: from the top of the repository, with `/`, wherever in it the
 * command runs. Files outside keep their name.
 */
export const createRepositoryPath = async ({
  env,
  cwd,
}: Pick<Io, 'env' | 'cwd'>): Promise<(file: string) => string> => {
  const start = await realpath(cwd);
  const workspace = env['GITHUB_WORKSPACE'] || env['CI_PROJECT_DIR'];
  const top = chooseTop(
    start,
    await findGitTop(cwd),
    workspace === undefined ? null : await realpath(workspace).catch(() => null),
  );
  return (file) => {
    const path = relative(top, resolve(start, file));
    return isOutside(path) ? file : path.split(sep).join('/');
  };
};

/** A checkout below the workspace (`path:` of actions/checkout) is a repository of its own; one around it is somebody else's. */
const chooseTop = (start: string, git: string | null, workspace: string | null): string => {
  if (workspace === null || isOutside(relative(workspace, start))) return git ?? start;
  return git === null || isOutside(relative(workspace, git)) ? workspace : git;
};

const isOutside = (path: string): boolean => path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
