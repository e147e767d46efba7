import { Failure } from '../../model/failure.js';
import { renderFailure } from '../../render/text/diagnostics-text.js';
import { renderFailureJson } from '../../render/json/plan-json.js';
import { createPaint } from '../../render/text/paint.js';
import { readVersion } from '../../files/package-file.js';
import type { FailedRun, FailureForms, Form } from '../commands.js';
import { wantsColor, type Io } from '../io.js';
import type { AnswerFlags } from './usage-error.js';

/**
 * Reports a failure: as the document that the command has in the place of its result on standard output, and as text on standard
 * error.
 */
export const reportFailure = (
  io: Io,
  forms: FailureForms,
  { format, color }: AnswerFlags,
  failed: FailedRun,
): void => {
  const form = forms[format] ?? (format === 'json' ? ANY_COMMAND : null);
  io.stdout.write(form?.renderFailure(failed) ?? '');
  io.stderr.write(renderFailure(failed.failure, createPaint(wantsColor(io, io.stderr, color))));
};

/** For a mistyped command, or one without `--format`: whoever asks for JSON gets one object, in the shape of a plan's. */
const ANY_COMMAND: Pick<Form<never>, 'renderFailure'> = {
  renderFailure: ({ requests, ...failed }) =>
    renderFailureJson({ ...failed, usage: requests, toolVersion: readVersion(), command: 'plan' }),
};

/** Says what an error that ended a command means for its user. */
export const toFailure = (error: unknown, interrupt: AbortSignal): Failure => {
  if (interrupt.aborted && isExpected(error)) {
    return new Failure('interrupted', 'interrupted; nothing was changed');
  }
  return error instanceof Failure ? error : toInternalError(error);
};

/** What an interrupt may cause; a bug stays one. */
const isExpected = (error: unknown): boolean =>
  error instanceof Failure || (error instanceof Error && error.name === 'AbortError');

/** Reports a bug, of which only the kind and the code positions may be shown. */
export const toInternalError = (error: unknown): Failure =>
  new Failure('internal-error', `a fault in qoverride: ${describeFault(error)}`, {
    hint: 'please report it; values were left out of this message',
  });

const FRAME = /^\s+at \S.*:\d+:\d+\)?$/;

/** Only the kind of the error and the code positions: its message, which the stack repeats, may quote a value. */
const describeFault = (error: unknown): string => {
  if (!(error instanceof Error)) return 'something other than an error was thrown';
  const { message, stack = '' } = error;
  const start = stack.indexOf(message);
  const trace = start === -1 ? '' : stack.slice(start + message.length);
  const frames = trace.split('\n').filter((line) => FRAME.test(line));
  return [error.constructor.name, ...frames.slice(0, 5).map((line) => line.trim())].join(' ');
};
