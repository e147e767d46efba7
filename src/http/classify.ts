/** The methods that this program sends. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Why an attempt brought no answer. */
export type Fault =
  | 'refused'
  | 'unknown-host'
  | 'no-route'
  | 'proxy-refused'
  | 'untrusted'
  | 'timed-out'
  | 'lost'
  | 'too-large'
  | 'aborted';

/**
 * What to do after an attempt.
 * `succeed`: it was done. `retry`: send it again. `settle`: it may have been done, so look before sending it again.
 * `fail`: it was not done, and sending it again would not help.
 */
export type Verdict = 'succeed' | 'retry' | 'settle' | 'fail';

/** One line of the table: what it says of a request that may be repeated, and of a POST, which may not. */
interface Rule {
  readonly repeatable: Verdict;
  readonly post: Verdict;
  /** Whether the request may have been carried out all the same. */
  readonly mayHaveRun: boolean;
  /** Whether it tells that the server has more to do than it can: fewer requests at once may help. */
  readonly overload?: true;
}

const FINAL: Rule = { repeatable: 'fail', post: 'fail', mayHaveRun: false };
const NOT_RUN: Rule = { repeatable: 'retry', post: 'retry', mayHaveRun: false };
const MAYBE_RUN: Rule = { repeatable: 'retry', post: 'settle', mayHaveRun: true };
const MAYBE_RUN_FINAL: Rule = { repeatable: 'fail', post: 'settle', mayHaveRun: true };

const SUCCESS: Rule = { repeatable: 'succeed', post: 'succeed', mayHaveRun: true };
/** A 2xx whose body is not what was asked for, such as a login page of something in between. */
const UNREADABLE: Record<Method, Rule> = {
  GET: MAYBE_RUN,
  POST: MAYBE_RUN,
  PUT: { ...MAYBE_RUN, repeatable: 'settle' },
  DELETE: { ...MAYBE_RUN, repeatable: 'settle' },
};

/** Statuses with a rule of their own; the rest follow their hundred. */
const STATUSES: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [408, MAYBE_RUN],
  [425, NOT_RUN],
  [429, { ...NOT_RUN, overload: true }],
  [501, MAYBE_RUN_FINAL],
  [503, { ...MAYBE_RUN, overload: true }],
  [505, MAYBE_RUN_FINAL],
  [511, MAYBE_RUN_FINAL],
]);

const HUNDREDS: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [2, SUCCESS],
  [3, FINAL],
  [4, FINAL],
  [5, MAYBE_RUN],
]);

const FAULTS: Record<Fault, Rule> = {
  refused: NOT_RUN,
  'unknown-host': NOT_RUN,
  'no-route': NOT_RUN,
  'proxy-refused': NOT_RUN,
  untrusted: FINAL,
  'timed-out': MAYBE_RUN,
  lost: MAYBE_RUN,
  'too-large': MAYBE_RUN_FINAL,
  aborted: MAYBE_RUN_FINAL,
};

/** Error codes of Node and OpenSSL that tell more than that the connection was lost. */
const NETWORK_CODES: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'unknown-host'],
  ['EAI_AGAIN', 'unknown-host'],
  ['EAI_NODATA', 'unknown-host'],
  ['EAI_NONAME', 'unknown-host'],
  ['EHOSTUNREACH', 'no-route'],
  ['EHOSTDOWN', 'no-route'],
  ['ENETUNREACH', 'no-route'],
  ['ENETDOWN', 'no-route'],
  ['EADDRNOTAVAIL', 'no-route'],
  ['ETIMEDOUT', 'timed-out'],
  ['ESOCKETTIMEDOUT', 'timed-out'],
  ['EPROTO', 'untrusted'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'untrusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'untrusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted'],
  ['INVALID_CA', 'untrusted'],
  ['HOSTNAME_MISMATCH', 'untrusted'],
]);

/** Further families of such codes, by how they start. */
const NETWORK_CODE_PREFIXES: readonly (readonly [string, Fault])[] = [
  ['CERT_', 'untrusted'],
  ['ERR_TLS_', 'untrusted'],
  ['ERR_SSL_', 'untrusted'],
];

/** What an error code of the network means; whatever is not known counts as a lost connection. */
export const classifyNetworkCode = (code: string): Fault =>
  NETWORK_CODES.get(code) ?? NETWORK_CODE_PREFIXES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'lost';

/** What to do about an attempt, and what it tells of the request and of the server. */
export interface Classification {
  readonly verdict: Verdict;
  readonly mayHaveRun: boolean;
  /** Whether fewer requests at once may help. */
  readonly isOverload: boolean;
}

/** Judges an answer by its status; `isReadable` says whether a 2xx has the body that was asked for. */
export const classifyStatus = (method: Method, status: number, isReadable: boolean): Classification => {
  const rule = STATUSES.get(status) ?? HUNDREDS.get(Math.floor(status / 100)) ?? MAYBE_RUN_FINAL;
  return judge(method, rule === SUCCESS && !isReadable ? UNREADABLE[method] : rule);
};

/** Judges an attempt that brought no answer. */
export const classifyFault = (method: Method, fault: Fault): Classification => judge(method, FAULTS[fault]);

const judge = (method: Method, rule: Rule): Classification => ({
  verdict: method === 'POST' ? rule.post : rule.repeatable,
  mayHaveRun: method !== 'GET' && rule.mayHaveRun,
  isOverload: rule.overload === true,
});

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
