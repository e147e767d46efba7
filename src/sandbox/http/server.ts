import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../model/clock.js';
import { Failure } from '../../model/failure.js';
import { DEFAULT_ASSUMPTIONS, type SandboxAssumptions } from '../world/assumptions.js';
import type { AcceptedTokens, SandboxToken } from './callers.js';
import { createEventLog } from '../world/event-log.js';
import { createLateWrites } from '../world/late-writes.js';
import { createExchangeHandler, type SandboxExchange, type LoggedRequest } from './exchange.js';
import { planFaults, type FaultCount, type FaultRule } from './faults.js';
import { plantSeed } from '../seed/plant-seed.js';
import { createLimiter } from './request-limit.js';
import type { Backend } from './router.js';
import { startTime } from '../world/time.js';
import type { SandboxSeed } from '../seed/seed.js';
import { emptyWorld, type StoredSecret } from '../world/world.js';

/** Options of a sandbox. All except `clock` and `newId` have a default. */
export interface SandboxOptions {
  /** Drives the sandbox's time, latency and faults. */
  readonly clock: Clock;
  /** Generates a UUID. */
  readonly newId: () => string;
  /** Default: 0, which chooses a free port. */
  readonly port?: number;
  /** Default: `127.0.0.1`. */
  readonly host?: string;
  /** Default: nothing. */
  readonly seed?: SandboxSeed;
  /** Milliseconds before each answer, not scaled. Default: 0. */
  readonly latency?: number;
  /** The only token to accept, with all permissions. Default: null, which accepts any non-empty token. */
  readonly token?: string | null;
  /** Additional tokens with their own permissions. If there are any, no other tokens are accepted. */
  readonly tokens?: readonly SandboxToken[];
  /** Requests per hour for each token; null: no limit. Default: 1000. */
  readonly limit?: number | null;
  /** Makes the limit a token bucket of that size, which refills evenly. Default: null, which uses windows of one hour. */
  readonly burst?: number | null;
  /** Speed of the sandbox's time relative to the clock: with 60, a minute passes each second. Default: 1. */
  readonly timeScale?: number;
  /** Duration of a deployment, in milliseconds of the sandbox's time. Default: 10 s. */
  readonly deploymentTime?: number;
  /** Fault rules. Default: none. */
  readonly faults?: readonly FaultRule[];
  /** Assumptions that override those of the seed and the defaults. */
  readonly assumptions?: Partial<SandboxAssumptions>;
  /** Called for every request to the API and its answer, including values in request bodies. */
  readonly observe?: (exchange: SandboxExchange) => void;
}

/** A running sandbox. */
export interface Sandbox {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Stops immediately, aborting requests in progress. */
  readonly close: () => Promise<void>;
  /** Moves the sandbox's time forward by that many milliseconds. */
  readonly advance: (milliseconds: number) => void;
  /** The sandbox's time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Returns a stored plaintext, for tests; null if there is no such secret. */
  readonly valueOf: (secretId: string) => string | null;
  /** Lists all stored secrets, oldest first. */
  readonly secrets: () => readonly StoredSecret[];
  /** Every request to the API so far, in order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** Returns how often each fault rule matched and fired so far. */
  readonly faults: () => readonly FaultCount[];
  /** Replaces all fault rules. An empty list removes all faults. */
  readonly setFaults: (rules: readonly FaultRule[]) => void;
}

const DEFAULT_LIMIT = 1000;
const DEFAULT_DEPLOYMENT_TIME = 10_000;

/** Milliseconds. Longer than clients keep idle connections, so that the server never closes one during a request. */
const KEEP_ALIVE = 120_000;

/**
 * Starts a mock of the Qovery API over real HTTP. It refuses what the API refuses, according to the official API description. Behaviour
 * that the description leaves open is a switch in `assumptions`.
 *
 * @throws Failure `invalid-seed` for an invalid seed, `sandbox-not-started` for a port that cannot be used.
 */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const backend = createBackend(options);
  let faults = planFaults(options.faults ?? []);
  const requests: LoggedRequest[] = [];
  const closing = new AbortController();
  // Every waiting request adds a listener, and Node would warn about many listeners.
  setMaxListeners(0, closing.signal);
  const handle = createExchangeHandler({
    backend,
    faults: {
      decide: (method, path) => faults.decide(method, path),
      counts: () => faults.counts(),
    },
    access: {
      accepted: acceptedTokens(options),
      limiter: createLimiter(
        { limit: options.limit === undefined ? DEFAULT_LIMIT : options.limit, burst: options.burst ?? null },
        backend.assumptions,
      ),
    },
    nextFrontEnd: takeTurns(backend.assumptions.frontEndSkew),
    pause: (milliseconds) => options.clock.sleep(milliseconds, closing.signal),
    latency: options.latency ?? 0,
    log: (request) => requests.push(request),
    observe: options.observe ?? null,
  });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    void handle(request, response);
  });
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, host, options.port ?? 0);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`,
    close: () => {
      closing.abort();
      return close(server);
    },
    advance: backend.time.advance,
    now: backend.time.now,
    valueOf: (secretId) => backend.world.secrets.get(secretId)?.value.reveal() ?? null,
    secrets: () => [...backend.world.secrets.values()],
    requests,
    faults: () => faults.counts(),
    setFaults: (rules) => {
      faults = planFaults(rules);
    },
  };
};

const createBackend = (options: SandboxOptions): Backend => {
  const time = startTime(options.clock, options.timeScale ?? 1);
  const world = emptyWorld();
  const problems = options.seed === undefined ? [] : plantSeed(world, options.seed, time.now());
  const [problem] = problems;
  if (problem !== undefined) {
    const more = problems.length === 1 ? '' : ` (and ${String(problems.length - 1)} more)`;
    throw new Failure(
      'invalid-seed',
      `the seed cannot be used: ${problem.message}, at ${problem.path.join('.')}${more}`,
    );
  }
  const assumptions = { ...DEFAULT_ASSUMPTIONS, ...options.seed?.assumptions, ...options.assumptions };
  return {
    world,
    assumptions,
    time,
    newId: options.newId,
    events: createEventLog(options.newId),
    lateWrites: createLateWrites(world, assumptions.writesShow),
    deploymentTime: options.deploymentTime ?? DEFAULT_DEPLOYMENT_TIME,
  };
};

/** Two front ends that serve one request each in turn: the second has a clock that is so many milliseconds ahead. */
const takeTurns = (skew: number): (() => number) => {
  let isSecond = true;
  return () => {
    isSecond = !isSecond;
    return isSecond ? skew : 0;
  };
};

const acceptedTokens = (options: SandboxOptions): AcceptedTokens => {
  const single = options.token ?? null;
  const tokens = [
    ...(single === null ? [] : [{ token: single }]),
    ...(options.tokens ?? []),
    ...(options.seed?.tokens ?? []),
  ];
  return tokens.length === 0 ? null : tokens;
};

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new Failure(
          'sandbox-not-started',
          `cannot listen on ${host}, port ${String(port)} (${error.code ?? 'unknown'})`,
          {
            hint: 'choose another port, or 0 to use a free port',
          },
        ),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
