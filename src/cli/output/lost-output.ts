import { Failure } from '../../model/failure.js';
import { renderFailure } from '../../render/text/diagnostics-text.js';
import { createPaint } from '../../render/text/paint.js';
import type { Ending } from '../commands.js';
import { EXIT_FAILED } from '../exit-codes.js';
import type { Io } from '../io.js';

/** Says on standard error what a full disk kept from standard output, and returns the exit code, which is an error's then. */
export const reportLostOutput = (io: Io, { totals }: Ending, exitCode: number): number => {
  const code = io.lostOutput();
  if (code === null) return exitCode;
  const failure = new Failure(
    'output-unwritable',
    `could not write the result to standard output (${code})`,
    { hint: 'the command itself ran to its end: make room, or write to another file' },
  );
  io.stderr.write(renderFailure(failure, createPaint(false)));
  if (totals !== undefined) io.stderr.write(`${totals}\n`);
  return Math.max(exitCode, EXIT_FAILED);
};
