/** First wait before a request is sent again, in milliseconds; each further one may be twice as long. */
const FIRST = 250;

/** No wait is longer than this, in milliseconds. */
const LONGEST = 10_000;

/** A wait that the server asked for is lengthened by up to this share, and at least up to this many milliseconds. */
const RETRY_AFTER_SPREAD = 0.1;
const RETRY_AFTER_LEAST_SPREAD = 250;

/**
 * How long to wait before a request is sent again, in milliseconds, after so many attempts (from 1).
 * `retryAfter` is what the server asked for, or null; `random` (0 up to 1) spreads requests that failed together.
 */
export const backoffDelay = (attempts: number, retryAfter: number | null, random: number): number => {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** (attempts - 1));
  const own = ceiling / 2 + (random * ceiling) / 2;
  if (retryAfter === null) return own;
  const spread = Math.max(RETRY_AFTER_LEAST_SPREAD, retryAfter * RETRY_AFTER_SPREAD);
  return Math.max(own, retryAfter + random * spread);
};
