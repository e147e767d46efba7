import { EXIT_FAILED } from './exit-codes.js';
import { openCodeQuality, publishFindings } from './findings.js';
import type { Io } from './io.js';
import { addToJobSummary, checkJobSummary } from './job-summary.js';
import type { CiFlags } from './options.js';
import { printDiagnostics } from './report.js';
import type { HandedOver } from './session.js';

/** Sees to it, before a command does anything, that the CI system can be told of it; throws a `Failure` where it cannot. */
export const openCi = async (io: Io, flags: CiFlags): Promise<void> => {
  await openCodeQuality(io, flags);
  await checkJobSummary(io, flags);
};

/** Tells the CI system what came of a command, and gives the exit code, which is an error's where that fails. */
export const tellCi = async (
  io: Io,
  argv: readonly string[],
  flags: CiFlags,
  { exitCode, plan, found, renderSummary }: HandedOver,
): Promise<number> => {
  const problems = [
    ...(await addToJobSummary(io, flags, renderSummary)),
    ...(await publishFindings(io, flags, [...(plan?.diagnostics ?? []), ...found])),
  ];
  if (problems.length === 0) return exitCode;
  printDiagnostics(io, { color: !argv.includes('--no-color') }, { diagnostics: problems });
  return Math.max(exitCode, EXIT_FAILED);
};
