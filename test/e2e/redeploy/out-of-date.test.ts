import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { HEAD } from '../../support/worlds/index.js';
import { setUp, type BenchService, type RedeployBench } from './bench.js';

const CHECKOUT: BenchService = { name: 'checkout', type: 'APPLICATION' };
const WORKER: BenchService = { name: 'worker', type: 'CONTAINER', isDeclared: false };
const CRON: BenchService = { name: 'cron', type: 'JOB', isDeclared: false };
const FRESH: BenchService = { name: 'fresh', type: 'APPLICATION', deployedAt: null, isDeclared: false };

/** Declares OTHER for the whole environment. */
const declareWide = ({ folder }: RedeployBench): void => {
  const overrides = [{ scope: 'environment', secret: 'OTHER', valueFrom: { env: 'VALUE' } }];
  folder.write('overrides/wide.yaml', stringify({ ...HEAD, overrides }));
};

describe('a redeploy after a change to a whole environment', () => {
  it('names the other services there that Qovery lists as out of date, at no cost', async () => {
    const requests: number[] = [];
    for (const editedService of ['out-of-date', 'unchanged'] as const) {
      const bench = await setUp(
        { production: [WORKER, CRON, CHECKOUT, FRESH], staging: [CHECKOUT, WORKER] },
        { editedService },
      );
      declareWide(bench);
      const { json, exitCode, asked, outcomes } = await bench.apply(['--redeploy']);
      expect(exitCode).toBe(0);
      expect(asked.toSorted()).toEqual(['GET production', 'GET staging', 'POST production', 'POST staging']);
      expect(outcomes).toEqual({ checkout: 'requested' });
      const named = (json.redeploy?.environments ?? []).map(
        ({ name, outOfDate }) =>
          [name, outOfDate.map((service) => `${service.type} ${service.name}`)] as const,
      );
      expect(Object.fromEntries(named)).toEqual({
        production: editedService === 'unchanged' ? [] : ['CONTAINER worker', 'JOB cron'],
        staging: [],
      });
      requests.push(bench.sandbox.requests.length);
    }
    expect(requests[0]).toBe(requests[1]);
  });

  it('names none in a later run that changes nothing wider', async () => {
    const bench = await setUp({ production: [CHECKOUT, WORKER] }, { editedService: 'out-of-date' });
    declareWide(bench);
    expect((await bench.apply([])).json.summary['applied']).toBe(2);
    const run = await bench.apply(['--redeploy']);
    expect(run.outcomes).toEqual({ checkout: 'requested' });
    expect(run.json.redeploy?.environments[0]?.outOfDate).toEqual([]);
  });
});
