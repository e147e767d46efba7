import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEstate } from '../support/worlds/index.js';
import { createVirtualClock } from '../support/virtual-clock.js';
import { findLosses } from './checks.js';
import { createFaultRig, readReport, runs } from './rig.js';
import { anyEstateOptions } from './sequences.js';

const PRUNE = ['--prune', '--max-deletes', '100', '--format', 'json'];

describe('shards', () => {
  it('make up the whole between them, and share no override', { timeout: 0 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyEstateOptions, fc.integer({ min: 1, max: 5 }), async (options, count) => {
        const estate = makeEstate(options);
        const rig = await createFaultRig(estate, createVirtualClock());
        try {
          const whole = readReport(await rig.run(['plan', ...PRUNE])).changes;
          const shards = Array.from({ length: count }, (_, index) => `${String(index + 1)}/${String(count)}`);
          const parts = [];
          for (const shard of shards) {
            parts.push(...readReport(await rig.run(['plan', ...PRUNE, '--shard', shard])).changes);
          }
          const line = ({ address, action, reason }: (typeof whole)[number]): string =>
            `${address} ${action} ${reason}`;
          expect(parts.map(line).toSorted()).toEqual(whole.map(line).toSorted());

          const runsOfAll = await Promise.all(
            shards.map((shard) => rig.run(['apply', '-y', ...PRUNE, '--shard', shard])),
          );
          expect(runsOfAll.map(({ exitCode }) => exitCode)).toEqual(shards.map(() => 0));
          expect(findLosses(rig, estate)).toEqual([]);
          const applied = runsOfAll.map((run) => readReport(run).summary['applied'] ?? 0);
          expect(applied.reduce((sum, one) => sum + one, 0)).toBe(
            whole.filter(({ action }) => action !== 'none').length,
          );
          expect((await rig.run(['plan', '--prune', '--detailed-exitcode'])).exitCode).toBe(0);
        } finally {
          await rig.close();
        }
      }),
      { numRuns: runs(10) },
    );
  });
});
