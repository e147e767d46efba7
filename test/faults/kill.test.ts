import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LoggedRequest } from '../../src/sandbox/http/exchange.js';
import { realClock } from '../support/clock.js';
import { type Cell, makeEstate } from '../support/worlds/index.js';
import { findLosses } from './checks.js';
import { createFaultRig, placeKey, readReport, runs, type FaultRig } from './rig.js';

const SERVICES = ['APPLICATION', 'CONTAINER', 'JOB', 'HELM'] as const;

/** 200 changes: 120 creates, 60 updates and 20 deletes. */
const estate = makeEstate({
  services: SERVICES,
  cells: SERVICES.flatMap((_, service) =>
    Array.from({ length: 50 }, (_unused, index): Cell => {
      const key = `KEY_${String(index)}`;
      if (index < 30) return { service, key, before: 'nothing', wanted: 'new' };
      return { service, key, before: 'ours', wanted: index < 45 ? 'new' : 'no' };
    }),
  ),
});

const APPLY = ['apply', '-y', '--prune', '--max-deletes', '20', '--format', 'json'];

interface ReceiptLine {
  readonly kind: string;
  readonly outcome?: string;
  readonly action?: string;
  readonly serviceId: string;
  readonly secretKey: string;
  readonly overrideId: string | null;
}

const isWrite = ({ method }: LoggedRequest): boolean => method !== 'GET';

/** Waits until so many requests have arrived, then for a moment more. */
const untilRequests = async (rig: FaultRig, count: number, isOver: () => boolean): Promise<void> => {
  while (rig.sandbox.requests.length < count && !isOver()) await pause(1);
  await pause(randomInt(4));
};

/** Reads a receipt, of which each line must be whole. */
const readReceipt = (rig: FaultRig): readonly ReceiptLine[] => {
  const path = join(rig.folder.path, 'receipt.jsonl');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  expect(text).toMatch(/^$|\n$/);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReceiptLine);
};

describe('an apply of 200 changes that is killed', () => {
  it('is taken up where it ended, with nothing twice and nothing lost', { timeout: 0 }, async () => {
    let applied = 0;
    for (let round = 0; round < runs(8); round += 1) {
      const parallelism = [1, 4, 10][round % 3] ?? 10;
      const killAt = randomInt(1, 215);
      const rig = await createFaultRig(estate, realClock, { latency: 1 });
      try {
        let isOver = false;
        const killed = await rig.runBuilt(
          [...APPLY, '--receipt', 'receipt.jsonl', '--parallelism', String(parallelism)],
          {
            started: (child) => {
              child.on('exit', () => {
                isOver = true;
              });
              void untilRequests(rig, killAt, () => isOver).then(() => child.kill('SIGKILL'));
            },
          },
        );
        await pause(5);
        const where = `killed after ${String(killAt)} requests, at a parallelism of ${String(parallelism)}`;
        const writes = rig.sandbox.requests.filter(isWrite);
        const receipt = readReceipt(rig).filter(({ kind }) => kind === 'change');
        expect(killed.exitCode, where).toBeOneOf([-1, 0]);
        // What was answered and not noted can only be what was in flight.
        expect(receipt.length, where).toBeGreaterThanOrEqual(writes.length - parallelism);
        expect(receipt.length, where).toBeLessThanOrEqual(writes.length);
        const live = rig.overrides();
        for (const line of receipt) {
          expect(line.outcome, where).toBe('applied');
          const id = live.get(placeKey(line.serviceId, line.secretKey))?.id ?? null;
          expect(id, where).toBe(line.action === 'delete' ? null : line.overrideId);
        }
        applied += writes.length;

        const next = await rig.run(APPLY);
        expect(next.exitCode, where + next.stderr).toBe(0);
        expect(rig.secondPosts, where).toEqual([]);
        expect(findLosses(rig, estate), where).toEqual([]);
        const posts = rig.sandbox.requests.filter(({ method }) => method === 'POST');
        expect(posts.length, where).toBe(120);
        applied += readReport(next).summary['applied'] ?? 0;
        const plan = await rig.run(['plan', '--prune', '--detailed-exitcode']);
        expect(plan.exitCode, where + plan.stdout).toBe(0);
      } finally {
        await rig.close();
      }
    }
    process.stdout.write(`\nKill: ${String(runs(8))} kills, ${String(applied)} changes written.\n`);
  });
});
