import type { RequestUsage } from '../../model/plan.js';

/** Whether a request may be sent now. */
export type Permission =
  /** `sequence` numbers the request; give it back with the answer. */
  | { readonly kind: 'go'; readonly sequence: number }
  /** The limit is reached until a time of the local clock. */
  | { readonly kind: 'pause'; readonly until: number }
  /** Wait for the next answer of any request. */
  | { readonly kind: 'hold' };

/** What came back for a request: headers, or null where the answer was lost. */
export interface BudgetNews {
  readonly headers: RateLimitHeaders | null;
  /** Answered 429. */
  readonly isLimited: boolean;
}

/** The hourly request limit, as far as answers tell. */
export interface Budget {
  readonly usage: () => RequestUsage;
  /** Asks to send one request at a local time; with `go` it counts as sent. */
  readonly reserve: (now: number) => Permission;
  /** Learns from the answer to a request; returns whether the limit is reached. */
  readonly settle: (sequence: number, news: BudgetNews, now: number) => boolean;
  /** Resolves at the next answer of any request. */
  readonly nextNews: () => Promise<void>;
}

/** A `Retry-After` of this length (milliseconds) means that the limit is reached, not that the server is busy for a moment. */
const LONG_RETRY_AFTER = 10_000;

/** Resets are announced in whole seconds: after this many milliseconds more they have happened. */
const RESET_MARGIN = 1000;

/**
 * Counts requests. With `wait`, none is sent that the headers say cannot succeed: no more are in flight than are left, and when none
 * are left, all pause until the reset. Without it, only a 429 causes a pause. After a pause one request goes first, because only its
 * answer tells how many may follow.
 */
export const createBudget = (wait: boolean): Budget => {
  let made = 0;
  let inFlight = 0;
  let newest = 0;
  let limit: number | null = null;
  let remaining: number | null = null;
  let resetsAt: number | null = null;
  let pausedUntil: number | null = null;
  let probe: number | null = null;
  let listeners: readonly (() => void)[] = [];

  const send = (): Permission => {
    made += 1;
    inFlight += 1;
    return { kind: 'go', sequence: made };
  };

  return {
    usage: () => ({ made, limit, remaining, resetsAt }),

    reserve: (now) => {
      if (wait && pausedUntil === null && remaining !== null && resetsAt !== null && remaining <= inFlight) {
        if (remaining > 0) return { kind: 'hold' };
        pausedUntil = resetsAt + RESET_MARGIN;
      }
      if (pausedUntil === null) return send();
      if (now < pausedUntil) return { kind: 'pause', until: pausedUntil };
      if (probe !== null) return { kind: 'hold' };
      const permission = send();
      probe = made;
      return permission;
    },

    settle: (sequence, { headers, isLimited }, now) => {
      inFlight -= 1;
      if (headers === null) {
        if (remaining !== null) remaining = Math.max(0, remaining - 1);
      } else if (sequence > newest) {
        newest = sequence;
        limit = headers.limit ?? limit;
        remaining = headers.remaining;
        resetsAt = headers.resetsAt;
      } else if (isSameWindow(headers.resetsAt, resetsAt)) {
        // A request that another one overtook was counted later.
        remaining = lower(remaining, headers.remaining);
      }
      if (sequence === probe) {
        probe = null;
        if (headers !== null && !isLimited) pausedUntil = null;
      }
      const pause = isLimited && headers !== null ? pauseAfter429(headers, now) : null;
      if (pause !== null) pausedUntil = Math.max(pausedUntil ?? 0, pause);
      const told = listeners;
      listeners = [];
      for (const tell of told) tell();
      return pause !== null;
    },

    nextNews: () =>
      new Promise((resolve) => {
        listeners = [...listeners, resolve];
      }),
  };
};

/** Whether an answer belongs to the known window or a later one; resets are announced in whole seconds. */
const isSameWindow = (resetsAt: number | null, known: number | null): boolean =>
  resetsAt !== null && known !== null && resetsAt >= known - 2 * RESET_MARGIN;

const lower = (left: number | null, right: number | null): number | null =>
  left === null || right === null ? left : Math.min(left, right);

/** Until when a 429 stops everything (local clock); null where it concerns only the request that it answers. */
const pauseAfter429 = (headers: RateLimitHeaders, now: number): number | null => {
  const { retryAfter, remaining, resetsAt } = headers;
  if (remaining === 0) {
    if (retryAfter !== null) return now + Math.max(retryAfter, RESET_MARGIN);
    return resetsAt === null ? null : resetsAt + RESET_MARGIN;
  }
  return retryAfter !== null && retryAfter >= LONG_RETRY_AFTER ? now + retryAfter : null;
};

/** What an answer's headers say about the request limit; null where they say nothing. */
export interface RateLimitHeaders {
  readonly limit: number | null;
  readonly remaining: number | null;
  /** Milliseconds since 1970, local clock. */
  readonly resetsAt: number | null;
  /** Milliseconds to wait before a retry. */
  readonly retryAfter: number | null;
}

/** Two readings of the clock: the local one, and the server's at the same moment. Milliseconds since 1970. */
export interface Now {
  readonly local: number;
  readonly server: number;
}

/** A number this large is a timestamp rather than a number of seconds from now. */
const FIRST_TIMESTAMP = 1_000_000_000;
const FIRST_TIMESTAMP_IN_MILLISECONDS = 1_000_000_000_000;

/**
 * Reads `X-RateLimit-Limit`, `-Remaining`, `-Reset` (seconds from now, or a timestamp in seconds or milliseconds) and
 * `Retry-After` (seconds or an HTTP date). A malformed header counts as absent.
 */
export const readRateLimit = (headers: Readonly<Record<string, string>>, now: Now): RateLimitHeaders => ({
  limit: readCount(headers['x-ratelimit-limit']),
  remaining: readCount(headers['x-ratelimit-remaining']),
  resetsAt: mapNumber(readDelay(headers['x-ratelimit-reset'], now), (delay) => now.local + delay),
  retryAfter: readDelay(headers['retry-after'], now),
});

/** Reads a `Date` header as milliseconds since 1970; null when there is none. */
export const readDate = (headers: Readonly<Record<string, string>>): number | null =>
  readCalendarTime(headers['date'] ?? '');

const readCount = (text: string | undefined): number | null => {
  const match = /^\s*(\d{1,15})\b/.exec(text ?? '');
  return match === null ? null : Number(match[1]);
};

const readDelay = (text: string | undefined, now: Now): number | null => {
  if (text === undefined) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) {
    const value = Number(text);
    if (value < FIRST_TIMESTAMP) return value * 1000;
    const time = value < FIRST_TIMESTAMP_IN_MILLISECONDS ? value * 1000 : value;
    return Math.max(0, time - now.server);
  }
  return mapNumber(readCalendarTime(text), (time) => Math.max(0, time - now.server));
};

const readCalendarTime = (text: string): number | null => {
  const time = /[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
};

const mapNumber = (value: number | null, map: (value: number) => number): number | null =>
  value === null ? null : map(value);
