/** The methods that this program sends. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Why there is no secure connection. */
export type TlsFault =
  | 'untrusted'
  | 'wrong-host'
  | 'expired'
  | 'not-yet-valid'
  | 'revoked'
  /** It answers in something other than TLS. */
  | 'not-tls'
  /** The server takes no client without a certificate, or not the certificate of this one. */
  | 'client-certificate'
  /** The two sides agree on no version or cipher. */
  | 'tls-refused';

/** Why an attempt got no answer. */
export type Fault =
  | 'refused'
  | 'unknown-host'
  | 'no-route'
  | 'proxy-refused'
  | TlsFault
  | 'timed-out'
  | 'lost'
  | 'too-large'
  /** Not what HTTP allows. */
  | 'malformed'
  | 'aborted';

/**
 * What to do after an attempt that did not succeed.
 * `retry`: send it again. `settle`: it may have been carried out, so look before sending it again.
 * `fail`: it was not carried out, and sending it again would not help.
 */
export type Verdict = 'retry' | 'settle' | 'fail';

/** One line of the table: the verdict on a request that may be repeated, and on a POST, which may not. */
interface Rule {
  readonly repeatable: Verdict;
  readonly post: Verdict;
  /** Whether the request may have been carried out all the same. */
  readonly mayHaveRun: boolean;
  /** Whether the server is overloaded, so that fewer requests at once may help. */
  readonly overload?: true;
}

const FINAL: Rule = { repeatable: 'fail', post: 'fail', mayHaveRun: false };
const NOT_RUN: Rule = { repeatable: 'retry', post: 'retry', mayHaveRun: false };
const MAYBE_RUN: Rule = { repeatable: 'retry', post: 'settle', mayHaveRun: true };
const MAYBE_RUN_FINAL: Rule = { repeatable: 'fail', post: 'settle', mayHaveRun: true };

/** A 2xx whose body is not what was asked for, such as the login page of a proxy. */
const UNREADABLE: Record<Method, Rule> = {
  GET: MAYBE_RUN,
  POST: MAYBE_RUN,
  PUT: { ...MAYBE_RUN, repeatable: 'settle' },
  PATCH: { ...MAYBE_RUN, repeatable: 'settle' },
  DELETE: { ...MAYBE_RUN, repeatable: 'settle' },
};

/** Statuses with their own rule; the others follow their class. */
const STATUSES: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [408, MAYBE_RUN],
  [425, NOT_RUN],
  [429, { ...NOT_RUN, overload: true }],
  [501, MAYBE_RUN_FINAL],
  [503, { ...MAYBE_RUN, overload: true }],
  [505, MAYBE_RUN_FINAL],
  [511, MAYBE_RUN_FINAL],
]);

/** By the first digit of the status; 2xx is in `UNREADABLE`. */
const STATUS_CLASSES: ReadonlyMap<number, Rule> = new Map<number, Rule>([
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
  'wrong-host': FINAL,
  expired: FINAL,
  'not-yet-valid': FINAL,
  revoked: FINAL,
  'not-tls': FINAL,
  'client-certificate': FINAL,
  'tls-refused': FINAL,
  'timed-out': MAYBE_RUN,
  lost: MAYBE_RUN,
  'too-large': MAYBE_RUN_FINAL,
  malformed: MAYBE_RUN,
  aborted: MAYBE_RUN_FINAL,
};

/** What to do about an attempt that did not succeed, and what it says about the request and the server. */
export interface Classification {
  readonly verdict: Verdict;
  readonly mayHaveRun: boolean;
  /** Whether fewer requests at once may help. */
  readonly isOverload: boolean;
}

/** Judges an answer that is not the success that was asked for: a 2xx is one whose body cannot be read. */
export const classifyStatus = (method: Method, status: number): Classification => {
  const statusClass = Math.floor(status / 100);
  const rule =
    statusClass === 2 ? UNREADABLE[method] : (STATUSES.get(status) ?? STATUS_CLASSES.get(statusClass));
  return judge(method, rule ?? MAYBE_RUN_FINAL);
};

/** Judges an attempt that got no answer. */
export const classifyFault = (method: Method, fault: Fault): Classification => judge(method, FAULTS[fault]);

const judge = (method: Method, rule: Rule): Classification => ({
  verdict: method === 'POST' ? rule.post : rule.repeatable,
  mayHaveRun: method !== 'GET' && rule.mayHaveRun,
  isOverload: rule.overload === true,
});
