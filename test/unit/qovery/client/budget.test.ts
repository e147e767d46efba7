import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget, type Budget, type RateLimitHeaders } from '../../../../src/qovery/client/budget.js';

const NONE: RateLimitHeaders = { limit: null, remaining: null, resetsAt: null, retryAfter: null };
const NOW = 1_000_000;

const send = (budget: Budget, now = NOW): number => {
  const permission = budget.reserve(now);
  if (permission.kind !== 'go') throw new Error(`not sent: ${permission.kind}`);
  return permission.sequence;
};

const left = (remaining: number, resetsAt: number = NOW + 60_000): RateLimitHeaders => ({
  ...NONE,
  limit: 1000,
  remaining,
  resetsAt,
});

describe('without headers', () => {
  it('counts, and lets all pass', () => {
    const budget = createBudget(true);
    const first = send(budget);
    budget.settle(first, { headers: NONE, isLimited: false }, NOW);
    for (let count = 0; count < 50; count += 1) send(budget);
    expect(budget.usage()).toEqual({ made: 51, limit: null, remaining: null, resetsAt: null });
  });
});

describe('usage', () => {
  it('comes from the newest request, whichever answer comes last', () => {
    const budget = createBudget(false);
    const [older, newer] = [send(budget), send(budget)];
    budget.settle(newer, { headers: left(8), isLimited: false }, NOW);
    budget.settle(older, { headers: left(9), isLimited: false }, NOW);
    expect(budget.usage()).toMatchObject({ made: 2, limit: 1000, remaining: 8 });
  });
});

describe('waiting', () => {
  it('lets as many fly as are left, then pauses until shortly after the reset, then tries with one', () => {
    const budget = createBudget(true);
    const first = send(budget);
    budget.settle(first, { headers: left(2), isLimited: false }, NOW);
    const [second, third] = [send(budget), send(budget)];
    expect(budget.reserve(NOW)).toEqual({ kind: 'hold' });
    budget.settle(second, { headers: left(1), isLimited: false }, NOW);
    budget.settle(third, { headers: left(0), isLimited: false }, NOW);
    expect(budget.reserve(NOW)).toEqual({ kind: 'pause', until: NOW + 61_000 });
    const probe = send(budget, NOW + 61_000);
    expect(budget.reserve(NOW + 61_000)).toEqual({ kind: 'hold' });
    budget.settle(probe, { headers: left(999, NOW + 3_661_000), isLimited: false }, NOW + 61_000);
    send(budget, NOW + 61_000);
  });

  it('tries with another one where the answer to the first is lost', () => {
    const budget = createBudget(true);
    budget.settle(send(budget), { headers: left(0), isLimited: false }, NOW);
    expect(budget.reserve(NOW)).toMatchObject({ kind: 'pause' });
    const probe = send(budget, NOW + 61_000);
    budget.settle(probe, { headers: null, isLimited: false }, NOW + 61_000);
    send(budget, NOW + 61_000);
    expect(budget.reserve(NOW + 61_000)).toEqual({ kind: 'hold' });
  });

  it('tells those who wait for news', async () => {
    const budget = createBudget(true);
    const sequence = send(budget);
    const news = budget.nextNews();
    budget.settle(sequence, { headers: null, isLimited: false }, NOW);
    await expect(news).resolves.toBeUndefined();
  });
});

describe('without waiting', () => {
  it('believes no header, only a 429', () => {
    const budget = createBudget(false);
    budget.settle(send(budget), { headers: left(0), isLimited: false }, NOW);
    const second = send(budget);
    expect(budget.settle(second, { headers: { ...left(0), retryAfter: 30_000 }, isLimited: true }, NOW)).toBe(
      true,
    );
    expect(budget.reserve(NOW)).toEqual({ kind: 'pause', until: NOW + 30_000 });
  });

  it('takes a 429 with requests left, or without any word, for a matter of that request alone', () => {
    const budget = createBudget(false);
    for (const headers of [NONE, { ...left(500), retryAfter: 1000 }, { ...NONE, retryAfter: 2000 }]) {
      expect(budget.settle(send(budget), { headers, isLimited: true }, NOW)).toBe(false);
      expect(budget.reserve(NOW).kind).toBe('go');
    }
  });
});

/** A server with a fixed window or a token bucket, on a clock of its own. */
const SERVERS = fc.record({
  limit: fc.integer({ min: 1, max: 30 }),
  period: fc.integer({ min: 1000, max: 3_600_000 }),
  parallelism: fc.integer({ min: 1, max: 12 }),
});

describe('against a server with a window', () => {
  it('sends hardly a request too many, and all in the end', () => {
    fc.assert(
      fc.property(SERVERS, ({ limit, period, parallelism }) => {
        const budget = createBudget(true);
        const wanted = limit * 3;
        let now = NOW;
        let windowEnd = now + period;
        let used = 0;
        let done = 0;
        let limited = 0;
        const flying: number[] = [];
        for (let step = 0; done < wanted; step += 1) {
          expect(step).toBeLessThan(1000);
          const permission = flying.length < parallelism ? budget.reserve(now) : { kind: 'hold' as const };
          if (permission.kind === 'go') {
            flying.push(permission.sequence);
          } else if (flying.length > 0) {
            const sequence = flying.shift() ?? 0;
            if (now >= windowEnd) [windowEnd, used] = [now + period, 0];
            used += 1;
            const isLimited = used > limit;
            const remaining = Math.max(0, limit - used);
            const seconds = Math.floor((windowEnd - now) / 1000) * 1000;
            const headers = {
              limit,
              remaining,
              resetsAt: now + seconds,
              retryAfter: isLimited ? seconds : null,
            };
            budget.settle(sequence, { headers, isLimited }, now);
            if (isLimited) limited += 1;
            else done += 1;
          } else if (permission.kind === 'pause') {
            now = permission.until;
          }
        }
        expect(limited).toBeLessThanOrEqual(parallelism);
      }),
    );
  });
});
