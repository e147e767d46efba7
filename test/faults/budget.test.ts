import { describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/http/server.js';
import { type Cell, makeEstate, type MarkedEstate } from '../support/worlds/index.js';
import { createVirtualClock, START } from '../support/virtual-clock.js';
import { findLosses, findUntruths } from './checks.js';
import { createFaultRig, readReport } from './rig.js';

/** So many changes on forty services: half creates, half updates. */
const makeChanges = (count: number): MarkedEstate => {
  const services = Array.from({ length: 40 }, () => 'CONTAINER' as const);
  return makeEstate({
    services,
    cells: services.flatMap((_, service) =>
      Array.from({ length: count / services.length }, (_unused, index): Cell => ({
        service,
        key: `KEY_${String(index)}`,
        before: index % 2 === 0 ? 'nothing' : 'ours',
        wanted: 'new',
      })),
    ),
  });
};

interface Hour {
  readonly changes: number;
  readonly options: Partial<SandboxOptions>;
  /** Hours that the limit makes it take at least. */
  readonly least: number;
}

describe('an apply that is larger than the hourly budget', () => {
  it.each<[string, Hour]>([
    [
      '2,000 changes, and a bucket that holds 100 and gets 1,000 an hour',
      { changes: 2000, options: { limit: 1000, burst: 100 }, least: 1.9 },
    ],
    [
      '400 changes, and windows of an hour that spell their times as dates',
      {
        changes: 400,
        options: { limit: 150, assumptions: { rateLimitReset: 'timestamp', retryAfter: 'date' } },
        least: 2,
      },
    ],
  ])('finishes under --wait with hardly a 429: %s', { timeout: 180_000 }, async (_, hour) => {
    const clock = createVirtualClock();
    const estate = makeChanges(hour.changes);
    const rig = await createFaultRig(estate, clock, hour.options);
    try {
      const run = await rig.run(['apply', '-y', '--wait', '--format', 'json']);
      expect(readReport(run).summary).toMatchObject({ applied: hour.changes, failed: 0, notAttempted: 0 });
      expect(run.exitCode).toBe(0);
      expect(findLosses(rig, estate)).toEqual([]);
      expect(rig.secondPosts).toEqual([]);
      const { requests } = rig.sandbox;
      const limited = requests.filter(({ status }) => status === 429).length;
      expect(limited / requests.length).toBeLessThan(0.02);
      // The hour was kept, and hardly any of it wasted.
      const hours = (clock.now() - START) / 3_600_000;
      expect(hours).toBeGreaterThan(hour.least);
      expect(hours).toBeLessThan(hour.least * 1.1);
      process.stdout.write(
        `\nBudget: ${String(requests.length)} requests, ${String(limited)} answered 429, ${hours.toFixed(2)} hours.\n`,
      );
    } finally {
      await rig.close();
    }
  });

  it('without --wait stops at the limit, and says truly what was done', { timeout: 180_000 }, async () => {
    const estate = makeChanges(200);
    const rig = await createFaultRig(estate, createVirtualClock(), { limit: 150 });
    try {
      const before = rig.overrides();
      const run = await rig.run(['apply', '-y', '--format', 'json']);
      expect(run.exitCode).toBe(1);
      expect(findUntruths(rig, estate, run, before)).toEqual([]);
      expect(readReport(run).summary).toMatchObject({ applied: 150 - 42 });
    } finally {
      await rig.close();
    }
  });
});
