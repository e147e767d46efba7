import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createDiagnostic, type Severity } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import { renderAnnotations } from '../render/ci/annotations.js';
import { decideRun } from './decide-run.js';
import { readEvent, type JobEvent } from './event.js';
import { maskSecret, setOutput } from './file-commands.js';
import { inputVariable, readInputs, type Inputs } from './inputs.js';
import { makeOutputs } from './outputs.js';

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What the action may touch of the world outside, handed in by `action.ts`. */
export interface ActionIo {
  readonly env: Env;
  readonly cwd: string;
  /** Writes to the log of the step. */
  readonly log: (text: string) => void;
  /** Runs the program beside the action, with its output in the log, and gives its exit code. */
  readonly run: (
    argv: readonly string[],
    options: { readonly cwd: string; readonly env: Env },
  ) => Promise<number>;
  /** An empty folder of this run, which is removed later. */
  readonly folder: string;
  readonly newId: () => string;
}

const EXIT_FAILED = 1;
const EXIT_CHANGES = 2;

/** Runs the action, and gives the exit code of the step. */
export const runAction = async (io: ActionIo): Promise<number> => {
  try {
    return await run(io, readInputs(io.env), readEvent(io.env));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    tell(io, 'error', error);
    return EXIT_FAILED;
  }
};

const run = async (io: ActionIo, inputs: Inputs, event: JobEvent): Promise<number> => {
  const files = { json: join(io.folder, 'result.json'), markdown: join(io.folder, 'comment.md') };
  const decision = decideRun(inputs, event, io.env, files);
  io.log(maskSecret(SECRETS.map((name) => io.env[name] ?? '').join('\n')));
  if (decision.note !== null)
    tell(io, 'info', { code: 'validated-only', message: decision.note, hint: null });
  if (inputs.summary && inputs.command !== 'validate' && (io.env['GITHUB_STEP_SUMMARY'] ?? '') === '') {
    const message = 'this runner has no job summary (GITHUB_STEP_SUMMARY is not set)';
    tell(io, 'warning', { code: 'no-job-summary', message, hint: 'set the input "summary" to false' });
  }
  const options = { cwd: resolve(io.cwd, inputs.workingDirectory), env: withoutInputs(io.env) };
  const exitCode = await io.run(decision.argv, options);
  const result = { exitCode, jsonFile: files.json, out: inputs.out, cwd: options.cwd };
  for (const [name, value] of Object.entries(makeOutputs(result))) {
    setOutput(io.env['GITHUB_OUTPUT'], name, value, io.newId);
  }
  if (decision.hasReports && inputs.comment && event.isPullRequest && existsSync(files.markdown)) {
    await comment(io, inputs, files.markdown, options);
  }
  return exitCode === EXIT_CHANGES && !inputs.failsOnChanges ? 0 : exitCode;
};

/** Secrets that may come from somewhere GitHub does not know of, such as a step that logged in. */
const SECRETS = [
  'QOVERY_API_TOKEN',
  'QOVERY_CLI_ACCESS_TOKEN',
  'QOVERRIDE_KEY',
  'QOVERRIDE_OLD_KEYS',
  'VAULT_TOKEN',
];

/** No manifest gets at the inputs, one of which is a token. */
const withoutInputs = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(inputVariable(''))));

/** Only this run of the program gets the token that can comment; where it fails, the job goes on. */
const comment = async (
  io: ActionIo,
  { token, commentAuthor }: Inputs,
  file: string,
  { cwd, env }: { readonly cwd: string; readonly env: Env },
): Promise<void> => {
  if (token === '') {
    const message = 'there is no token to comment with';
    tell(io, 'warning', {
      code: 'no-forge-token',
      message,
      hint: 'set the input "github-token", or "comment" to false',
    });
    return;
  }
  const author = commentAuthor === '' ? [] : [`--author=${commentAuthor}`];
  await io.run(['comment', ...author, '--', file], { cwd, env: { ...env, GITHUB_TOKEN: token } });
};

const tell = (
  io: ActionIo,
  severity: Severity,
  { code, message, hint }: { readonly code: string; readonly message: string; readonly hint: string | null },
): void => io.log(renderAnnotations([createDiagnostic({ severity, code, message, hint })], (file) => file));
