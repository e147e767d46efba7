import { CommanderError } from 'commander';
import type { Failure } from '../model/failure.js';
import { renderFailure } from '../render/failure-text.js';
import { diagnosticsOfFailure } from '../render/json.js';
import { createPaint } from '../render/paint.js';
import { EXIT_FAILED, EXIT_INTERRUPTED } from './exit-codes.js';
import type { HowFar } from './failure-documents.js';
import { wantsColor, type Io, type Session } from './io.js';
import type { CiFlags } from './options.js';
import type { HandedOver } from './session.js';
import { toFailure, toInternalError } from './to-failure.js';

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
