import type { ValueRead } from '../../model/value-reference.js';
import type { ValueContext } from '../context.js';
import { childEnvironment, isCredential } from '../credentials.js';
import { parseDocument, type NumberSpelling } from '../document.js';
import { interrupted, miss, refuse, succeed, type Outcome } from '../outcome.js';
import { explainFailedScript, explainNotFound, type ProgramLookUp } from './explain-program.js';
import { programName, runProgram, type ProgramResult } from './run-program.js';
import { redactLines } from '../redact.js';
import { decodeValue } from '../text.js';
import { collectTexts, type ValueNode } from '../value-node.js';

type ExecRead = Extract<ValueRead, { readonly kind: 'exec' }>;

/** How long a command may take by default. Milliseconds. */
const DEFAULT_TIMEOUT = 30_000;
/** Shorter values of credentials are switches rather than secrets. */
const SHORTEST_CREDENTIAL = 8;

/** Runs the command of an `exec` source in `folder`, without a shell, and reads what it prints. */
export const readExec = async (
  read: ExecRead,
  folder: string,
  context: ValueContext,
): Promise<Outcome<ValueNode>> => {
  const [program = '', ...rest] = read.command;
  const name = programName(program);
  if (!context.allowExec) {
    return refuse(
      'exec-not-allowed',
      `the manifest runs ${name}, which needs --allow-exec`,
      '--allow-exec (or QOVERRIDE_ALLOW_EXEC=1) lets manifests run commands: use it only for manifests that you trust',
    );
  }
  const timeout = read.timeout ?? DEFAULT_TIMEOUT;
  const result = await runProgram({
    program,
    arguments: rest,
    folder,
    env: childEnvironment(context.env),
    timeout,
    keepsErrors: context.debug !== null,
    signal: context.signal,
    clock: context.clock,
    kill: context.kill,
  });
  const lookUp = { program, name, folder, searchPath: context.env['PATH'] ?? '' };
  const document =
    explainLookUp(result, lookUp) ?? readOutput(result, { name, timeout, format: read.format });
  showErrors(result, document, name, context);
  return document;
};

/** The exit code of `env` and shells where they do not find a program. */
const NOT_FOUND = 127;

/** Explains a program, or the interpreter of a script, that was not found; null where it is none of this. */
const explainLookUp = (result: ProgramResult, lookUp: ProgramLookUp): Outcome<never> | null => {
  if (result.kind === 'not-found') return explainNotFound(lookUp);
  const isSearched = result.kind === 'ended' && result.exitCode === NOT_FOUND;
  return isSearched ? explainFailedScript(lookUp) : null;
};

interface OutputShape {
  readonly name: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly format: ExecRead['format'];
  /** Default: numbers keep their spelling. */
  readonly spellNumber?: NumberSpelling;
}

/** Reads what a program printed, if it succeeded. */
export const readOutput = (result: ProgramResult, shape: OutputShape): Outcome<ValueNode> => {
  const { name } = shape;
  switch (result.kind) {
    case 'interrupted':
      return interrupted();
    case 'not-found':
      return miss(
        'exec-not-found',
        `the program ${name} was not found`,
        'check that it is on PATH, and that each argument is an entry of its own in `command`',
      );
    case 'not-started':
      return miss(
        'exec-not-started',
        `the program ${name} could not be started`,
        'check that it is executable',
      );
    case 'timed-out':
      return miss(
        'exec-timeout',
        `the command ${name} took longer than ${shape.timeout} ms and was stopped`,
        'check whether it waits for input; `timeout` gives it more time',
      );
    case 'output-lost':
      return miss('exec-output', `the output of ${name} could not be read completely`);
    case 'too-much-output':
      return miss('exec-output', `the command ${name} printed more than 1 MiB`);
    case 'ended': {
      if (result.exitCode !== 0) return describeExit(result, name);
      const subject = `the output of ${name}`;
      const text = decodeValue(result.stdout, subject);
      if (text.kind === 'problem') return text;
      return shape.format === 'text'
        ? succeed({ kind: 'scalar', text: text.value.replace(/\r?\n$/, '') })
        : parseDocument(text.value, shape.format, subject, shape.spellNumber);
    }
  }
};

const describeExit = (
  result: Extract<ProgramResult, { readonly kind: 'ended' }>,
  name: string,
): Outcome<never> =>
  miss(
    'exec-failed',
    result.exitCode === null
      ? `the command ${name} was stopped by ${result.signalName ?? 'a signal'}`
      : `the command ${name} ended with exit code ${result.exitCode}`,
    '--debug shows what it wrote to stderr',
  );

/** Passes on what a program wrote to stderr, without its output, the values read from that, and the credentials of the run. */
export const showErrors = (
  result: ProgramResult,
  document: Outcome<ValueNode>,
  name: string,
  context: ValueContext,
): void => {
  if (context.debug === null || result.kind !== 'ended' || result.stderr.length === 0) return;
  const lines = redactLines(
    Buffer.from(result.stderr).toString(),
    new Set([
      Buffer.from(result.stdout).toString(),
      ...(document.kind === 'ok' ? collectTexts(document.value) : []),
      ...credentialsIn(context.env),
    ]),
  );
  const shown = lines ?? ['its stderr is not shown, because its output is too long to be hidden in it'];
  for (const line of shown) context.debug(`${name}: ${line}`);
};

const credentialsIn = (env: ValueContext['env']): readonly string[] =>
  Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= SHORTEST_CREDENTIAL && isCredential(name) ? [value] : [],
  );
