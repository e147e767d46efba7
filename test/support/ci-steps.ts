import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PROGRAM } from './run-bin.js';
import type { TestFolder } from './folder.js';
import { collectRun } from './collect-run.js';
import type { CliRun } from './run-cli.js';

/** A step of a CI job as its shell gets it. */
export interface ShellStep {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Puts `qoverride` and `npx` on a PATH of their own, both of which run the command line. */
export const makeShims = (folder: TestFolder): string => {
  const bin = `exec ${PROGRAM.map((part) => `'${part}'`).join(' ')} "$@"`;
  folder.write('shims/qoverride', `#!/bin/sh\n${bin}\n`);
  folder.write('shims/npx', `#!/bin/sh\n[ "$1" = qoverride ] || exit 127\nshift\n${bin}\n`);
  for (const name of ['qoverride', 'npx']) chmodSync(join(folder.path, 'shims', name), 0o755);
  return join(folder.path, 'shims');
};

/** Runs a step as CI does, with `sh -e`, in the folder `cwd`; nothing of this process's environment but PATH goes in. */
export const runStep = (
  step: ShellStep,
  options: { readonly cwd: string; readonly shims: string; readonly env: Readonly<Record<string, string>> },
): Promise<CliRun> =>
  collectRun(
    spawn('sh', ['-ec', step.script], {
      cwd: options.cwd,
      env: {
        ...options.env,
        ...step.env,
        PATH: `${options.shims}${delimiter}${process.env['PATH'] ?? ''}`,
        HOME: options.cwd,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );

/** The steps of a GitHub job that call qoverride, with the expressions of their environment replaced. */
export const readGithubSteps = (job: GithubJob, context: GithubContext): readonly ShellStep[] =>
  job.steps.flatMap(({ run, env }) =>
    run?.includes('qoverride') === true
      ? [
          {
            script: run,
            env: Object.fromEntries(
              Object.entries(env ?? {}).map(([name, text]) => [name, replaceExpressions(text, context)]),
            ),
          },
        ]
      : [],
  );

/** As much of a job in a GitHub workflow as is run here. */
export interface GithubJob {
  readonly environment?: string;
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly {
    readonly run?: string;
    readonly uses?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly env?: Readonly<Record<string, string>>;
  }[];
}

/** What expressions are replaced by. */
export interface GithubContext {
  readonly secrets: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  /** Number of the pull request. */
  readonly number?: number;
  /** Number of this shard, and how many there are. */
  readonly shard?: readonly [index: number, total: number];
}

/** Replaces the expressions in a text, as far as the examples have any. */
export const replaceExpressions = (
  text: string,
  { secrets, vars = {}, number = 0, shard }: GithubContext,
): string =>
  text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_whole, expression: string) => {
    const [, from, name] = /^(secrets|vars)\.(\w+)$/.exec(expression) ?? [];
    if (name !== undefined) return (from === 'vars' ? vars : secrets)[name] ?? '';
    if (expression === 'github.token') return 'token-of-the-job';
    if (expression === 'github.event.number') return String(number);
    if (shard !== undefined) {
      if (expression === 'matrix.shard') return String(shard[0]);
      if (expression === 'strategy.job-total') return String(shard[1]);
    }
    throw new Error(`an expression that this test does not know: ${expression}`);
  });

/** As much of a job in `.gitlab-ci.yml` as is run here. */
export interface GitlabJob {
  readonly variables?: Readonly<Record<string, string>>;
  readonly script: readonly string[];
}

/** A GitLab job as one step: the lines of its script, with the project's variables and its own. */
export const readGitlabStep = (
  job: GitlabJob,
  projectVariables: Readonly<Record<string, string>>,
): ShellStep => ({
  script: job.script.join('\n'),
  env: {
    ...Object.fromEntries(
      Object.entries(job.variables ?? {}).map(([name, text]) => [
        name,
        text.replaceAll(/\$(\w+)/g, (_whole, other: string) => projectVariables[other] ?? ''),
      ]),
    ),
    // Variables of a project win over those of a job.
    ...projectVariables,
  },
});
