import { describe, expect, it } from 'vitest';
import { setUp, type BenchService } from './redeploy/bench.js';

const CHECKOUT: BenchService = { name: 'checkout', type: 'APPLICATION' };
const REVIEWER: BenchService = { name: 'reviewer', type: 'AGENTIC_WORKFLOW' };

describe('an override of an agentic workflow', () => {
  it('is listed, created, edited and deleted through /variable alone', async () => {
    const bench = await setUp({ production: [REVIEWER] });
    const writesOf = async (flags: readonly string[], value: string): Promise<readonly string[]> => {
      const before = bench.sandbox.requests.length;
      const { exitCode, stdout } = await bench.apply(flags, { env: { VALUE: value } });
      expect({ exitCode, stdout: exitCode === 0 ? '' : stdout }).toEqual({ exitCode: 0, stdout: '' });
      return bench.sandbox.requests
        .slice(before)
        .filter(({ path }) => !path.startsWith('/organization'))
        .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/, '{id}')}`);
    };
    expect(await writesOf([], 'first-value-of-it')).toEqual([
      'GET /variable',
      'POST /variable/{id}/override',
    ]);
    const edits = await writesOf([], 'second-value-of-it');
    expect(new Set(edits)).toEqual(new Set(['GET /variable', 'PUT /variable/{id}']));
    const override = bench.sandbox.secrets().find(({ scope }) => scope === 'AGENTIC_WORKFLOW');
    expect(bench.sandbox.valueOf(override?.id ?? '')).toBe('second-value-of-it');
    bench.declare({ production: [{ ...REVIEWER, isDeclared: false }] });
    expect(await writesOf(['--prune'], 'unused')).toContain('DELETE /variable/{id}');
    expect(bench.sandbox.secrets().some(({ scope }) => scope === 'AGENTIC_WORKFLOW')).toBe(false);
  });

  it('is left out of a redeploy, which says why, and the plan says so before', async () => {
    const bench = await setUp({ production: [CHECKOUT, REVIEWER] });
    const run = await bench.apply(['--redeploy']);
    expect(run.exitCode).toBe(0);
    expect(run.outcomes).toEqual({ checkout: 'requested', reviewer: 'left-out' });
    expect(run.json.redeploy?.environments[0]?.services.find(({ name }) => name === 'reviewer')?.reason).toBe(
      'not-redeployable',
    );
    expect(bench.bodies).toEqual([{ applications: [{ application_id: expect.any(String) as string }] }]);
    expect(run.stdout).toContain('the Qovery API has no request that redeploys an agentic workflow');
  });
});
