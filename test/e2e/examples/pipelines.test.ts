import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import {
  readGithubSteps,
  readGitlabStep,
  type GithubJob,
  type GitlabJob,
  type ShellStep,
} from '../../support/ci-steps.js';
import {
  deployments,
  editInConsole,
  KEY,
  overrides,
  readExample,
  setUp,
  succeed,
  TOKENS,
  VALUE,
  writes,
  type Bench,
} from '../../support/example-bench.js';
import { findLeak } from '../../support/leaks.js';
import { startGithub } from '../../support/github/github-api.js';

// Each command is a process of its own, and several may start at once.
vi.setConfig({ testTimeout: 120_000 });

const MAIN_VALUES = { QOVERRIDE_KEY: KEY, CHECKOUT_DATABASE_URL: VALUE };

/** What each CI system runs for a pull request, and on main to plan and to apply, with the variables that it would have. */
interface Pipeline {
  readonly check: readonly ShellStep[];
  readonly plan: (value?: string) => readonly ShellStep[];
  readonly apply: (value?: string) => readonly ShellStep[];
  readonly audit: readonly ShellStep[];
  /** Where a pull request shows its plan. */
  readonly readPlan: (bench: Bench, output: string) => string;
}

const readGithub = (): Pipeline => {
  const { jobs } = parse(readExample('github-actions/.github/workflows/overrides.yaml')) as {
    readonly jobs: Readonly<Record<'check' | 'plan' | 'apply', GithubJob>>;
  };
  const nightly = parse(readExample('github-actions/.github/workflows/audit.yaml')) as {
    readonly jobs: { readonly audit: GithubJob };
  };
  const onMain = (value: string) => ({ ...MAIN_VALUES, CHECKOUT_DATABASE_URL: value });
  return {
    check: readGithubSteps(jobs.check, {
      secrets: { QOVERY_READ_ONLY_TOKEN: 'read-only' },
      number: 12,
    }).filter(({ script }) => !script.includes('qoverride comment')),
    plan: (value = VALUE) =>
      readGithubSteps(jobs.plan, { secrets: { ...onMain(value), QOVERY_READ_ONLY_TOKEN: 'read-only' } }),
    apply: (value = VALUE) =>
      readGithubSteps(jobs.apply, { secrets: { ...onMain(value), QOVERY_API_TOKEN: 'writer' } }),
    audit: readGithubSteps(nightly.jobs.audit, {
      secrets: { QOVERRIDE_KEY: KEY, QOVERY_READ_ONLY_TOKEN: 'read-only' },
    }),
    readPlan: ({ folder }) => readFileSync(join(folder.path, 'plan.md'), 'utf8'),
  };
};

const readGitlab = (): Pipeline => {
  const jobs = parse(readExample('gitlab/.gitlab-ci.yml')) as Readonly<
    Record<'check' | 'plan' | 'apply' | 'audit', GitlabJob>
  >;
  const forAll = { QOVERY_READ_ONLY_TOKEN: 'read-only' };
  const onMain = (value: string) => ({
    ...forAll,
    ...MAIN_VALUES,
    CHECKOUT_DATABASE_URL: value,
    QOVERY_WRITE_TOKEN: 'writer',
  });
  return {
    check: [readGitlabStep(jobs.check, forAll)],
    plan: (value = VALUE) => [readGitlabStep(jobs.plan, onMain(value))],
    apply: (value = VALUE) => [readGitlabStep(jobs.apply, onMain(value))],
    audit: [readGitlabStep(jobs.audit, onMain(VALUE))],
    readPlan: (_bench, output) => output,
  };
};

describe.each([
  ['github-actions', readGithub],
  ['gitlab', readGitlab],
])('the steps of examples/%s', (example, readPipeline) => {
  const runAll = async (bench: Bench, steps: readonly ShellStep[]): Promise<string> => {
    expect(steps.length).toBeGreaterThan(0);
    let output = '';
    for (const step of steps) output += await succeed(bench, step);
    return output;
  };

  it('plan a pull request without key and values, and only read', async () => {
    const bench = await setUp(example, TOKENS);
    const { check, readPlan } = readPipeline();
    const output = await runAll(bench, check);
    expect(output).toContain('Valid: 1 override in 1 file.');
    const plan = readPlan(bench, output);
    expect(plan).toContain('1 to create, 0 to update, 0 to delete');
    expect(findLeak(plan, VALUE)).toBeNull();
    expect(writes(bench)).toEqual([]);
  });

  it('plan on main with a token that may only read, apply that plan, and have nothing to do afterwards', async () => {
    const bench = await setUp(example, TOKENS);
    const pipeline = readPipeline();
    expect(await runAll(bench, pipeline.plan())).toContain('Plan: 1 to create');
    expect(findLeak(readFileSync(join(bench.folder.path, 'plan.json'), 'utf8'), VALUE)).toBeNull();
    expect(writes(bench)).toEqual([]);
    await runAll(bench, pipeline.apply());
    expect([overrides(bench), deployments(bench)]).toEqual([[VALUE], 1]);
    expect(await runAll(bench, pipeline.plan())).toContain('No changes.');
    await runAll(bench, pipeline.apply());
    expect(writes(bench)).toEqual(['POST']);
  });

  it('refuse to apply what was not planned', async () => {
    const bench = await setUp(example, TOKENS);
    const pipeline = readPipeline();
    await runAll(bench, pipeline.plan());
    const [apply] = pipeline.apply('another value that nobody approved');
    const result = await bench.run(apply ?? { script: 'false', env: {} });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('stale-plan');
    expect(writes(bench)).toEqual([]);
  });

  it('audit every night, and fail with a name when somebody edited something', async () => {
    const bench = await setUp(example, TOKENS);
    const pipeline = readPipeline();
    await runAll(bench, pipeline.plan());
    await runAll(bench, pipeline.apply());
    await runAll(bench, pipeline.audit);
    await editInConsole(bench);
    const [audit] = pipeline.audit;
    const result = await bench.run(audit ?? { script: 'false', env: {} });
    expect(result.exitCode, result.stderr).toBe(2);
    const page = readFileSync(join(bench.folder.path, 'audit.html'), 'utf8');
    expect(page).toContain('Jane Doe');
    expect(findLeak(page, VALUE)).toBeNull();
    expect(writes(bench)).toEqual(['POST', 'PUT']);
  });
});

describe('what the examples tell the people who review', () => {
  const secrets = { QOVERY_READ_ONLY_TOKEN: 'read-only' };

  it('on GitHub is one comment, which later plans and failures replace', async () => {
    const bench = await setUp('github-actions', TOKENS);
    const { folder } = bench;
    const stranger = { id: 1, login: 'stranger', body: '<!-- qoverride plan -->\nall is well' };
    const github = await startGithub({ token: 'token-of-the-job', comments: [stranger] });
    onTestFinished(() => github.close());
    folder.write('event.json', JSON.stringify({ pull_request: { number: 12 } }));
    const { jobs } = parse(readExample('github-actions/.github/workflows/overrides.yaml')) as {
      readonly jobs: { readonly check: GithubJob };
    };
    const [, plan, comment] = readGithubSteps(jobs.check, { secrets, number: 12 });
    const report = async () => {
      await bench.run(plan ?? { script: 'false', env: {} });
      await succeed(bench, {
        script: comment?.script ?? 'false',
        env: {
          ...comment?.env,
          GITHUB_ACTIONS: 'true',
          GITHUB_API_URL: github.url,
          GITHUB_EVENT_PATH: join(folder.path, 'event.json'),
        },
      });
      return github.comments();
    };
    const ours = (text: string) => ({
      id: 100,
      login: 'github-actions[bot]',
      body: expect.stringContaining(text) as string,
    });
    expect(await report()).toEqual([stranger, ours('1 to create')]);
    folder.write('overrides/production.yaml', 'version: 1\noverides: []\n');
    expect(await report()).toEqual([stranger, ours('unknown-property')]);
    expect(github.problems).toEqual([]);
    expect(readFileSync(join(folder.path, 'summary.md'), 'utf8')).toContain('1 to create');
  });

  it('on GitLab is a Code Quality report, also of what is wrong', async () => {
    const bench = await setUp('gitlab', TOKENS);
    const { check } = readGitlab();
    const readReport = (): unknown =>
      JSON.parse(readFileSync(join(bench.folder.path, 'code-quality.json'), 'utf8'));
    for (const step of check) await succeed(bench, step);
    expect(readReport()).toEqual([]);
    bench.folder.write('overrides/production.yaml', 'version: 1\noverides: []\n');
    expect((await bench.run(check[0] ?? { script: 'true', env: {} })).exitCode).toBe(1);
    expect(readReport()).toMatchObject([
      { check_name: 'unknown-property', location: { path: 'overrides/production.yaml' } },
    ]);
  });
});
