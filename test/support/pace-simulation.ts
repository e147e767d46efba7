import { setImmediate as nextTurn } from 'node:timers/promises';
import pLimit from 'p-limit';
import { SecretValue } from '../../src/model/secret-value.js';
import { createBudget } from '../../src/qovery/client/budget.js';
import { createExchange } from '../../src/qovery/client/exchange.js';
import type { Gate } from '../../src/qovery/client/gate.js';
import { getRequest } from '../../src/qovery/client/api-request.js';
import { createServerTime } from '../../src/qovery/client/server-time.js';
import { START } from './virtual-clock.js';

/** A server in a simulation: answers at a time, and is told when it has answered. */
export interface ServerModel {
  readonly answer: (now: number) => {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly done: () => void;
}

/** Numbers from 0 up to 1 that follow from a seed. */
export const createRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** What is simulated. */
export interface Simulation {
  readonly gate: Gate;
  /** Requests that must succeed. */
  readonly count: number;
  /** As `--wait`. */
  readonly wait: boolean;
  /** Requests under way at once, those that wait for a retry included; 40 where it is left out. */
  readonly lanes?: number;
  /** Default: 7. */
  readonly seed?: number;
}

/** How a simulation went. */
export interface Simulated {
  /** Milliseconds. */
  readonly time: number;
  readonly sent: number;
  /** Answered 429. */
  readonly limited: number;
  /** Given up. */
  readonly failed: number;
}

/** Sends many requests in simulated time, with everything that the tool does about retries and pace. */
export const simulate = async (model: ServerModel, options: Simulation): Promise<Simulated> => {
  const random = createRandom(options.seed ?? 7);
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
    http: async () => {
      sent += 1;
      await sleep(20 + random() * 20);
      const { status, headers } = model.answer(now);
      if (status === 429) limited += 1;
      await sleep(status === 429 ? 5 : 20 + random() * 60);
      model.done();
      return { kind: 'answer', status, body: Buffer.from('[]'), headers };
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
    interrupt: never,
    token: new SecretValue('token'),
    notify: null,
  });
  let left = options.count;
  let failed = 0;
  const lanes = { running: options.lanes ?? 40 };
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const answer = await exchange(getRequest('/x', (json) => (Array.isArray(json) ? true : null)));
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

/** Answers 429 to one request in twenty, for no reason. */
export const createStray = (seed = 3): ServerModel => {
  const random = createRandom(seed);
  return { answer: () => (random() < 0.05 ? TOO_MANY : OK), done: idle };
};

/** Takes three requests at a time. */
export const createNarrow = (): ServerModel => {
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
export const createSlow = (): ServerModel => {
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

/** Works off forty milliseconds for each request that it takes, and twenty for each that it refuses: too many at once ruin it. */
export const createCongested = (): ServerModel => {
  let backlog = 0;
  let last = START;
  return {
    answer: (now) => {
      backlog = Math.max(0, backlog - (now - last));
      last = now;
      const isOver = backlog > 160;
      backlog += isOver ? 20 : 40;
      return isOver ? { status: 429, headers: {} } : OK;
    },
    done: idle,
  };
};

/** A bound that never moves. */
export const createFixedGate = (width: number): Gate => {
  const limit = pLimit(width);
  return { run: (attempt) => limit(() => attempt(0)), report: idle, width: () => width };
};

/** Halves its bound at each 429, once for a round trip, and widens it by one a round. */
export const createHalvingGate = (most: number): Gate => {
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
