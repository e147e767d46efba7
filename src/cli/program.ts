import { Command, CommanderError, type OutputConfiguration } from 'commander';
import type { Failure } from '../model/failure.js';
import { diagnosticsOfFailure } from '../render/json/json.js';
import { readVersion } from '../files/package-file.js';
import {
  COMMANDS,
  DONE,
  type CliCommand,
  type Ending,
  type FailedRun,
  type FailureForms,
  type Prepare,
} from './commands.js';
import { EXIT_FAILED, EXIT_INTERRUPTED } from './exit-codes.js';
import type { CiFlags } from './flags/options.js';
import type { Io } from './io.js';
import { reportFailure, toFailure, toInternalError } from './output/failure-report.js';
import { reportLostOutput } from './output/lost-output.js';
import { createSession, type Session } from './output/session.js';
import { openCi, tellCi } from './output/tell-ci.js';
import { pointToHelp, readAnswerFlags, toUsageFailure, type AnswerFlags } from './output/usage-error.js';

const EXAMPLES = `
Examples:
  $ qoverride validate                  check the manifests in ./overrides
  $ qoverride plan                      show what would change
  $ qoverride apply                     change it
  $ qoverride audit                     show who overrides what
  $ qoverride sandbox                   a local mock of the API, to try things out

Environment: QOVERY_API_TOKEN, QOVERRIDE_KEY (see: qoverride keygen --help).`;

/** A run of the command line. */
interface Run {
  readonly io: Io;
  readonly argv: readonly string[];
  readonly program: Command;
  readonly session: Session;
  /** The commands that are complete, by name. */
  readonly commands: Map<string, CliCommand>;
  /** Null until commander has accepted the command line. */
  call: Call | null;
}

/** How a command that was called answers. */
interface Call {
  readonly forms: FailureForms;
  readonly answer: AnswerFlags;
  /** None until the CI system is known to be ready for what it will be told. */
  ci: CiFlags;
}

/**
 * Runs the command line: `argv` without the program's name. Gives the exit code: 0 done, 1 any error,
 * 2 changes under `--detailed-exitcode`, 130 interrupted. Loads what this command line needs, and nothing else.
 */
export const runCli = async (argv: readonly string[], io: Io): Promise<number> => {
  const program = createProgram({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
    // Usage errors are reported like all others.
    outputError: () => {},
  });
  const run: Run = { io, argv, program, session: createSession(), commands: new Map(), call: null };
  let ending: Ending = DONE;
  const prepare: Prepare = (words) =>
    completeCommands(run, words, async (command, parsed) => {
      ending = await callCommand(run, command, parsed, prepare);
    });
  try {
    await prepare(argv);
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && isAnswered(error))
      return reportLostOutput(io, DONE, error.exitCode);
    ending =
      error instanceof CommanderError ? failUsage(run, error) : fail(run, toFailure(error, io.interrupt));
  }
  const exitCode = await tellCi(io, { ...run.call?.ci, color: run.call?.answer.color ?? true }, ending);
  return reportLostOutput(io, ending, exitCode);
};

/** Runs a command whose flags commander has accepted. */
const callCommand = async (
  run: Run,
  command: CliCommand,
  parsed: Command,
  prepare: Prepare,
): Promise<Ending> => {
  const { io, session, program } = run;
  const flags = parsed.opts<CiFlags & Partial<AnswerFlags>>();
  const { format = 'text', color = true } = flags;
  const call: Call = { forms: command.forms, answer: { format, color }, ci: {} };
  run.call = call;
  io.onCrash((error) => {
    report(run, toInternalError(error));
    return EXIT_FAILED;
  });
  await openCi(io, flags);
  call.ci = flags;
  // The flags are those that the command itself has defined.
  return command.run({ io, session, flags: flags as never, operands: parsed.args, program, prepare });
};

/** Whether commander has printed what was asked for, or the help of a program that nothing was asked of. */
const isAnswered = ({ code, exitCode }: CommanderError): boolean =>
  exitCode === 0 || code === 'commander.help';

const fail = (run: Run, failure: Failure): Ending => {
  const failed = report(run, failure);
  const { forms, ci } = run.call ?? UNCALLED;
  const { markdown } = forms;
  return {
    exitCode: failure.code === 'interrupted' ? EXIT_INTERRUPTED : EXIT_FAILED,
    findings: [...(failed.plan?.diagnostics ?? []), ...diagnosticsOfFailure(failure)],
    summarize: ci.summary === true && markdown !== undefined ? () => markdown.renderFailure(failed) : null,
    renderAs: (format) => forms[format]?.renderFailure(failed) ?? '',
  };
};

/** Reports a command line that commander rejects, in the form that it asks for all the same. */
const failUsage = (run: Run, error: CommanderError): Ending => {
  const { argv, commands, io, program } = run;
  const name = argv.find((word) => !word.startsWith('-'));
  const parsed = program.commands.find((command) => command.name() === name) ?? program;
  const forms = commands.get(name ?? '')?.forms ?? {};
  run.call = { forms, answer: readAnswerFlags(parsed, argv), ci: {} };
  const ending = fail(run, toUsageFailure(error));
  io.stderr.write(pointToHelp(parsed));
  return ending;
};

const UNCALLED: Call = { forms: {}, answer: { format: 'text', color: true }, ci: {} };

/** Reports a failure in the form that was asked for. */
const report = ({ io, session, call }: Run, failure: Failure): FailedRun => {
  const { forms, answer, ci } = call ?? UNCALLED;
  const failed = {
    failure,
    requests: session.requests(),
    plan: session.plan(),
    commentId: ci.commentId ?? null,
  };
  reportFailure(io, forms, answer, failed);
  return failed;
};

/** Columns that text is wrapped at where there is no terminal. Source: commander. */
const WIDTH = 80;

/** What `--help` prints for a terminal with that many columns; undefined where there is no terminal. */
export const renderHelp = (columns: number | undefined): string => {
  let help = '';
  createProgram({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => columns ?? WIDTH,
  }).outputHelp();
  return help;
};

/** The program with all its commands, each of them so far a name and a summary. */
const createProgram = (output: OutputConfiguration): Command => {
  const program = settle(new Command('qoverride'), output)
    .description('Keeps Qovery secret overrides in sync with YAML manifests in git.')
    .version(readVersion(), '-V, --version', 'print the version')
    .configureHelp({ subcommandTerm: termOf })
    .addHelpText('after', EXAMPLES);
  for (const { name, summary } of COMMANDS) {
    const command = settle(new Command(name), output);
    if (summary !== null) command.description(summary);
    program.addCommand(command, { hidden: summary === null });
  }
  return program;
};

/** Loads the commands that some words name, and gives each its flags, its help and what it does. */
const completeCommands = async (
  { program, commands }: Run,
  words: readonly string[],
  act: (command: CliCommand, parsed: Command) => Promise<void>,
): Promise<void> => {
  for (const { name, load } of COMMANDS) {
    const parsed = program.commands.find((command) => command.name() === name);
    if (parsed === undefined || !words.includes(name) || commands.has(name)) continue;
    const command = await load();
    commands.set(name, command);
    command.define(parsed);
    parsed.action(() => act(command, parsed));
  }
};

const USAGES = new Map(COMMANDS.map(({ name, usage }) => [name, usage]));

/** How the program's help names a command, whether it is complete or not. */
const termOf = (command: Command): string =>
  [command.name(), USAGES.get(command.name()) ?? command.usage()].filter((part) => part !== '').join(' ');

/** What holds for the program and each of its commands. */
const settle = (command: Command, output: OutputConfiguration): Command =>
  command
    .exitOverride()
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .configureOutput(output);
