import type { RawAnswer } from '../../qovery/client/api-request.js';
import { readDate } from '../../qovery/client/budget.js';
import type { Client } from '../../qovery/client/client.js';
import { isRecord } from '../../text/json.js';
import type { Observations } from './observations.js';

/** What all answers of a run show beside what they were asked for. */
export interface Witness {
  /** The client, with every answer looked at. */
  readonly client: Client;
  /** The last answer; null before the first. */
  readonly last: () => RawAnswer | null;
  /** Milliseconds by which the server's clock is ahead of the local one; null where no answer tells. */
  readonly clockSkew: () => number | null;
  /** What became of the routes under `/secret`, as the outcome of that assumption; null where none was asked. */
  readonly secretRoutes: () => string | null;
  /** Whether any answer had headers about the request limit. */
  readonly hasLimitHeaders: () => boolean;
}

/** A count this large is a time rather than a number of seconds. */
const FIRST_TIMESTAMP = 1_000_000_000;

/** `Date` headers have whole seconds. */
const RESOLUTION = 1000;

/** Clocks that differ by less are one clock that is being adjusted. Milliseconds. */
const LEAST_SKEW = 500;

/** Lists secrets by a route under `/secret`. */
const OLD_ROUTE = /^\/[a-z]+\/[^/]+\/secret$/;

/** What their status says where they are gone. */
const GONE: Readonly<Record<number, string>> = {
  404: 'not-found',
  405: 'not-allowed',
  410: 'gone',
  501: 'not-implemented',
};

/** Looks at every answer that a client gets. */
export const createWitness = (client: Client, observations: Observations): Witness => {
  let last: RawAnswer | null = null;
  let hasLimitHeaders = false;
  let oldStatus: number | null = null;
  /** Where the server's clock minus the local one lies, for all answers together: crossed bounds mean several clocks. */
  let bounds: { readonly low: number; readonly high: number } | null = null;

  const seeDate = (answer: RawAnswer): void => {
    const date = readDate(answer.headers);
    if (date === null) {
      observations.see('dateHeader', 'absent');
      return;
    }
    observations.see('dateHeader', 'sent');
    const [low, high] = [date - answer.endedAt, date + RESOLUTION - answer.startedAt];
    bounds = {
      low: Math.max(low, bounds?.low ?? low),
      high: Math.min(high, bounds?.high ?? high),
    };
    observations.measure('frontEndSkew', Math.max(0, bounds.low - bounds.high), LEAST_SKEW);
  };

  const seeLimit = ({ status, headers }: RawAnswer): void => {
    const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
    hasLimitHeaders ||= headers['x-ratelimit-remaining'] !== undefined;
    if (!Number.isNaN(reset)) {
      observations.see('rateLimitReset', reset >= FIRST_TIMESTAMP ? 'timestamp' : 'seconds');
    }
    if (status !== 429) return;
    const after = headers['retry-after'];
    observations.see(
      'retryAfter',
      after === undefined ? 'absent' : /^\s*\d+\s*$/.test(after) ? 'seconds' : 'date',
    );
  };

  const inspect = (path: string, answer: RawAnswer): void => {
    last = answer;
    if (OLD_ROUTE.test(path)) oldStatus = answer.status;
    seeDate(answer);
    seeLimit(answer);
    const { status, json } = answer;
    if (status < 400 || !isRecord(json)) return;
    if (typeof json['message'] === 'string') observations.see('errorBody', 'message');
    else if (typeof json['detail'] === 'string') observations.see('errorBody', 'detail');
  };

  return {
    client: {
      ...client,
      request: (request) =>
        client.request({ ...request, inspect: (answer) => inspect(request.path, answer) }),
    },
    last: () => last,
    clockSkew: () => (bounds === null ? null : Math.round((bounds.low + bounds.high) / 2)),
    secretRoutes: () => {
      if (oldStatus === null) return null;
      if (client.routes.isOldGone()) return GONE[oldStatus] ?? null;
      return oldStatus === 200 ? 'served' : null;
    },
    hasLimitHeaders: () => hasLimitHeaders,
  };
};
