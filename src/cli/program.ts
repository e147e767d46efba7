import { Command, CommanderError } from 'commander';
import type { Failure } from '../model/failure.js';
import type { Plan } from '../model/plan.js';
import type { RequestUsage } from '../model/request-usage.js';
import { renderAuditFailureJson } from '../render/audit/json.js';
import { renderFailure } from '../render/failure-text.js';
import { renderFailureMarkdown } from '../render/markdown/failure.js';
import { renderImportFailureJson } from '../render/import-json.js';
import { createPaint } from '../render/paint.js';
import { renderFailureJson } from '../render/plan-json.js';
import { renderValidateJson } from '../render/validate-json.js';
import { diagnosticsOfFailure } from '../render/json.js';
import { applyCommand } from './apply.js';
import { auditCommand } from './audit.js';
import { completeCommand, completionCommand } from './completion.js';
import { EXIT_INTERRUPTED } from './exit-codes.js';
import { openCodeQuality, publishFindings } from './findings.js';
import { importCommand } from './import.js';
import { initCommand } from './init.js';
import { wantsColor, type Io, type Session } from './io.js';
import { addToJobSummary, checkJobSummary } from './job-summary.js';
import { keygenCommand } from './keygen.js';
import type { CiFlags } from './options.js';
import { planCommand } from './plan.js';
import { printDiagnostics } from './report.js';
import { sandboxCommand } from './sandbox.js';
import { schemaCommand } from './schema.js';
import { validateCommand } from './validate.js';
import { createSession, type HandedOver } from './session.js';
import { toFailure, toInternalError } from './to-failure.js';
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
  const { session, handed } = createSession();
  let flags: CiFlags = {};
  const program = createProgram(io, session).hook('preAction', async (_program, command) => {
    const given = command.opts<CiFlags>();
    await openCodeQuality(io, given);
    await checkJobSummary(io, given);
    flags = given;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = toFailure(error, io);
    const known = { usage: handed.usage(), plan: handed.plan, commentId: flags.commentId ?? null };
    // Commander has already said what is wrong with the command line.
    report(failure, argv, io, { ...known, isExplained: error instanceof CommanderError });
    session.found(diagnosticsOfFailure(failure));
    session.summarize(() => failureToMarkdown(failure, argv[0], known));
    session.finish(failure.code === 'interrupted' ? EXIT_INTERRUPTED : EXIT_FAILED);
  }
  return tellCi(io, argv, flags, handed);
};

/** Tells the CI system what came of a command, and gives the exit code, which is an error's where that fails. */
const tellCi = async (
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
    importCommand(io, session),
    initCommand(io, session),
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
