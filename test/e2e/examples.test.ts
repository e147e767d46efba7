import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server.js';
import {
  makeGhShim,
  makeShims,
  readGithubSteps,
  readGitlabStep,
  runStep,
  type GithubJob,
  type GitlabJob,
  type ShellStep,
} from '../support/ci-steps.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { findLeak } from '../support/leaks.js';
import { runInProcess, type CliRun } from '../support/run-cli.js';
import { secretReply, startVault } from '../unit/values/stand-in-vault.js';

// Each command is a process of its own, and several may start at once.
vi.setConfig({ testTimeout: 120_000 });

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const NOT_MANIFESTS = [
  'demo/seed.yaml',
  'kubernetes/apply.yaml',
  'kubernetes/check.yaml',
  'shards/kubernetes/job.yaml',
];
const PREVIEW = 'preview-environments/overrides/preview.yaml';
const MANIFESTS = globSync('**/*.yaml', { cwd: EXAMPLES, ignore: NOT_MANIFESTS }).toSorted();

describe('the manifests in examples/', () => {
  it('are there', () => {
    expect(MANIFESTS.length).toBeGreaterThan(10);
    expect(NOT_MANIFESTS.filter((file) => !existsSync(join(EXAMPLES, file)))).toEqual([]);
  });

  it.each(MANIFESTS)('%s is valid', async (file) => {
    const flags = file === PREVIEW ? ['--environment', 'pr-1'] : [];
    const result = await runInProcess(['validate', '--strict', ...flags, file], { cwd: EXAMPLES });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(/^Valid: [1-9]\d* overrides? in 1 file\.\n$/);
  });

  it.each(MANIFESTS)('%s names the schema that editors check it with', (file) => {
    const [, schema = ''] = /^# yaml-language-server: \$schema=(.*)$/m.exec(read(file)) ?? [];
    expect(existsSync(join(EXAMPLES, file, '..', schema))).toBe(true);
  });
});

const hasJq = spawnSync('jq', ['--version']).status === 0;

const read = (file: string): string => readFileSync(join(EXAMPLES, file), 'utf8');

const KEY = 'a key for the examples, of more than 32 bytes';
const VALUE = 'postgres://app:s3cr3t@replica/shop';
const PARENT = 'postgres://app:other@main/shop';

interface Bench {
  readonly folder: TestFolder;
  readonly sandbox: Sandbox;
  /** What the sandbox said was left of each token's limit, request by request. */
  readonly remaining: readonly string[];
  /** Runs a step in the example's folder. */
  readonly run: (step: ShellStep) => Promise<CliRun>;
}

let benches: Bench[] = [];
beforeEach(() => {
  benches = [];
});
afterEach(async () => {
  for (const bench of benches) {
    await bench.sandbox.close();
    bench.folder.remove();
  }
});

/** A copy of an example, and a sandbox with the services that it speaks of. */
const setUp = async (example: string, tokens: SandboxOptions['tokens'] = []): Promise<Bench> => {
  const folder = makeFolder();
  cpSync(join(EXAMPLES, example), folder.path, { recursive: true });
  const remaining: string[] = [];
  const sandbox = await startSandbox({
    clock: realClock,
    newId: randomUUID,
    tokens,
    observe: ({ headers }) => remaining.push(headers['X-RateLimit-Remaining'] ?? ''),
    seed: {
      organizations: [
        {
          name: 'Acme',
          projects: [
            {
              name: 'shop',
              environments: [
                {
                  name: 'production',
                  secrets: [{ key: 'DATABASE_URL', value: PARENT }],
                  services: [
                    { name: 'checkout', type: 'APPLICATION' },
                    { name: 'worker', type: 'CONTAINER' },
                    { name: 'mailer', type: 'CONTAINER' },
                    { name: 'reports', type: 'JOB' },
                  ],
                },
                {
                  name: 'pr-7',
                  mode: 'PREVIEW',
                  secrets: [{ key: 'DATABASE_URL', value: PARENT }, { key: 'STRIPE_KEY' }],
                  services: [{ name: 'checkout', type: 'APPLICATION' }],
                },
              ],
            },
          ],
        },
      ],
    },
  });
  const shims = makeShims(folder);
  const env = {
    QOVERY_API_URL: sandbox.url,
    GITHUB_REPOSITORY: 'acme/overrides',
    GITHUB_STEP_SUMMARY: join(folder.path, 'summary.md'),
  };
  const bench = {
    folder,
    sandbox,
    remaining,
    run: (step: ShellStep) => runStep(step, { cwd: folder.path, shims, env }),
  };
  benches.push(bench);
  return bench;
};

const overrides = ({ sandbox }: Bench): readonly (string | null)[] =>
  sandbox
    .secrets()
    .filter((secret) => secret.overrides !== null)
    .map(({ id }) => sandbox.valueOf(id));

const writes = ({ sandbox }: Bench): readonly string[] =>
  sandbox.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method);

/** Runs a step that must succeed, and that must not print the value; gives what it printed. */
const succeed = async (bench: Bench, step: ShellStep): Promise<string> => {
  const result = await bench.run(step);
  const output = result.stdout + result.stderr;
  expect(result.exitCode, output).toBe(0);
  expect(findLeak(output, VALUE)).toBeNull();
  return output;
};

/** Does what Jane would do in the console, a while after our last write. */
const editInConsole = async ({ sandbox }: Bench): Promise<void> => {
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

const TOKENS = [
  { token: 'read-only', readOnly: true },
  { token: 'writer' },
  { token: 'jane', name: 'Jane Doe' },
];
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
  const { jobs } = parse(read('github-actions/.github/workflows/overrides.yaml')) as {
    readonly jobs: Readonly<Record<'check' | 'plan' | 'apply', GithubJob>>;
  };
  const nightly = parse(read('github-actions/.github/workflows/audit.yaml')) as {
    readonly jobs: { readonly audit: GithubJob };
  };
  const onMain = (value: string) => ({ ...MAIN_VALUES, CHECKOUT_DATABASE_URL: value });
  return {
    check: readGithubSteps(jobs.check, {
      secrets: { QOVERY_READ_ONLY_TOKEN: 'read-only' },
      number: 12,
    }).filter(({ script }) => !script.includes('gh api')),
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
  const jobs = parse(read('gitlab/.gitlab-ci.yml')) as Readonly<
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
    expect(overrides(bench)).toEqual([VALUE]);
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

  it.skipIf(!hasJq)('on GitHub is one comment, which later plans and failures replace', async () => {
    const bench = await setUp('github-actions', TOKENS);
    const { folder } = bench;
    makeGhShim(folder);
    const stranger = { id: 1, user: { login: 'stranger' }, body: '<!-- qoverride plan -->\nall is well' };
    folder.write('comments.json', JSON.stringify([stranger]));
    const { jobs } = parse(read('github-actions/.github/workflows/overrides.yaml')) as {
      readonly jobs: { readonly check: GithubJob };
    };
    const [, plan, comment] = readGithubSteps(jobs.check, { secrets, number: 12 });
    const report = async (): Promise<readonly { readonly id: number; readonly body: string }[]> => {
      await bench.run(plan ?? { script: 'false', env: {} });
      await succeed(bench, comment ?? { script: 'false', env: {} });
      return JSON.parse(readFileSync(join(folder.path, 'comments.json'), 'utf8')) as Awaited<
        ReturnType<typeof report>
      >;
    };
    expect(await report()).toEqual([
      stranger,
      expect.objectContaining({ id: 7, body: expect.stringContaining('1 to create') as string }),
    ]);
    folder.write('overrides/production.yaml', 'version: 1\noverides: []\n');
    expect(await report()).toEqual([
      stranger,
      expect.objectContaining({ id: 7, body: expect.stringContaining('unknown-property') as string }),
    ]);
    const calls = readFileSync(join(folder.path, 'gh.log'), 'utf8').split('\n');
    expect(calls.filter((line) => line.includes('body=@'))).toEqual([
      'api --silent repos/acme/overrides/issues/12/comments -F body=@plan.md',
      'api --silent --method PATCH repos/acme/overrides/issues/comments/7 -F body=@plan.md',
    ]);
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

describe('examples/kubernetes', () => {
  const readCronJob = (name: string): CronJobSpec =>
    (parse(read(`kubernetes/${name}.yaml`)) as { readonly spec: CronJobSpec }).spec;

  /** The manifests as a volume shows a ConfigMap: files are links into a folder that is swapped as a whole. */
  const mount = (folder: TestFolder): void => {
    folder.write('..2026/production.yaml', read('kubernetes/overrides/production.yaml'));
    rmSync(join(folder.path, 'overrides'), { recursive: true });
    symlinkSync('..2026', join(folder.path, '..data'));
    symlinkSync('..data/production.yaml', join(folder.path, 'production.yaml'));
  };

  const readPod = (name: string): ShellStep => {
    const [container] = readCronJob(name).jobTemplate.spec.template.spec.containers;
    const secret: Readonly<Record<string, string>> = {
      key: KEY,
      'write-token': 'writer',
      'read-only-token': 'read-only',
    };
    return {
      script: `exec qoverride ${container.args.join(' ')}`,
      env: {
        ...Object.fromEntries(
          container.env.map((one) => [one.name, secret[one.valueFrom.secretKeyRef.key] ?? '']),
        ),
        CHECKOUT_DATABASE_URL: VALUE,
      },
    };
  };

  it('applies hourly what a ConfigMap says, and tells by its exit code when somebody edited it', async () => {
    const bench = await setUp('kubernetes', TOKENS);
    mount(bench.folder);
    const before = readdirSync(bench.folder.path, { recursive: true });
    expect((await bench.run(readPod('check'))).exitCode).toBe(2);
    await succeed(bench, readPod('apply'));
    expect(overrides(bench)).toEqual([VALUE]);
    await succeed(bench, readPod('check'));
    await editInConsole(bench);
    const check = await bench.run(readPod('check'));
    expect(check.exitCode).toBe(2);
    expect(check.stdout).toContain('edited outside by Jane Doe from CONSOLE at ');
    await succeed(bench, readPod('apply'));
    expect(overrides(bench)).toEqual([VALUE]);
    expect(writes(bench)).toEqual(['POST', 'PUT', 'PUT']);
    // The file system of the container is read-only.
    expect(readdirSync(bench.folder.path, { recursive: true })).toEqual(before);
  });

  it.each(['apply', 'check'])('%s.yaml asks for no right that it does not need', (name) => {
    const { concurrencyPolicy, jobTemplate } = readCronJob(name);
    const { backoffLimit, template } = jobTemplate.spec;
    const [container] = template.spec.containers;
    expect({ concurrencyPolicy, backoffLimit, ...template.spec }).toMatchObject({
      concurrencyPolicy: 'Forbid',
      backoffLimit: 0,
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container).toMatchObject({
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      volumeMounts: [{ readOnly: true }],
    });
  });
});

interface CronJobSpec {
  readonly concurrencyPolicy: string;
  readonly jobTemplate: {
    readonly spec: {
      readonly backoffLimit: number;
      readonly template: {
        readonly spec: {
          readonly containers: readonly [
            {
              readonly args: readonly string[];
              readonly env: readonly {
                readonly name: string;
                readonly valueFrom: { readonly secretKeyRef: { readonly key: string } };
              }[];
            },
          ];
        };
      };
    };
  };
}

describe('examples/preview-environments', () => {
  it('takes the environment from the run, and leaves out what it does not have', async () => {
    const bench = await setUp('preview-environments');
    const vault = await startVault((url) =>
      url === '/v1/secret/data/previews/pr-7/database' ? secretReply({ url: VALUE }) : { status: 404 },
    );
    const { jobs } = parse(read('preview-environments/.github/workflows/previews.yaml')) as {
      readonly jobs: { readonly apply: GithubJob };
    };
    const [step] = readGithubSteps(jobs.apply, {
      number: 7,
      vars: { VAULT_ADDR: vault.url },
      secrets: {
        QOVERY_API_TOKEN: 'sandbox',
        QOVERRIDE_KEY: KEY,
        VAULT_TOKEN: 'hvs.previews',
        PREVIEW_STRIPE_KEY: 'sk_test_previews',
      },
    });
    const output = await succeed(bench, step ?? { script: 'false', env: {} });
    expect(output).toContain('warning[');
    expect(output).toContain('shop/pr-7/application/checkout/DATABASE_URL');
    expect(overrides(bench)).toEqual([VALUE]);
  });
});

describe('the shards of examples/shards', () => {
  const tokens = [1, 2, 3, 4].map((index) => ({ token: `token-${String(index)}` }));

  /** Each service exactly once, and each run with a token of its own: its first request finds a limit that nobody used. */
  const expectAllDone = (bench: Bench, shards: number): void => {
    expect(overrides(bench)).toEqual([VALUE, VALUE, VALUE, VALUE]);
    expect(writes(bench)).toEqual(['POST', 'POST', 'POST', 'POST']);
    expect(bench.remaining.filter((left) => left === '999')).toHaveLength(shards);
  };

  it('of the GitHub matrix share the work', async () => {
    const bench = await setUp('shards', tokens);
    const { jobs } = parse(read('shards/.github/workflows/overrides.yaml')) as {
      readonly jobs: { readonly apply: GithubJob };
    };
    const shards = jobs.apply.strategy?.matrix.shard ?? [];
    expect(shards).toEqual([1, 2, 3, 4]);
    const secrets = {
      ...Object.fromEntries(
        tokens.map(({ token }, index) => [`QOVERY_API_TOKEN_${String(index + 1)}`, token]),
      ),
      QOVERRIDE_KEY: KEY,
      REPLICA_DATABASE_URL: VALUE,
    };
    const steps = shards.flatMap((shard) =>
      readGithubSteps(jobs.apply, { secrets, shard: [shard, shards.length] }),
    );
    await Promise.all(steps.map((step) => succeed(bench, step)));
    expectAllDone(bench, shards.length);
  });

  it('of the Kubernetes Indexed Job share the work', async () => {
    const bench = await setUp('shards', tokens);
    for (const [index, { token }] of tokens.entries()) bench.folder.write(`tokens/${String(index)}`, token);
    const { spec } = parse(read('shards/kubernetes/job.yaml')) as KubernetesJob;
    const [container] = spec.template.spec.containers;
    const [shell, flags, script = ''] = container.command;
    expect([shell, flags]).toEqual(['sh', '-ec']);
    const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
    const pods = Array.from({ length: spec.completions }, (_unused, index) => ({
      script: script.replaceAll('/tokens/', `${bench.folder.path}/tokens/`),
      env: {
        ...env,
        JOB_COMPLETION_INDEX: String(index),
        QOVERRIDE_KEY: KEY,
        REPLICA_DATABASE_URL: VALUE,
      },
    }));
    await Promise.all(pods.map((pod) => succeed(bench, pod)));
    expectAllDone(bench, spec.completions);
  });
});

interface KubernetesJob {
  readonly spec: {
    readonly completions: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly [
          {
            readonly command: readonly string[];
            readonly env: readonly { readonly name: string; readonly value: string }[];
          },
        ];
      };
    };
  };
}
