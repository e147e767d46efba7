import { Command, CommanderError } from 'commander';
import { Failure } from '../model/failure.js';
import type { Plan } from '../model/plan.js';
import type { RequestUsage } from '../model/request-usage.js';
import { renderAuditFailureJson } from '../render/audit/json.js';
import { renderFailure } from '../render/failure-text.js';
import { createPaint } from '../render/paint.js';
import { renderFailureJson } from '../render/plan-json.js';
import { renderValidateJson } from '../render/validate-json.js';
import { diagnosticsOfFailure } from '../render/json.js';
import { applyCommand } from './apply.js';
import { auditCommand } from './audit.js';
import { completeCommand, completionCommand } from './completion.js';
import { EXIT_INTERRUPTED } from './exit-codes.js';
import { wantsColor, type Io, type Session } from './io.js';
import { keygenCommand } from './keygen.js';
import { planCommand } from './plan.js';
import { sandboxCommand } from './sandbox.js';
import { schemaCommand } from './schema.js';
import { validateCommand } from './validate.js';
import { readVersion } from './version.js';

const EXIT_FAILED = 1;

const EXAMPLES = `
Examples:
  $ qoverride validate                  check the manifests in ./overrides
  $ qoverride plan                      show what would change
  $ qoverride apply                     change it
  $ qoverride audit                     show who overrides what
  $ qoverride sandbox                   a local stand-in for the API, to try things on

Environment: QOVERY_API_TOKEN, QOVERRIDE_KEY (see: qoverride keygen --help).`;

/**
 * Runs the command line: `argv` without the program's name. Gives the exit code: 0 done, 1 any error,
 * 2 changes under `--detailed-exitcode`, 130 interrupted.
 */
export const runCli = async (argv: readonly string[], io: Io): Promise<number> => {
  let exitCode = 0;
  let usage = (): RequestUsage | null => null;
  let plan: Plan | null = null;
  const program = createProgram(io, {
    finish: (code) => {
      exitCode = code;
    },
    countRequests: (count) => {
      usage = count;
    },
    planned: (made) => {
      plan = made;
    },
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportError(error, argv, io, { usage: usage(), plan });
  }
};

const createProgram = (io: Io, session: Session): Command => {
  const program = new Command('qoverride')
    .description('Keeps Qovery secret overrides in step with YAML manifests kept in git.')
    .version(readVersion(), '-V, --version', 'print the version')
    .addHelpText('after', EXAMPLES);
  const commands = [
    validateCommand(io, session),
    planCommand(io, session),
    applyCommand(io, session),
    auditCommand(io, session),
    keygenCommand(io),
    schemaCommand(io),
    completionCommand(io),
    sandboxCommand(io),
  ];
  for (const command of commands) program.addCommand(command);
  const hidden = completeCommand(io);
  program.addCommand(hidden, { hidden: true });
  for (const command of [program, ...commands, hidden]) {
    command
      .exitOverride()
      .allowExcessArguments(false)
      .helpOption('-h, --help', 'show this help')
      .showHelpAfterError('Run with --help for the flags and examples.')
      .configureOutput({
        writeOut: (text) => io.stdout.write(text),
        writeErr: (text) => io.stderr.write(text),
      });
  }
  return program;
};

/**
 * Reports an error that nobody caught, in the form of the command's output, and gives the exit code: what Node itself would
 * print of it quotes its message, and so perhaps a value.
 */
export const reportCrash = (error: unknown, argv: readonly string[], io: Io): number => {
  report(toInternalError(error), argv, io, { usage: null, plan: null, isExplained: false });
  return EXIT_FAILED;
};

/** How far a run came that failed. */
interface HowFar {
  /** Null where no request was made. */
  readonly usage: RequestUsage | null;
  /** Null where none came about. */
  readonly plan: Plan | null;
}

const reportError = (error: unknown, argv: readonly string[], io: Io, howFar: HowFar): number => {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const failure = toFailure(error, io);
  // Commander has already said what is wrong with the command line.
  report(failure, argv, io, { ...howFar, isExplained: error instanceof CommanderError });
  return failure.code === 'interrupted' ? EXIT_INTERRUPTED : EXIT_FAILED;
};

const report = (
  failure: Failure,
  argv: readonly string[],
  io: Io,
  known: HowFar & { readonly isExplained: boolean },
): void => {
  if (/(^|\s)--format[ =]json(\s|$)/.test(argv.join(' '))) {
    io.stdout.write(failureToJson(failure, argv[0], known));
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
    case 'apply':
      return renderFailureJson({ failure, plan, usage, toolVersion, command: 'apply' });
    case undefined:
    default:
      return renderFailureJson({ failure, plan, usage, toolVersion, command: 'plan' });
  }
};

const toFailure = (error: unknown, io: Io): Failure => {
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

const toInternalError = (error: unknown): Failure =>
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
