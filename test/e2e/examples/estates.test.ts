import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { readGithubSteps, type GithubJob } from '../../support/ci-steps.js';
import {
  KEY,
  overrides,
  readExample,
  setUp,
  succeed,
  VALUE,
  writes,
  type Bench,
} from '../../support/example-bench.js';
import { isBaoHere, startBao } from '../../support/vault/bao.js';

// Each command is a process of its own, and several may start at once.
vi.setConfig({ testTimeout: 120_000 });

describe.skipIf(!isBaoHere)('examples/preview-environments (needs bao on PATH)', () => {
  it('takes the environment from the run, and leaves out what it does not have', async () => {
    const bench = await setUp('preview-environments');
    const bao = await startBao();
    onTestFinished(bao.stop);
    await bao.api('POST', 'secret/data/previews/pr-7/database', { data: { url: VALUE } });
    const { jobs } = parse(readExample('preview-environments/.github/workflows/previews.yaml')) as {
      readonly jobs: { readonly apply: GithubJob };
    };
    const [step] = readGithubSteps(jobs.apply, {
      number: 7,
      vars: { VAULT_ADDR: bao.url },
      secrets: {
        QOVERY_API_TOKEN: 'sandbox',
        QOVERRIDE_KEY: KEY,
        VAULT_TOKEN: bao.token,
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
    const { jobs } = parse(readExample('shards/.github/workflows/overrides.yaml')) as {
      readonly jobs: { readonly apply: GithubJob };
    };
    const shards = jobs.apply.strategy?.matrix.shard ?? [];
    expect(shards).toEqual([1, 2, 3, 4]);
    // The environment of each shard holds a token of its own.
    expect(jobs.apply.environment).toBe('production-shard-${{ matrix.shard }}');
    const steps = tokens.flatMap(({ token }, index) =>
      readGithubSteps(jobs.apply, {
        secrets: { QOVERY_API_TOKEN: token, QOVERRIDE_KEY: KEY, REPLICA_DATABASE_URL: VALUE },
        shard: [index + 1, shards.length],
      }),
    );
    await Promise.all(steps.map((step) => succeed(bench, step)));
    expectAllDone(bench, shards.length);
  });

  it('of the Kubernetes Indexed Job share the work', async () => {
    const bench = await setUp('shards', tokens);
    for (const [index, { token }] of tokens.entries()) bench.folder.write(`tokens/${String(index)}`, token);
    const { spec } = parse(readExample('shards/kubernetes/job.yaml')) as KubernetesJob;
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
