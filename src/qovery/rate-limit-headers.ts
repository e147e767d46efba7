/** What an answer's headers say about the pace of requests; null where they say nothing. */
export interface RateLimitHeaders {
  readonly limit: number | null;
  readonly remaining: number | null;
  /** Milliseconds since 1970, local clock. */
  readonly resetsAt: number | null;
  /** Milliseconds from now until a retry is welcome. */
  readonly retryAfter: number | null;
}

/** Two readings of the clock: the local one, and the server's at the same moment. Milliseconds since 1970. */
export interface Now {
  readonly local: number;
  readonly server: number;
}

/** From here on a number is a time of the calendar rather than a number of seconds from now. */
const FIRST_TIMESTAMP = 1_000_000_000;
const FIRST_TIMESTAMP_IN_MILLISECONDS = 1_000_000_000_000;

/**
 * Reads `X-RateLimit-Limit`, `-Remaining`, `-Reset` (seconds from now, or a timestamp in seconds or milliseconds) and
 * `Retry-After` (seconds or an HTTP date). What is malformed counts as absent.
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
