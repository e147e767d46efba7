import { CommanderError } from 'commander';
import { Failure } from '../../model/failure.js';
import { renderFailure } from '../../render/text/diagnostics-text.js';
import { diagnosticsOfFailure } from '../../render/json/json.js';
import { createPaint } from '../../render/text/paint.js';
import { EXIT_FAILED, EXIT_INTERRUPTED } from '../exit-codes.js';
import type { HowFar } from './failure-documents.js';
import { wantsColor, type Io, type Session } from '../io.js';
import type { CiFlags } from '../flags/options.js';
import type { HandedOver } from './session.js';

/** A run that ended in an error. */
export interface FailedRun {
  readonly argv: readonly string[];
  readonly io: Io;
  readonly flags: CiFlags;
  readonly session: Session;
  readonly handed: HandedOver;
}

/** Reports the error that ended a run, and hands over what the CI system is to be told of it. */
export const failRun = async (
  error: unknown,
  { argv, io, flags, session, handed }: FailedRun,
): Promise<void> => {
  const failure = toFailure(error, io);
  const known = { usage: handed.usage(), plan: handed.plan, commentId: flags.commentId ?? null };
  const report = await createReport(argv, io);
  // Commander has already said what is wrong with the command line.
  report(failure, { ...known, isExplained: error instanceof CommanderError });
  session.found(diagnosticsOfFailure(failure));
  if (flags.summary === true) {
    const { failureToMarkdown } = await loadDocuments();
    session.summarize(() => failureToMarkdown(failure, argv[0], known));
  }
  session.finish(failure.code === 'interrupted' ? EXIT_INTERRUPTED : EXIT_FAILED);
};

/**
 * Readies the report of an error that nobody caught, in the form of the command's output, which gives the exit code: what Node itself
 * would print of it quotes its message, and so perhaps a value.
 */
export const createCrashReport = async (
  argv: readonly string[],
  io: Io,
): Promise<(error: unknown) => number> => {
  const report = await createReport(argv, io);
  return (error) => {
    report(toInternalError(error), { usage: null, plan: null, commentId: null, isExplained: false });
    return EXIT_FAILED;
  };
};

type Report = (failure: Failure, known: HowFar & { readonly isExplained: boolean }) => void;

const createReport = async (argv: readonly string[], io: Io): Promise<Report> => {
  const [command] = argv;
  const format = /(?:^|\s)--format[ =](json|markdown)(?:\s|$)/.exec(argv.join(' '))?.[1];
  const documents = format === undefined ? null : await loadDocuments();
  return (failure, known) => {
    if (format === 'json') io.stdout.write(documents?.failureToJson(failure, command, known) ?? '');
    if (format === 'markdown' && (command === 'plan' || command === 'apply' || command === 'audit')) {
      io.stdout.write(documents?.failureToMarkdown(failure, command, known) ?? '');
    }
    if (known.isExplained) return;
    const paint = createPaint(wantsColor(io, io.stderr, !argv.includes('--no-color')));
    io.stderr.write(renderFailure(failure, paint));
  };
};

/** Loaded only where a document is asked for: most failures are a few lines of text. */
const loadDocuments = () => import('./failure-documents.js');

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
  const hint = guess?.replace(/^\(Did/, 'did').replace(/\)$/, '') ?? null;
  return new Failure('usage', problem, { hint });
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
