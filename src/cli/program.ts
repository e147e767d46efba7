import { Command, CommanderError } from 'commander';
import { Failure } from '../model/failure.js';
import { renderFailureJson } from '../render/failure-json.js';
import { renderFailure } from '../render/failure-text.js';
import { createPaint } from '../render/paint.js';
import { applyCommand } from './apply.js';
import { wantsColor, type Io } from './io.js';
import { keygenCommand } from './keygen.js';
import { planCommand } from './plan.js';
import { sandboxCommand } from './sandbox.js';
import { schemaCommand } from './schema.js';
import { validateCommand } from './validate.js';
import { readVersion } from './version.js';

const EXIT_FAILED = 1;
const EXIT_INTERRUPTED = 130;

const EXAMPLES = `
Examples:
  $ qoverride validate                  check the manifests in ./overrides
  $ qoverride plan                      show what would change
  $ qoverride apply                     change it
  $ qoverride sandbox                   a local stand-in for the API, to try things on

Environment: QOVERY_API_TOKEN, QOVERRIDE_KEY (see: qoverride keygen --help).`;

/**
 * Runs the command line: `argv` without the program's name. Gives the exit code: 0 done, 1 any error,
 * 2 changes under `--detailed-exitcode`, 130 interrupted.
 */
export const runCli = async (argv: readonly string[], io: Io): Promise<number> => {
  let exitCode = 0;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportError(error, argv, io);
  }
};

const createProgram = (io: Io, finish: (exitCode: number) => void): Command => {
  const program = new Command('qoverride')
    .description('Keeps Qovery secret overrides in step with YAML manifests kept in git.')
    .version(readVersion(), '-V, --version', 'print the version')
    .addHelpText('after', EXAMPLES);
  const commands = [
    validateCommand(io, finish),
    planCommand(io, finish),
    applyCommand(io, finish),
    keygenCommand(io),
    schemaCommand(io),
    sandboxCommand(io),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands]) {
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

const reportError = (error: unknown, argv: readonly string[], io: Io): number => {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const failure = toFailure(error, io);
  const isJson = /(^|\s)--format[ =]json(\s|$)/.test(argv.join(' '));
  if (isJson)
    io.stdout.write(renderFailureJson({ failure, command: argv[0] ?? '', toolVersion: readVersion() }));
  // Commander has already said what is wrong with the command line.
  if (!(error instanceof CommanderError)) {
    const paint = createPaint(wantsColor(io, io.stderr, !argv.includes('--no-color')));
    io.stderr.write(renderFailure(failure, paint));
  }
  return failure.code === 'interrupted' ? EXIT_INTERRUPTED : EXIT_FAILED;
};

const toFailure = (error: unknown, io: Io): Failure => {
  if (io.interrupt.aborted) return new Failure('interrupted', 'interrupted; nothing was changed');
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) return new Failure('usage', error.message.replace(/^error: /, ''));
  return new Failure('internal-error', `a fault in qoverride: ${describeFault(error)}`, {
    hint: 'please report it; values were left out of this message',
  });
};

/** Only the kind of the error and the code positions: its message may quote a value. */
const describeFault = (error: unknown): string => {
  if (!(error instanceof Error)) return 'something other than an error was thrown';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.constructor.name, ...frames.slice(0, 5).map((line) => line.trim())].join(' ');
};
