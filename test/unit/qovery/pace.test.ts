import { describe, expect, it } from 'vitest';
import { createGate, type Gate } from '../../../src/qovery/client/gate.js';
import {
  createFixedGate,
  createHalvingGate,
  createNarrow,
  createSlow,
  createStray,
  simulate,
  type ServerModel,
} from '../../support/pace-simulation.js';
import { START } from '../../support/virtual-clock.js';

const HOUR = 3_600_000;
const idle = (): void => {};

describe('adaptive concurrency', () => {
  it.each([
    ['stray 429s', createStray],
    ['a server that takes three at a time', createNarrow],
    ['a server that takes twenty a second', createSlow],
  ])('is within 1.3 times the better of a fixed width and plain halving under %s', async (_, createModel) => {
    const run = (gate: Gate) => simulate(createModel(), { gate, count: 500, wait: false });
    const ours = await run(createGate(20));
    const fixed = await run(createFixedGate(20));
    const halving = await run(createHalvingGate(20));
    expect(ours.failed).toBe(0);
    expect(ours.time).toBeLessThanOrEqual(1.3 * Math.min(fixed.time, halving.time));
    expect(ours.sent).toBeLessThanOrEqual(1.3 * Math.min(fixed.sent, halving.sent));
  });
});

/** Allows 1,000 requests an hour in a fixed window. */
const createWindow = (): ServerModel => {
  let end = START + HOUR;
  let used = 0;
  return {
    answer: (now) => {
      if (now >= end) [end, used] = [now + HOUR, 0];
      used += 1;
      const headers = {
        'x-ratelimit-limit': '1000',
        'x-ratelimit-remaining': String(Math.max(0, 1000 - used)),
        'x-ratelimit-reset': String(Math.floor((end - now) / 1000)),
      };
      return { status: used > 1000 ? 429 : 200, headers };
    },
    done: idle,
  };
};

/** Allows 1,000 requests an hour with a burst of 100; its reset is when the next one is allowed, or when the burst is. */
const createBucket = (resetsWhen: 'next' | 'full') => (): ServerModel => {
  const rate = 1000 / HOUR;
  let tokens = 100;
  let last = START;
  return {
    answer: (now) => {
      tokens = Math.min(100, tokens + (now - last) * rate);
      last = now;
      const isOver = tokens < 1;
      if (!isOver) tokens -= 1;
      const missing = resetsWhen === 'next' ? Math.max(0, 1 - tokens) : 100 - tokens;
      const headers = {
        'x-ratelimit-limit': '1000',
        'x-ratelimit-remaining': String(Math.floor(tokens)),
        'x-ratelimit-reset': String(Math.ceil(missing / rate / 1000)),
      };
      return { status: isOver ? 429 : 200, headers };
    },
    done: idle,
  };
};

describe('an hourly budget, waited for', () => {
  it.each([
    ['a fixed window', createWindow],
    ['a bucket that tells of its next drop', createBucket('next')],
    ['a bucket that tells when it is full', createBucket('full')],
  ])('is kept with hardly a 429 and no failure against %s', async (_, createModel) => {
    const { sent, limited, failed } = await simulate(createModel(), {
      gate: createGate(10),
      count: 2000,
      wait: true,
    });
    expect(failed).toBe(0);
    expect(limited).toBeLessThan(sent * 0.02);
  });
});
