import { Command, CommanderError, type OutputConfiguration } from 'commander';
import { COMMANDS, type Prepare } from './commands.js';
import { createCrashReport, failRun } from './output/failure-report.js';
import type { Io, Session } from './io.js';
import type { CiFlags } from './flags/options.js';
import { createSession } from './output/session.js';
import { openCi, tellCi } from './output/tell-ci.js';
import { readVersion } from '../text/package-file.js';

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
 * 2 changes under `--detailed-exitcode`, 130 interrupted. Loads what this command line needs, and nothing else.
 */
export const runCli = async (argv: readonly string[], io: Io): Promise<number> => {
  const { session, handed } = createSession();
  const program = createProgram({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
  });
  const prepare = createPrepare(program, io, session);
  let flags: CiFlags = {};
  program.hook('preAction', async (_program, command) => {
    const given = command.opts<CiFlags>();
    io.onCrash(await createCrashReport(argv, io));
    await openCi(io, given);
    flags = given;
  });
  try {
    await prepare(argv);
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    await failRun(error, { argv, io, flags, session, handed });
  }
  return tellCi(io, argv, flags, handed);
};

/** Columns that text is wrapped at where there is no terminal. Source: commander. */
const WIDTH = 80;

/** What `--help` prints, for a terminal with so many columns; undefined where there is none. */
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
    .description('Keeps Qovery secret overrides in step with YAML manifests kept in git.')
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

const createPrepare = (program: Command, io: Io, session: Session): Prepare => {
  const prepared = new Set<string>();
  const prepare: Prepare = async (words) => {
    for (const { name, load } of COMMANDS) {
      const command = program.commands.find((each) => each.name() === name);
      if (command === undefined || !words.includes(name) || prepared.has(name)) continue;
      prepared.add(name);
      const define = await load();
      define(command, io, session, prepare);
    }
  };
  return prepare;
};

const USAGES = new Map(COMMANDS.map(({ name, usage }) => [name, usage]));

/** How the program's help calls a command, whether it is made whole or not. */
const termOf = (command: Command): string =>
  [command.name(), USAGES.get(command.name()) ?? command.usage()].filter((part) => part !== '').join(' ');

/** What holds for the program and each of its commands. */
const settle = (command: Command, output: OutputConfiguration): Command =>
  command
    .exitOverride()
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .showHelpAfterError('Run with --help for the flags and examples.')
    .configureOutput(output);
