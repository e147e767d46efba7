import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../model/clock.js';
import { Failure } from '../../model/failure.js';
import { DEFAULT_ASSUMPTIONS, type SandboxAssumptions } from '../world/assumptions.js';
import type { AcceptedTokens, SandboxToken } from './callers.js';
import { createEventLog } from '../world/event-log.js';
import { createExchangeHandler, type SandboxExchange, type LoggedRequest } from './exchange.js';
import { planFaults, type FaultCount, type FaultRule } from './faults.js';
import { plantSeed } from '../seed/plant-seed.js';
import { createLimiter } from './request-limit.js';
import type { Backend } from './router.js';
import { startTime } from '../world/time.js';
import type { SandboxSeed } from '../seed/seed.js';
import { emptyWorld, type StoredSecret } from '../world/world.js';

/** How a sandbox is set up; all but the clock and the maker of UUIDs has a default. */
export interface SandboxOptions {
  /** What its time, its latency and its faults go by. */
  readonly clock: Clock;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default: nothing. */
  readonly seed?: SandboxSeed;
  /** Milliseconds before each answer, not scaled. Default 0. */
  readonly latency?: number;
  /** The only token to accept, with every right. Null, the default: any that is not empty. */
  readonly token?: string | null;
  /** Further tokens with rights of their own; once there are any, no others are accepted. */
  readonly tokens?: readonly SandboxToken[];
  /** Requests an hour for each token; null: no limit. Default 1000. */
  readonly limit?: number | null;
  /** Makes the limit a bucket of that many requests that fills up evenly; null, the default: windows of an hour. */
  readonly burst?: number | null;
  /** How much faster than the clock the sandbox's time runs: with 60 a minute passes each second. Default 1. */
  readonly timeScale?: number;
  /** Milliseconds of the sandbox's time that a deployment takes. Default 10 s. */
  readonly deploymentTime?: number;
  /** What goes wrong. Default: nothing. */
  readonly faults?: readonly FaultRule[];
  /** Switches to set differently from the seed's and the defaults. */
  readonly assumptions?: Partial<SandboxAssumptions>;
  /** Told of every request to the API and its answer, values in request bodies included. */
  readonly observe?: (exchange: SandboxExchange) => void;
}

/** A running sandbox. */
export interface Sandbox {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Stops at once, requests under way included. */
  readonly close: () => Promise<void>;
  /** Moves the sandbox's time forward by that many milliseconds. */
  readonly advance: (milliseconds: number) => void;
  /** The sandbox's time, in milliseconds since 1970. */
  readonly now: () => number;
  /** A stored plaintext, for tests; null where there is no such secret. */
  readonly valueOf: (secretId: string) => string | null;
  /** Everything stored, oldest first. */
  readonly secrets: () => readonly StoredSecret[];
  /** Every request to the API so far, in the order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** What each fault rule did so far. */
  readonly faults: () => readonly FaultCount[];
  /** Puts other fault rules in the place of those so far; none at all mends everything. */
  readonly setFaults: (rules: readonly FaultRule[]) => void;
}

const DEFAULT_LIMIT = 1000;
const DEFAULT_DEPLOYMENT_TIME = 10_000;

/** Longer than clients keep idle connections, so that none is closed under a request. Milliseconds. */
const KEEP_ALIVE = 120_000;

/**
 * Starts a stand-in for the Qovery API over real HTTP. It refuses what the API refuses, after its official description; what that
 * leaves open is a switch in `assumptions`.
 *
 * @throws Failure `invalid-seed` for a seed, `sandbox-not-started` for a port that cannot be used.
 */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const backend = createBackend(options);
  let faults = planFaults(options.faults ?? []);
  const requests: LoggedRequest[] = [];
  const closing = new AbortController();
  // Every request that waits listens to it, and Node would warn of many.
  setMaxListeners(0, closing.signal);
  const handle = createExchangeHandler({
    backend,
    faults: {
      decide: (method, path) => faults.decide(method, path),
      counts: () => faults.counts(),
    },
    door: {
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
  return {
    world,
    assumptions: { ...DEFAULT_ASSUMPTIONS, ...options.seed?.assumptions, ...options.assumptions },
    time,
    newId: options.newId,
    events: createEventLog(options.newId),
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
            hint: 'choose another port, or 0 for a free one',
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
