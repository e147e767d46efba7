import type { SandboxAssumptions } from '../world/assumptions.js';

const HOUR = 3_600_000;

/** The request limit of each token. */
export interface LimitOptions {
  /** Requests per hour. Null: no limit and no headers. */
  readonly limit: number | null;
  /**
   * Null: windows of one hour that start with a token's first request. A number: a token bucket of that size, which refills evenly over
   * the hour.
   */
  readonly burst: number | null;
}

/** The decision of the limit about one request. */
export interface LimitVerdict {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** The state of one token: requests left at a time in milliseconds since 1970. */
interface Account {
  readonly left: number;
  readonly at: number;
}

/** Creates a limiter that counts the requests of each token and refuses those over the limit. */
export const createLimiter = (
  options: LimitOptions,
  assumptions: SandboxAssumptions,
): ((token: string, now: number) => LimitVerdict) => {
  const accounts = new Map<string, Account>();
  return (token, now) => {
    const { limit, burst } = options;
    if (limit === null) return { allowed: true, headers: {} };
    const before = catchUp(accounts.get(token), now, limit, burst);
    const allowed = before.left >= 1;
    const account = allowed ? { ...before, left: before.left - 1 } : before;
    accounts.set(token, account);
    const reset = untilReset(account, now, limit, burst);
    return { allowed, headers: formatHeaders(account, now, limit, reset, allowed, assumptions) };
  };
};

const catchUp = (account: Account | undefined, now: number, limit: number, burst: number | null): Account => {
  if (account === undefined) return { left: burst ?? limit, at: now };
  if (burst === null) return now - account.at >= HOUR ? { left: limit, at: now } : account;
  return { left: Math.min(burst, account.left + ((now - account.at) * limit) / HOUR), at: now };
};

/** Milliseconds until requests are available again: all in a new window, the next one in an empty bucket, or all in a full bucket. */
const untilReset = (account: Account, now: number, limit: number, burst: number | null): number => {
  if (burst === null) return account.at + HOUR - now;
  const wanted = account.left < 1 ? 1 : burst;
  return ((wanted - account.left) * HOUR) / Math.max(limit, 1);
};

const formatHeaders = (
  account: Account,
  now: number,
  limit: number,
  untilMilliseconds: number,
  allowed: boolean,
  assumptions: SandboxAssumptions,
): Readonly<Record<string, string>> => {
  const seconds = Math.max(1, Math.ceil(untilMilliseconds / 1000));
  const timestamp = Math.ceil((now + untilMilliseconds) / 1000);
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(Math.floor(account.left)),
    'X-RateLimit-Reset': String(assumptions.rateLimitReset === 'seconds' ? seconds : timestamp),
    ...(allowed ? {} : formatRetryAfter(now, seconds, assumptions)),
  };
};

const formatRetryAfter = (
  now: number,
  seconds: number,
  assumptions: SandboxAssumptions,
): Readonly<Record<string, string>> => {
  switch (assumptions.retryAfter) {
    case 'seconds':
      return { 'Retry-After': String(seconds) };
    case 'date':
      return { 'Retry-After': new Date(Math.ceil(now / 1000) * 1000 + seconds * 1000).toUTCString() };
    case 'absent':
      return {};
  }
};
