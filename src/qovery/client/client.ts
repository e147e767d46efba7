import { createRetryBudget, type RetryBudget } from '../../async/retry-budget.js';
import { createHttpClient } from '../../http/http-client.js';
import { findProxy } from '../../http/proxy.js';
import type { Clock } from '../../model/clock.js';
import type { RequestUsage } from '../../model/plan.js';
import type { SecretValue } from '../../model/secret-value.js';
import { type Answer, type ApiRequest, type ClientEvent } from './api-request.js';
import { parseApiUrl } from './api-url.js';
import { readAuthorization } from './authorization.js';
import { createBudget } from './budget.js';
import { createExchange } from './exchange.js';
import { createGate } from './gate.js';
import { createJudgedExchange } from './judged-exchange.js';
import { createRouteChoice, type RouteChoice } from './route-choice.js';
import { createServerTime, type ServerTime } from './server-time.js';
import { createTokenState } from './token-state.js';

export type { ClientEvent } from './api-request.js';

/** What the client of one run needs. */
export interface ClientOptions {
  /** `https://api.qovery.com`; plain `http` only to this machine, such as a sandbox. */
  readonly apiUrl: string;
  /** An API token, or the JWT of a login. */
  readonly token: SecretValue;
  /** Should start with `qoverride/`: that is how `attributeEdit` recognizes the tool's own writes in the event log. */
  readonly userAgent: string;
  /** Most requests in flight at once. Default 10. */
  readonly parallelism?: number;
  /** Milliseconds for one attempt. Default 30 s. */
  readonly timeout?: number;
  /** Milliseconds for one request with all its attempts; waits for the request limit do not count. Default 60 s. */
  readonly retryFor?: number;
  /** Sleep until the reset when the request limit is reached, instead of giving up. Default: false. */
  readonly wait?: boolean;
  /** Where the proxy variables are read from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Times attempts and waits. */
  readonly clock: Clock;
  /** A number from 0 up to 1, for the jitter of waits: `Math.random`. */
  readonly random: () => number;
  /** Aborts everything, requests in flight included. Default: nothing does. */
  readonly signal?: AbortSignal;
  /** Once aborted, writes that have not sent a request yet send none; those in flight finish. Default: nothing does. */
  readonly interrupt?: AbortSignal;
  /** Called when requests wait or are sent again. Default: null, for nobody. */
  readonly notify?: ((event: ClientEvent) => void) | null;
}

/**
 * The one client of a run: all requests share its connections, its request limit and what it learned about the server.
 * Pass it to `findScopes`, `listSecrets`, `createWriter` and the like.
 *
 * Where the API cannot be asked, they throw a `Failure` with one of the codes `unreachable`, `untrusted-certificate`,
 * `invalid-certificate`, `tls-failed`, `timed-out`, `connection-lost`, `redirected`, `not-json`, `unexpected-answer`, `unauthorized`, `token-ended`, `access-denied`, `rate-limited`,
 * `server-error`, `rejected`, `blocked-on-the-way` and `interrupted`.
 */
export interface Client {
  /**
   * Sends a request until its outcome is clear. Rejects only for a bug.
   * @internal
   */
  readonly request: <Value>(request: ApiRequest<Value>) => Promise<Answer<Value>>;
  /**
   * How many requests to keep under way at once: more than are in flight, because those that wait to be sent again are not.
   * @internal
   */
  readonly lanes: number;
  /**
   * Which routes are used for secrets.
   * @internal
   */
  readonly routes: RouteChoice;
  /** What was sent so far, and what is left of the hourly limit. */
  readonly usage: () => RequestUsage;
  /**
   * The clock that markers are timed by.
   * @internal
   */
  readonly serverTime: ServerTime;
  /**
   * Makes the retry budget of one request, for several requests to share.
   * @internal
   */
  readonly createRetryBudget: () => RetryBudget;
  /**
   * The local time, in milliseconds since 1970.
   * @internal
   */
  readonly now: () => number;
  /**
   * Waits before another try, in milliseconds; ends early when everything is aborted.
   * @internal
   */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /**
   * A number from 0 up to 1, for the jitter of such waits.
   * @internal
   */
  readonly random: () => number;
  /**
   * Whether everything was aborted.
   * @internal
   */
  readonly isAborted: () => boolean;
}

/** Requests under way for each one in flight. */
const LANES_PER_REQUEST = 4;

/** A list of ten thousand secrets stays far below it. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * Makes the client of one run; sends nothing yet.
 * A 401 may come from a token that was never valid, one that has ended, or one that lacks the rights: the client finds out which.
 *
 * @throws Failure `invalid-api-url`, `insecure-api-url`, `invalid-token` or `invalid-proxy` where address, token or proxy cannot be used.
 */
export const createClient = (given: ClientOptions): Client => {
  const options = completeOptions(given);
  const apiUrl = parseApiUrl(options.apiUrl);
  const authorization = readAuthorization(options.token);
  const proxy = findProxy(apiUrl, options.env);
  const budget = createBudget(options.wait);
  const serverTime = createServerTime();
  const exchange = createExchange({
    ...options,
    http: createHttpClient({
      baseUrl: apiUrl,
      headers: () => ({ authorization: authorization.header(), 'user-agent': options.userAgent }),
      timeout: options.timeout,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      proxy,
    }),
    gate: createGate(options.parallelism),
    budget,
    serverTime,
    peer: { host: apiUrl.host, isProxied: proxy !== null },
  });
  const serverNow = (): number => serverTime.at(options.clock.now());
  return {
    request: createJudgedExchange(exchange, {
      state: createTokenState(authorization),
      hasPolicy: authorization.hasPolicy,
      serverNow,
    }),
    lanes: options.parallelism * LANES_PER_REQUEST,
    routes: createRouteChoice(() => options.notify?.({ kind: 'old-routes-gone' })),
    usage: budget.usage,
    serverTime,
    createRetryBudget: () => createRetryBudget(options.retryFor, options.wait),
    now: options.clock.now,
    sleep: (milliseconds) => options.clock.sleep(milliseconds, AbortSignal.any([options.signal])),
    random: options.random,
    isAborted: () => options.signal.aborted,
  };
};

const completeOptions = (options: ClientOptions): Required<ClientOptions> => ({
  parallelism: 10,
  timeout: 30_000,
  retryFor: 60_000,
  wait: false,
  signal: new AbortController().signal,
  interrupt: new AbortController().signal,
  notify: null,
  ...options,
});
