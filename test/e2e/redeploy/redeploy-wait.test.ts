import { describe, expect, it } from 'vitest';
import { setUp, type BenchService } from './bench.js';

const CHECKOUT: BenchService = { name: 'checkout', type: 'APPLICATION' };
const BROKEN: BenchService = { name: 'broken', type: 'JOB', deploymentFails: true };

describe('apply --redeploy-wait', () => {
  it.each(['end', 'start'] as const)(
    'follows deployments to their end, dates being of the %s',
    async (date) => {
      const bench = await setUp(
        { production: [CHECKOUT], staging: [CHECKOUT] },
        { lastDeploymentDate: date },
      );
      const run = await bench.apply(['--redeploy-wait']);
      expect(run.exitCode).toBe(0);
      expect(run.json.redeploy?.environments.map(({ services }) => services[0]?.outcome)).toEqual([
        'deployed',
        'deployed',
      ]);
      expect(run.stderr).toContain('shop/production/application/checkout: deployed\n');
      // After 5 s the deployment of 10 s goes on; after another 7.5 s it has ended.
      expect(run.asked.filter((line) => line === 'GET production')).toHaveLength(3);
    },
  );

  it('reports each deployment that fails, and tries again in the next run', async () => {
    const bench = await setUp({ production: [CHECKOUT, BROKEN] });
    const run = await bench.apply(['--redeploy-wait']);
    expect(run.exitCode).toBe(1);
    expect(run.outcomes).toEqual({ checkout: 'deployed', broken: 'failed' });
    expect(run.json.redeploy?.environments[0]?.services[1]).toMatchObject({
      state: 'DEPLOYMENT_ERROR',
      error: { code: 'deployment-failed' },
    });
    const again = await bench.apply(['--redeploy']);
    expect(again.outcomes).toEqual({ checkout: 'up-to-date', broken: 'requested' });
  });

  it('gives up after --redeploy-timeout, with few requests', async () => {
    const bench = await setUp({ production: [CHECKOUT] }, {}, { deploymentTime: 7_200_000 });
    const run = await bench.apply(['--redeploy-wait', '--redeploy-timeout', '10m']);
    expect(run.exitCode).toBe(1);
    expect(run.outcomes).toEqual({ checkout: 'timed-out' });
    expect(run.asked.length).toBeLessThan(30);
    expect(run.stderr.match(/Redeploying: 0 of 1 deployed/g)?.length).toBeLessThanOrEqual(20);
  });

  it('waits its turn behind a deployment that is under way', async () => {
    for (const deployWhileBusy of ['queued', 'refused'] as const) {
      const bench = await setUp({ production: [CHECKOUT] }, { deployWhileBusy });
      await bench.apply(['--redeploy']);
      bench.sandbox.advance(3000);
      const run = await bench.apply(['--redeploy-wait'], { env: { VALUE: 'another-value' } });
      expect(run.exitCode).toBe(0);
      expect(run.outcomes).toEqual({ checkout: 'deployed' });
      expect((await bench.apply(['--redeploy'], { env: { VALUE: 'another-value' } })).outcomes).toEqual({
        checkout: 'up-to-date',
      });
    }
  });

  it('says so where the environment is busy and nothing waits', async () => {
    const bench = await setUp({ production: [CHECKOUT] }, { deployWhileBusy: 'refused' });
    await bench.apply(['--redeploy']);
    const run = await bench.apply(['--redeploy'], { env: { VALUE: 'another-value' } });
    expect(run.exitCode).toBe(1);
    expect(run.json.redeploy?.environments[0]?.services[0]?.error).toMatchObject({ code: 'busy' });
    expect(run.json.summary['applied']).toBe(1);
  });

  it('lets a look fail, and looks again', async () => {
    const bench = await setUp(
      { production: [CHECKOUT] },
      {},
      {
        faults: [{ method: 'GET', path: '/environment/*/statuses', nth: 2, kind: 'status', status: 404 }],
      },
    );
    expect((await bench.apply(['--redeploy-wait'])).outcomes).toEqual({ checkout: 'deployed' });
  });

  it('stops waiting at an interrupt, and says that the deployments go on', async () => {
    const bench = await setUp({ production: [CHECKOUT] }, {}, { deploymentTime: 7_200_000 });
    const interrupt = new AbortController();
    const clock = {
      now: bench.clock.now,
      sleep: async (milliseconds: number, signal?: AbortSignal) => {
        if (milliseconds >= 30_000) interrupt.abort();
        await bench.clock.sleep(milliseconds, signal);
      },
    };
    const run = await bench.apply(['--redeploy-wait'], { interrupt: interrupt.signal, io: { clock } });
    expect(run.exitCode).toBe(130);
    expect(run.outcomes).toEqual({ checkout: 'requested' });
  });

  it('follows what somebody else has begun since, where the request was refused as busy', async () => {
    const bench = await setUp(
      { production: [CHECKOUT] },
      {},
      {
        faults: [
          {
            method: 'POST',
            path: '/environment/*/service/deploy',
            nth: 1,
            kind: 'commit-then-status',
            status: 409,
          },
        ],
      },
    );
    const run = await bench.apply(['--redeploy-wait']);
    expect(run.exitCode).toBe(0);
    expect(['deployed', 'up-to-date']).toContain(run.outcomes['checkout']);
    expect(bench.bodies).toHaveLength(1);
  });

  it('refuses a timeout of nothing', async () => {
    const bench = await setUp({ production: [CHECKOUT] });
    const run = await bench.apply(['--redeploy', '--redeploy-timeout', '5m']);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('--redeploy-timeout is for --redeploy-wait');
    expect(bench.sandbox.requests).toEqual([]);
  });
});
