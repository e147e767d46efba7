import type { Clock } from '../../model/clock.js';
import type { RequestUsage } from '../../model/plan.js';
import type { SecretValue } from '../../model/secret-value.js';
import type { Answer, ApiRequest, ClientEvent } from './api-request.js';
import { parseApiUrl } from './api-url.js';
import { readAuthorization, createTokenStanding, type TokenStanding } from './authorization.js';
import { createBudget } from './budget.js';
import { createExchange, type Exchange } from './exchange.js';
import { createGate } from './gate.js';
import { createPatience, type Patience } from './patience.js';
import { BAD_TOKEN, ENDED_TOKEN } from './problems.js';
import { findProxy } from '../../http/proxy.js';
import { createServerTime, type ServerTime } from './server-time.js';
import { createTransport } from '../../http/transport.js';

export type { ClientEvent } from './api-request.js';

/** What the client of one run is made from. */
export interface ClientOptions {
  /** `https://api.qovery.com`; plain `http` only to this machine, such as a sandbox. */
  readonly apiUrl: string;
  /** An API token, or the JWT of a login. */
  readonly token: SecretValue;
  /** Best starts with `qoverride/`: by that, `attributeEdit` knows own writes in the event log. */
  readonly userAgent: string;
  /** Requests in flight at once, at most. Default 10. */
  readonly parallelism?: number;
  /** Milliseconds for one attempt. Default 30 s. */
  readonly timeout?: number;
  /** Milliseconds for one request with all its attempts; waits for the budget are not counted. Default 60 s. */
  readonly retryFor?: number;
  /** Sleep until the reset when the budget is used up, rather than give up. Default: false. */
  readonly wait?: boolean;
  /** Where the proxy variables are read from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Times attempts and waits. */
  readonly clock: Clock;
  /** A number from 0 up to 1, for the jitter of waits: `Math.random`. */
  readonly random: () => number;
  /** Aborts every request under way. Default: nothing does. */
  readonly signal?: AbortSignal;
  /** Once aborted, writes that have not sent a request yet send none. Default: nothing does. */
  readonly stop?: AbortSignal;
  /** Told when requests wait or are sent again; null, the default, where nobody watches. */
  readonly notify?: ((event: ClientEvent) => void) | null;
}

/**
 * The one client of a run: all requests share its connections, its budget and what it learnt of the server.
 * Hand it on to `findScopes`, `listSecrets`, `createWriter` and the like.
 *
 * Where the API cannot be asked, those throw a `Failure` with one of the codes `unreachable`, `untrusted-certificate`, `timed-out`,
 * `connection-lost`, `redirected`, `not-json`, `unexpected-answer`, `unauthorized`, `token-ended`, `access-denied`, `rate-limited`,
 * `server-error`, `rejected` and `interrupted`.
 */
export interface Client {
  /**
   * Sends a request until its outcome is clear. Never rejects, but for a bug.
   * @internal
   */
  readonly request: (request: ApiRequest) => Promise<Answer>;
  /**
   * Requests that are worth having under way at once: those that wait to be sent again hold no room.
   * @internal
   */
  readonly lanes: number;
  /** What was sent so far, and what is left of the hourly limit. */
  readonly usage: () => RequestUsage;
  /**
   * What markers are timed by.
   * @internal
   */
  readonly serverTime: ServerTime;
  /**
   * The patience of one request, for requests that belong together.
   * @internal
   */
  readonly createPatience: () => Patience;
  /**
   * Waits before something is tried again, in milliseconds; ends early when all is aborted.
   * @internal
   */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /**
   * For the jitter of such waits.
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

/**
 * Makes the client of one run; sends nothing yet.
 * A 401 is told apart as a token that was never good, one that has ended, and one that is not allowed to do this.
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
    transport: createTransport({ ...options, apiUrl, proxy, authorization: authorization.header }),
    gate: createGate(options.parallelism),
    budget,
    serverTime,
    peer: { host: apiUrl.host, isProxied: proxy !== null },
  });
  const standing = createTokenStanding(authorization.expiresAt);
  const serverNow = (): number => serverTime.at(options.clock.now());
  return {
    request: createJudgedExchange(exchange, standing, serverNow),
    lanes: options.parallelism * LANES_PER_REQUEST,
    usage: budget.usage,
    serverTime,
    createPatience: () => createPatience(options.retryFor, options.wait),
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
  stop: new AbortController().signal,
  notify: null,
  ...options,
});

/** What a request asks that only tells whether the token is good: every token may see its organizations. */
const TOKEN_CHECK: ApiRequest = {
  method: 'GET',
  path: '/organization',
  route: '/organization',
  body: null,
  secrets: [],
  isExpected: () => true,
  isStoppable: false,
  signal: null,
  patience: null,
};

/** Adds to an exchange what a 401 means; where nothing has succeeded yet, one more request finds that out for all. */
const createJudgedExchange = (
  exchange: Exchange,
  standing: TokenStanding,
  serverNow: () => number,
): Exchange => {
  let checked: Promise<boolean> | null = null;
  const checkToken = async (): Promise<boolean> => {
    const answer = await exchange(TOKEN_CHECK);
    return !(answer.kind === 'refused' && answer.status === 401);
  };
  return async (request) => {
    const route = `${request.method} ${request.route}`;
    const answer = await exchange(request);
    if (answer.kind === 'success') standing.succeeded(route);
    if (answer.kind !== 'refused' || answer.status !== 401) return answer;
    switch (standing.judge(route, serverNow())) {
      case 'ended':
        return { ...answer, problem: ENDED_TOKEN, isFatal: true };
      case 'denied':
        return answer;
      case 'unknown': {
        const isGood = request.path !== TOKEN_CHECK.path && (await (checked ??= checkToken()));
        return isGood ? answer : { ...answer, problem: BAD_TOKEN, isFatal: true };
      }
    }
  };
};
