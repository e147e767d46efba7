import { setImmediate as nextTurn } from 'node:timers/promises';
import pLimit from 'p-limit';
import { describe, expect, it } from 'vitest';
import { SecretValue } from '../../../src/model/secret-value.js';
import { createBudget } from '../../../src/qovery/budget.js';
import { createExchange } from '../../../src/qovery/exchange.js';
import { createGate, type Gate } from '../../../src/qovery/gate.js';
import { getRequest } from '../../../src/qovery/read.js';
import { createServerTime } from '../../../src/qovery/server-time.js';
import { START } from './support.js';

const HOUR = 3_600_000;

/** A server in a simulation: answers at a time, and is told when it has answered. */
interface Model {
  readonly answer: (now: number) => {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly done: () => void;
}

const createRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** Sends many requests in simulated time; gives its length in milliseconds, and how many were sent and answered 429. */
const simulate = async (model: Model, options: { gate: Gate; count: number; wait: boolean }) => {
  const random = createRandom(7);
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  let now = START;
  let sent = 0;
  let limited = 0;
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      sleepers.push({ at: now + milliseconds, wake });
    });
  const never = new AbortController().signal;
  const exchange = createExchange({
    transport: async () => {
      sent += 1;
      await sleep(20 + random() * 20);
      const { status, headers } = model.answer(now);
      if (status === 429) limited += 1;
      await sleep(status === 429 ? 5 : 20 + random() * 60);
      model.done();
      return { kind: 'answer', status, text: '[]', headers };
    },
    gate: options.gate,
    budget: createBudget(options.wait),
    serverTime: createServerTime(),
    clock: { now: () => now, sleep },
    random,
    peer: { host: 'api.example', isProxied: false },
    timeout: 30_000,
    retryFor: 60_000,
    wait: options.wait,
    signal: never,
    stop: never,
    token: new SecretValue('token'),
    notify: null,
  });
  let left = options.count;
  let failed = 0;
  const lanes = { running: 40 };
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const answer = await exchange(getRequest('/x', Array.isArray));
      if (answer.kind !== 'success') failed += 1;
    }
    lanes.running -= 1;
  };
  const all = Promise.all(Array.from({ length: lanes.running }, lane));
  while (lanes.running > 0) {
    await nextTurn();
    const first = sleepers.reduce(
      (best, { at }, index) => (at < (sleepers[best]?.at ?? 0) ? index : best),
      0,
    );
    const [sleeper] = sleepers.splice(first, 1);
    now = sleeper?.at ?? now;
    sleeper?.wake();
  }
  await all;
  return { time: now - START, sent, limited, failed };
};

const OK = { status: 200, headers: {} };
const TOO_MANY = { status: 429, headers: { 'retry-after': '1' } };
const idle = (): void => {};

/** Answers 429 now and then for no reason. */
const createStray = (): Model => {
  const random = createRandom(3);
  return { answer: () => (random() < 0.05 ? TOO_MANY : OK), done: idle };
};

/** Takes three requests at a time. */
const createNarrow = (): Model => {
  let busy = 0;
  return {
    answer: () => {
      busy += 1;
      return busy > 3 ? TOO_MANY : OK;
    },
    done: () => {
      busy -= 1;
    },
  };
};

/** Takes twenty requests a second. */
const createSlow = (): Model => {
  let tokens = 5;
  let last = START;
  return {
    answer: (now) => {
      tokens = Math.min(5, tokens + (now - last) * 0.02);
      last = now;
      if (tokens < 1) return TOO_MANY;
      tokens -= 1;
      return OK;
    },
    done: idle,
  };
};

const createFixedGate = (width: number): Gate => {
  const limit = pLimit(width);
  return { run: (attempt) => limit(() => attempt(0)), report: idle, width: () => width };
};

const createHalvingGate = (most: number): Gate => {
  const limit = pLimit(most);
  let width = most;
  let cuts = 0;
  return {
    run: (attempt) => limit(() => attempt(cuts)),
    report: (ticket, isOverloaded) => {
      if (!isOverloaded) width = Math.min(most, width + 1 / width);
      else if (ticket === cuts) {
        width = Math.max(1, width / 2);
        cuts += 1;
      }
      limit.concurrency = Math.floor(width);
    },
    width: () => width,
  };
};

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
const createWindow = (): Model => {
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
const createBucket = (resetsWhen: 'next' | 'full') => (): Model => {
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
