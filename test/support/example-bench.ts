import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/http/server.js';
import { makeShims, runStep, type ShellStep } from './ci-steps.js';
import { realClock } from './clock.js';
import { makeFolder, type TestFolder } from './folder.js';
import { findLeak } from './leaks.js';
import type { CliRun } from './run-cli.js';
import { seedShop } from './worlds/index.js';

/** Where the examples are. */
export const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

/** Reads a file of an example. */
export const readExample = (file: string): string => readFileSync(join(EXAMPLES, file), 'utf8');

/** The fingerprint key of the examples. */
export const KEY = 'a key for the examples, of more than 32 bytes';
/** The value that they write, which nothing may print. */
export const VALUE = 'postgres://app:s3cr3t@replica/shop';
const PARENT = 'postgres://app:other@main/shop';

/** A copy of an example with a sandbox. */
export interface Bench {
  readonly folder: TestFolder;
  readonly sandbox: Sandbox;
  /** What the sandbox said was left of each token's limit, request by request. */
  readonly remaining: readonly string[];
  /** Runs a step in the example's folder. */
  readonly run: (step: ShellStep) => Promise<CliRun>;
}

/** A copy of an example, and a sandbox with the services that it speaks of. */
export const setUp = async (example: string, tokens: SandboxOptions['tokens'] = []): Promise<Bench> => {
  const folder = makeFolder();
  cpSync(join(EXAMPLES, example), folder.path, { recursive: true });
  const remaining: string[] = [];
  const sandbox = await startSandbox({
    clock: realClock,
    newId: randomUUID,
    tokens,
    observe: ({ headers }) => remaining.push(headers['X-RateLimit-Remaining'] ?? ''),
    seed: seedShop({
      production: [{ key: 'DATABASE_URL', value: PARENT }],
      services: [
        { name: 'checkout', type: 'APPLICATION' },
        { name: 'worker', type: 'CONTAINER' },
        { name: 'mailer', type: 'CONTAINER' },
        { name: 'reports', type: 'JOB' },
      ],
      environments: [
        {
          name: 'pr-7',
          mode: 'PREVIEW',
          secrets: [{ key: 'DATABASE_URL', value: PARENT }, { key: 'STRIPE_KEY' }],
          services: [{ name: 'checkout', type: 'APPLICATION' }],
        },
      ],
    }),
  });
  const shims = makeShims(folder);
  const env = {
    QOVERY_API_URL: sandbox.url,
    GITHUB_REPOSITORY: 'acme/overrides',
    GITHUB_STEP_SUMMARY: join(folder.path, 'summary.md'),
  };
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
  });
  return {
    folder,
    sandbox,
    remaining,
    run: (step: ShellStep) => runStep(step, { cwd: folder.path, shims, env }),
  };
};

/** The values of all overrides that there are. */
export const overrides = ({ sandbox }: Bench): readonly (string | null)[] =>
  sandbox
    .secrets()
    .filter((secret) => secret.overrides !== null)
    .map(({ id }) => sandbox.valueOf(id));

const DEPLOYMENT = /\/service\/deploy$/;

/** How many deployments were asked for. */
export const deployments = ({ sandbox }: Bench): number =>
  sandbox.requests.filter(({ path }) => DEPLOYMENT.test(path)).length;

/** The methods of all requests that wrote an override. */
export const writes = ({ sandbox }: Bench): readonly string[] =>
  sandbox.requests
    .filter(({ method, path }) => method !== 'GET' && !DEPLOYMENT.test(path))
    .map(({ method }) => method);

/** Runs a step that must succeed, and that must not print the value; gives what it printed. */
export const succeed = async (bench: Bench, step: ShellStep): Promise<string> => {
  const result = await bench.run(step);
  const output = result.stdout + result.stderr;
  expect(result.exitCode, output).toBe(0);
  expect(findLeak(output, VALUE)).toBeNull();
  return output;
};

/** Does what Jane would do in the console, a while after our last write. */
export const editInConsole = async ({ sandbox }: Bench): Promise<void> => {
  sandbox.advance(300_000);
  const override = sandbox.secrets().find((secret) => secret.overrides !== null);
  const answer = await fetch(`${sandbox.url}/variable/${override?.id ?? ''}`, {
    method: 'PUT',
    headers: {
      authorization: 'Token jane',
      'user-agent': 'Mozilla/5.0',
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      key: override?.key,
      value: 'typed by hand',
      description: override?.description,
    }),
  });
  expect(answer.status).toBe(200);
};

/** Tokens of a pipeline, and of somebody who edits by hand. */
export const TOKENS = [
  { token: 'read-only', readOnly: true },
  { token: 'writer' },
  { token: 'jane', name: 'Jane Doe' },
];
