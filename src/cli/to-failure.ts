import { CommanderError } from 'commander';
import { Failure } from '../model/failure.js';
import type { Io } from './io.js';

/** Says what an error that ended a command means for its user. */
export const toFailure = (error: unknown, io: Io): Failure => {
  if (io.interrupt.aborted && isExpected(error)) {
    return new Failure('interrupted', 'interrupted; nothing was changed');
  }
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) return toUsageFailure(error);
  return toInternalError(error);
};

/** Commander puts its guess on a line of its own: `(Did you mean --target?)`. */
const toUsageFailure = ({ message }: CommanderError): Failure => {
  const [problem = '', guess] = message.replace(/^error: /, '').split('\n');
  const hint = guess?.replace(/^\(Did/, 'did').replace(/\)$/, '');
  return new Failure('usage', problem, hint === undefined ? {} : { hint });
};

/** What an interrupt may bring about; a fault of ours stays one. */
const isExpected = (error: unknown): boolean =>
  error instanceof Failure || (error instanceof Error && error.name === 'AbortError');

/** Reports a fault of ours, of which only the kind and the code positions are fit to be shown. */
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
