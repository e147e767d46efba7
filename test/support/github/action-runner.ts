import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { collectRun } from '../collect-run.js';
import type { TestFolder } from '../folder.js';
import { needBuild } from '../need-build.js';
import type { CliRun } from '../run-cli.js';

needBuild();

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Metadata {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
}

/** The action as its file describes it. */
export const ACTION = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Metadata;

/** The token that the runner has for a job. */
export const JOB_TOKEN = 'ghs_token-of-the-job';

/** One step that uses the action. */
export interface ActionStep {
  readonly with: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a runner knows of the job. */
export interface ActionJob {
  readonly folder: TestFolder;
  readonly event: string;
  /** What the event's file holds. */
  readonly payload: object;
  /** Variables of the job, such as the addresses of stand-ins. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the runner has a file for the job summary; old ones have none. */
  readonly hasSummary?: boolean;
}

/** What a step of the action came to. */
export interface ActionRun extends CliRun {
  readonly outputs: Readonly<Record<string, string>>;
  /** What the step added to the job summary. */
  readonly summary: string;
}

/** Runs the action in a folder, as a runner of GitHub does. */
export const runAction = async (job: ActionJob, step: ActionStep): Promise<ActionRun> => {
  const { folder, event, payload } = job;
  for (const file of ['output', 'summary', 'event']) folder.write(`runner/${file}`, '');
  mkdirSync(join(folder.path, 'runner/temp'), { recursive: true });
  folder.write('runner/event', JSON.stringify(payload));
  const runner = (file: string): string => join(folder.path, 'runner', file);
  const child = spawn(process.execPath, [join(ROOT, ACTION.runs.main)], {
    cwd: folder.path,
    env: {
      PATH: process.env['PATH'],
      HOME: folder.path,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder.path,
      GITHUB_REPOSITORY: 'acme/overrides',
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: runner('event'),
      GITHUB_OUTPUT: runner('output'),
      ...(job.hasSummary === false ? {} : { GITHUB_STEP_SUMMARY: runner('summary') }),
      RUNNER_TEMP: runner('temp'),
      ...job.env,
      ...step.env,
      ...spellInputs(step),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const run = await collectRun(child);
  const summary = existsSync(runner('summary')) ? readFileSync(runner('summary'), 'utf8') : '';
  return { ...run, outputs: readOutputs(readFileSync(runner('output'), 'utf8')), summary };
};

/** Inputs as variables, with their defaults; a runner warns of those that the action does not have. */
const spellInputs = (step: ActionStep): Readonly<Record<string, string>> => {
  const unknown = Object.keys(step.with).filter((name) => !(name in ACTION.inputs));
  if (unknown.length > 0) throw new Error(`the action has no inputs ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(ACTION.inputs).map(([name, { default: fallback = '' }]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      String(step.with[name] ?? fallback).replaceAll('${{ github.token }}', JOB_TOKEN),
    ]),
  );
};

/** Reads the outputs as a runner does. Source: `FileCommandManager.cs` in `actions/runner`. */
const readOutputs = (text: string): Readonly<Record<string, string>> => {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (heredoc !== -1 && (equals === -1 || heredoc < equals)) {
      const end = lines.indexOf(line.slice(heredoc + 2));
      if (end === -1) throw new Error('an output without an end');
      outputs[line.slice(0, heredoc)] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n');
    } else if (equals > 0) outputs[line.slice(0, equals)] = line.slice(equals + 1);
    else throw new Error('not an output');
  }
  return outputs;
};
