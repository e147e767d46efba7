import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setUp, type BenchService } from './bench.js';

const CHECKOUT: BenchService = { name: 'checkout', type: 'APPLICATION' };
const WORKER: BenchService = { name: 'worker', type: 'CONTAINER' };
const ALL: readonly BenchService[] = [
  CHECKOUT,
  WORKER,
  { name: 'cron', type: 'JOB' },
  { name: 'chart', type: 'HELM' },
  { name: 'infra', type: 'TERRAFORM' },
];

/** Longer than any deployment of the sandbox. */
const LONG = 3_600_000;

describe('apply --redeploy', () => {
  it('sends one request for each environment, with every kind of service', async () => {
    const bench = await setUp({ production: ALL, staging: [CHECKOUT] });
    const run = await bench.apply(['--redeploy']);
    expect(run.exitCode).toBe(0);
    expect(run.asked.toSorted()).toEqual([
      'GET production',
      'GET staging',
      'POST production',
      'POST staging',
    ]);
    expect(Object.values(run.outcomes)).toEqual(Array.from({ length: 5 }, () => 'requested'));
    const body = bench.bodies.find((sent) => Object.keys(sent as object).length > 1);
    const id = expect.any(String) as string;
    expect(body).toEqual({
      applications: [{ application_id: id }],
      containers: [{ id }],
      jobs: [{ id }],
      helms: [{ id }],
      terraforms: [{ id }],
    });
  });

  it('asks nothing again once all is live, however the API dates deployments', async () => {
    for (const deploymentSteps of ['reported', 'absent'] as const) {
      const bench = await setUp({ production: [CHECKOUT] }, { deploymentSteps });
      await bench.apply(['--redeploy']);
      bench.sandbox.advance(LONG);
      const again = await bench.apply(['--redeploy']);
      expect(again.asked).toEqual(['GET production']);
      expect(again.outcomes).toEqual({ checkout: 'up-to-date' });
    }
  });

  it('redeploys at most once more where dates are those of the start, and then nothing', async () => {
    const bench = await setUp({ production: [CHECKOUT] }, { lastDeploymentDate: 'start' });
    await bench.apply(['--redeploy-wait']);
    await bench.apply(['--redeploy-wait']);
    bench.sandbox.advance(LONG);
    expect((await bench.apply(['--redeploy'])).asked).toEqual(['GET production']);
    const plain = await setUp(
      { production: [CHECKOUT] },
      { lastDeploymentDate: 'start', deploymentSteps: 'absent' },
    );
    await plain.apply(['--redeploy-wait']);
    expect((await plain.apply(['--redeploy'])).asked).toEqual(['GET production']);
  });

  it('makes up for a run that was killed between its writes and its redeploy', async () => {
    const bench = await setUp({ production: ALL });
    await bench.apply([]);
    bench.sandbox.advance(LONG);
    const rerun = await bench.apply(['--redeploy']);
    expect(rerun.json.summary['applied']).toBe(0);
    expect(rerun.asked).toEqual(['GET production', 'POST production']);
    expect(new Set(Object.values(rerun.outcomes))).toEqual(new Set(['requested']));
  });

  it('does not take a deployment that was under way at the write for one that brings it', async () => {
    for (const lastDeploymentDate of ['end', 'start'] as const) {
      const bench = await setUp({ production: [CHECKOUT] }, { lastDeploymentDate });
      await bench.apply(['--redeploy']);
      bench.sandbox.advance(3000);
      await bench.apply([], { env: { VALUE: 'another-value' } });
      bench.sandbox.advance(LONG);
      const rerun = await bench.apply(['--redeploy'], { env: { VALUE: 'another-value' } });
      expect(rerun.outcomes).toEqual({ checkout: 'requested' });
    }
  });

  it('asks nothing where nothing of ours is declared, and says null where it was not wanted', async () => {
    const bench = await setUp({ production: [{ ...CHECKOUT, isDeclared: false }] });
    const run = await bench.apply(['--redeploy']);
    expect(run.asked).toEqual([]);
    expect(run.json.redeploy).toEqual({ environments: [] });
    expect((await bench.apply([])).json.redeploy).toBeNull();
  });

  it('leaves out what was never deployed, or is stopped', async () => {
    const bench = await setUp({
      production: [
        CHECKOUT,
        { name: 'fresh', type: 'APPLICATION', deployedAt: null },
        { name: 'still', type: 'CONTAINER', isStopped: true },
      ],
    });
    const run = await bench.apply(['--redeploy']);
    expect(run.exitCode).toBe(0);
    expect(run.outcomes).toEqual({ checkout: 'requested', fresh: 'never-deployed', still: 'left-out' });
    expect(bench.bodies).toEqual([{ applications: [{ application_id: expect.any(String) as string }] }]);
  });

  it('leaves out a service with a failed write, and does not ask where no other is', async () => {
    const bench = await setUp(
      { production: [CHECKOUT], staging: [WORKER] },
      {},
      {
        faults: [{ method: 'POST', path: '/application/*/secret/*/override', kind: 'status', status: 400 }],
      },
    );
    const run = await bench.apply(['--redeploy']);
    expect(run.exitCode).toBe(1);
    expect(run.outcomes).toEqual({ checkout: 'left-out', worker: 'requested' });
    expect(run.asked).toEqual(['GET staging', 'POST staging']);
  });

  it('sends nothing after --fail-fast has stopped the run, or where the plan has errors', async () => {
    const bench = await setUp(
      { production: [CHECKOUT, WORKER] },
      {},
      {
        faults: [{ method: 'POST', path: '/container/*/secret/*/override', kind: 'status', status: 400 }],
      },
    );
    const stopped = await bench.apply(['--redeploy', '--fail-fast', '--parallelism', '1']);
    expect(stopped.asked).toEqual([]);
    expect(stopped.outcomes).toEqual({ checkout: 'left-out', worker: 'left-out' });
    bench.declare({ production: [CHECKOUT, { name: 'nobody', type: 'JOB' }] });
    const blocked = await bench.apply(['--redeploy']);
    expect(blocked.exitCode).toBe(1);
    expect(blocked.asked).toEqual([]);
    expect(blocked.outcomes).toEqual({ checkout: 'left-out' });
  });

  it('redeploys after a delete, of which no marker is left', async () => {
    const bench = await setUp({ production: [CHECKOUT, WORKER] });
    await bench.apply(['--redeploy']);
    bench.sandbox.advance(LONG);
    bench.declare({ production: [WORKER] });
    const run = await bench.apply(['--redeploy', '--prune']);
    expect(run.outcomes).toEqual({ checkout: 'requested', worker: 'up-to-date' });
  });

  it('stays within --target', async () => {
    const bench = await setUp({ production: [CHECKOUT, WORKER] });
    await bench.apply([]);
    const run = await bench.apply(['--redeploy', '--target', '**/worker/*']);
    expect(run.outcomes).toEqual({ worker: 'requested' });
  });

  it('looks before it sends again what may have arrived', async () => {
    for (const [kind, posts] of [
      ['commit-then-reset', 1],
      ['reset', 2],
    ] as const) {
      const bench = await setUp(
        { production: [CHECKOUT] },
        {},
        {
          faults: [{ method: 'POST', path: '/environment/*/service/deploy', nth: 1, kind }],
        },
      );
      const run = await bench.apply(['--redeploy']);
      expect(run.outcomes).toEqual({ checkout: 'requested' });
      expect(run.asked.filter((line) => line.startsWith('POST'))).toHaveLength(posts);
    }
  });

  it('says what to do where the token may not deploy; the writes stay applied', async () => {
    const bench = await setUp(
      { production: [CHECKOUT] },
      {},
      {
        faults: [{ method: 'POST', path: '/environment/*/service/deploy', kind: 'status', status: 403 }],
      },
    );
    const run = await bench.apply(['--redeploy', '--receipt', 'receipt.jsonl']);
    expect(run.exitCode).toBe(1);
    expect(run.json.summary['applied']).toBe(1);
    const [service] = run.json.redeploy?.environments[0]?.services ?? [];
    expect(service).toMatchObject({ outcome: 'failed', error: { code: 'access-denied' } });
    expect(service?.error?.message).toContain('may not deploy in environment shop/production');
    expect(service?.error?.hint).toBe(
      'a token cannot be edited, so make a new one with a role that may deploy there and apply again with --redeploy, or redeploy by hand',
    );
    const lines = readFileSync(join(bench.folder.path, 'receipt.jsonl'), 'utf8').trimEnd().split('\n');
    expect(
      lines.map((line) => JSON.parse(line) as object).find((line) => 'environmentId' in line),
    ).toMatchObject({
      kind: 'redeploy',
      environment: 'shop/production',
      services: [{ name: 'checkout' }],
      outcome: 'failed',
      error: { code: 'access-denied' },
    });
  });

  it('asks for approval also where nothing is left to write', async () => {
    const bench = await setUp({ production: [CHECKOUT] });
    await bench.apply([]);
    const { runInProcess } = await import('../../support/run-cli.js');
    const ask = (answer: string) =>
      runInProcess(['apply', '--redeploy'], {
        cwd: bench.folder.path,
        env: bench.env,
        answer,
        io: { clock: bench.clock },
      });
    const no = await ask('no');
    expect(no.exitCode).toBe(1);
    expect(no.stderr).toContain('Do you want to redeploy the services that need it?');
    expect(bench.bodies).toEqual([]);
    const yes = await ask('yes');
    expect(yes.stdout).toContain('shop/production/application/checkout: redeploy requested');
    expect(bench.bodies).toHaveLength(1);
  });
});
