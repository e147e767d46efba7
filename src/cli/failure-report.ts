import { CommanderError } from 'commander';
import type { Failure } from '../model/failure.js';
import type { Plan } from '../model/plan.js';
import type { RequestUsage } from '../model/request-usage.js';
import { renderAuditFailureJson } from '../render/audit/json.js';
import { renderFailure } from '../render/failure-text.js';
import { renderImportFailureJson } from '../render/import-json.js';
import { diagnosticsOfFailure } from '../render/json.js';
import { renderFailureMarkdown } from '../render/markdown/failure.js';
import { createPaint } from '../render/paint.js';
import { renderFailureJson } from '../render/plan-json.js';
import { renderValidateJson } from '../render/validate-json.js';
import { EXIT_FAILED, EXIT_INTERRUPTED } from './exit-codes.js';
import { wantsColor, type Io, type Session } from './io.js';
import type { CiFlags } from './options.js';
import type { HandedOver } from './session.js';
import { toFailure, toInternalError } from './to-failure.js';
import { readVersion } from './version.js';

/** A run that ended in an error. */
export interface FailedRun {
  readonly argv: readonly string[];
  readonly io: Io;
  readonly flags: CiFlags;
  readonly session: Session;
  readonly handed: HandedOver;
}

/** Reports the error that ended a run, and hands over what the CI system is to be told of it. */
export const failRun = (error: unknown, { argv, io, flags, session, handed }: FailedRun): void => {
  const failure = toFailure(error, io);
  const known = { usage: handed.usage(), plan: handed.plan, commentId: flags.commentId ?? null };
  // Commander has already said what is wrong with the command line.
  report(failure, argv, io, { ...known, isExplained: error instanceof CommanderError });
  session.found(diagnosticsOfFailure(failure));
  session.summarize(() => failureToMarkdown(failure, argv[0], known));
  session.finish(failure.code === 'interrupted' ? EXIT_INTERRUPTED : EXIT_FAILED);
};

/**
 * Reports an error that nobody caught, in the form of the command's output, and gives the exit code: what Node itself would
 * print of it quotes its message, and so perhaps a value.
 */
export const reportCrash = (error: unknown, argv: readonly string[], io: Io): number => {
  report(toInternalError(error), argv, io, { usage: null, plan: null, commentId: null, isExplained: false });
  return EXIT_FAILED;
};

/** How far a run came that failed. */
interface HowFar {
  /** Null where no request was made. */
  readonly usage: RequestUsage | null;
  /** Null where none came about. */
  readonly plan: Plan | null;
  readonly commentId: string | null;
}

const report = (
  failure: Failure,
  argv: readonly string[],
  io: Io,
  known: HowFar & { readonly isExplained: boolean },
): void => {
  const [command] = argv;
  const format = /(?:^|\s)--format[ =](json|markdown)(?:\s|$)/.exec(argv.join(' '))?.[1];
  if (format === 'json') io.stdout.write(failureToJson(failure, command, known));
  if (format === 'markdown' && (command === 'plan' || command === 'apply' || command === 'audit')) {
    io.stdout.write(failureToMarkdown(failure, command, known));
  }
  if (known.isExplained) return;
  const paint = createPaint(wantsColor(io, io.stderr, !argv.includes('--no-color')));
  io.stderr.write(renderFailure(failure, paint));
};

const failureToJson = (failure: Failure, command: string | undefined, { usage, plan }: HowFar): string => {
  const toolVersion = readVersion();
  switch (command) {
    case 'validate':
      return renderValidateJson(diagnosticsOfFailure(failure));
    case 'audit':
      return renderAuditFailureJson({ failure, usage, toolVersion });
    case 'import':
      return renderImportFailureJson(failure, usage, toolVersion);
    case 'apply':
      return renderFailureJson({ failure, plan, usage, toolVersion, command: 'apply' });
    case undefined:
    default:
      return renderFailureJson({ failure, plan, usage, toolVersion, command: 'plan' });
  }
};

const failureToMarkdown = (
  failure: Failure,
  command: string | undefined,
  { plan, commentId }: HowFar,
): string =>
  renderFailureMarkdown({
    failure,
    plan,
    commentId,
    command: command === 'apply' || command === 'audit' ? command : 'plan',
  });
