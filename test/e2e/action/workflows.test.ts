import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { renderWorkflows } from '../../../build/workflows/render.js';
import { replaceExpressions, type GithubContext, type GithubJob } from '../../support/ci-steps.js';
import {
  deployments,
  editInConsole,
  KEY,
  overrides,
  setUp,
  TOKENS,
  VALUE,
  writes,
  type Bench,
} from '../../support/example-bench.js';
import { startGithub, type GithubApi } from '../../support/github/github-api.js';
import { JOB_TOKEN, runAction, type ActionRun } from '../../support/github/action-runner.js';

const WORKFLOWS = renderWorkflows({ repository: 'acme/qoverride', commit: 'f'.repeat(40), tag: 'v1.0.0' });

const readJobs = (file: string): Readonly<Record<string, GithubJob>> =>
  (parse(WORKFLOWS[file] ?? '') as { readonly jobs: Readonly<Record<string, GithubJob>> }).jobs;

const PLAN = { QOVERY_READ_ONLY_TOKEN: 'read-only', QOVERRIDE_KEY: KEY, CHECKOUT_DATABASE_URL: VALUE };
const APPLY = { QOVERY_API_TOKEN: 'writer', QOVERRIDE_KEY: KEY, CHECKOUT_DATABASE_URL: VALUE };

const start = async (example: string): Promise<{ readonly bench: Bench; readonly github: GithubApi }> => {
  const bench = await setUp(example, TOKENS);
  const github = await startGithub({ token: JOB_TOKEN });
  onTestFinished(() => github.close());
  return { bench, github };
};

/** Runs the one step of a job that uses the action. */
const runJob = (
  { bench, github }: { readonly bench: Bench; readonly github: GithubApi },
  job: GithubJob | undefined,
  event: 'push' | 'pull_request' | 'schedule',
  context: GithubContext,
): Promise<ActionRun> => {
  const [step, ...more] = (job?.steps ?? []).filter(({ uses }) => uses?.startsWith('acme/qoverride@'));
  expect([step === undefined, more.length]).toEqual([false, 0]);
  const replaced = (values: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, replaceExpressions(String(value), context)]),
    );
  const number = context.number ?? 12;
  return runAction(
    {
      folder: bench.folder,
      event,
      payload:
        event === 'pull_request'
          ? { pull_request: { number, head: { repo: { full_name: 'acme/overrides' } } } }
          : {},
      env: { QOVERY_API_URL: bench.sandbox.url, GITHUB_API_URL: github.url },
    },
    { with: replaced(step?.with), env: replaced(step?.env) },
  );
};

describe('the workflows that use the action', () => {
  const jobs = readJobs('github-actions/.github/workflows/overrides.yaml');
  const { audit } = readJobs('github-actions/.github/workflows/audit.yaml');

  it('plan a pull request in a comment, and main in a file that is applied once', async () => {
    const world = await start('github-actions');
    const { bench, github } = world;
    const checked = await runJob(world, jobs['check'], 'pull_request', {
      secrets: { QOVERY_READ_ONLY_TOKEN: 'read-only' },
    });
    expect(checked.exitCode, checked.stdout + checked.stderr).toBe(0);
    expect(github.comments()).toMatchObject([{ body: expect.stringContaining('1 to create') as string }]);
    const planned = await runJob(world, jobs['plan'], 'push', { secrets: PLAN });
    expect(planned.outputs['plan-file']).toBe(join(bench.folder.path, 'plan.json'));
    expect(writes(bench)).toEqual([]);
    expect((await runJob(world, jobs['apply'], 'push', { secrets: APPLY })).exitCode).toBe(0);
    expect([overrides(bench), deployments(bench)]).toEqual([[VALUE], 1]);
    expect(github.problems).toEqual([]);
  });

  it('fail at night where somebody edited something', async () => {
    const world = await start('github-actions');
    await runJob(world, jobs['plan'], 'push', { secrets: PLAN });
    await runJob(world, jobs['apply'], 'push', { secrets: APPLY });
    expect((await runJob(world, audit, 'schedule', { secrets: PLAN })).exitCode).toBe(0);
    await editInConsole(world.bench);
    expect((await runJob(world, audit, 'schedule', { secrets: PLAN })).exitCode).toBe(2);
    expect(readFileSync(join(world.bench.folder.path, 'audit.html'), 'utf8')).toContain('Jane Doe');
  });

  it('do one part of the work in each shard', async () => {
    const world = await start('shards');
    const { apply } = readJobs('shards/.github/workflows/overrides.yaml');
    const secrets = { ...APPLY, REPLICA_DATABASE_URL: VALUE };
    for (const shard of [1, 2, 3, 4]) {
      const done = await runJob(world, apply, 'push', { secrets, shard: [shard, 4] });
      expect(done.exitCode, done.stdout + done.stderr).toBe(0);
    }
    const all = overrides(world.bench);
    expect(all.length).toBeGreaterThan(1);
    expect(new Set(all)).toEqual(new Set([VALUE]));
  });
});
