import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLimit, forEachLimited } from '../../../src/async/for-each-limited.js';

describe('forEachLimited', () => {
  it('does everything once, in order, and no more at once than the limit of all calls together', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(3), { maxLength: 12 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (batches, concurrency) => {
          const limit = createLimit(concurrency);
          const started: number[][] = batches.map(() => []);
          let running = 0;
          let most = 0;
          await Promise.all(
            batches.map((turns, batch) =>
              forEachLimited([...turns.entries()], { limit }, async ([index, count]) => {
                started[batch]?.push(index);
                running += 1;
                most = Math.max(most, running);
                for (let turn = 0; turn < count; turn += 1) await nextTurn();
                running -= 1;
              }),
            ),
          );
          expect(started).toEqual(batches.map((turns) => [...turns.keys()]));
          expect(most).toBeLessThanOrEqual(concurrency);
        },
      ),
    );
  });

  it('uses the whole limit', async () => {
    let running = 0;
    let most = 0;
    await forEachLimited([1, 2, 3, 4, 5], { limit: createLimit(3) }, async () => {
      running += 1;
      most = Math.max(most, running);
      await nextTurn();
      running -= 1;
    });
    expect(most).toBe(3);
  });

  it('starts nothing new once interrupted, and waits for what is under way', async () => {
    const interrupt = new AbortController();
    const [started, ended]: number[][] = [[], []];
    await forEachLimited(
      [1, 2, 3, 4],
      { limit: createLimit(2), interrupt: interrupt.signal },
      async (item) => {
        started?.push(item);
        if (item === 2) interrupt.abort();
        await nextTurn();
        ended?.push(item);
      },
    );
    expect(started).toEqual([1, 2]);
    expect(ended).toEqual([1, 2]);
  });

  it('starts nothing new after an error, and throws the first one when what is under way has ended', async () => {
    const ended: number[] = [];
    const attempt = forEachLimited([1, 2, 3, 4], { limit: createLimit(2) }, async (item) => {
      await nextTurn();
      if (item === 1) throw new Error('first');
      await nextTurn();
      ended.push(item);
      throw new Error('second');
    });
    await expect(attempt).rejects.toThrow('first');
    expect(ended).toEqual([2]);
  });
});
