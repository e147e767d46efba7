import { classifyFault, classifyStatus, type Classification } from '../../http/classify.js';
import type { Peer } from '../../http/describe-fault.js';
import type { Attempt, HttpClient } from '../../http/http-client.js';
import { isHtml } from '../../http/is-html.js';
import type { Clock } from '../../model/clock.js';
import type { SecretValue } from '../../model/secret-value.js';
import { dropByteOrderMark } from '../../text/decode.js';
import { parseJson } from '../../text/json.js';
import { readAnswerText } from './answer-text.js';
import type { ApiRequest, Success } from './api-request.js';
import { type Budget, type Permission, readDate, readRateLimit } from './budget.js';
import type { Gate, Ticket } from './gate.js';
import type { Explanation } from '../../model/explanation.js';
import { explainAnswer, explainFault } from './problems.js';
import type { ServerTime } from './server-time.js';

/** What one try to send works with. */
export interface SendOptions {
  readonly http: HttpClient;
  readonly gate: Gate;
  readonly budget: Budget;
  readonly serverTime: ServerTime;
  readonly clock: Clock;
  readonly peer: Peer;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  /** Keeps interruptible requests from being sent, and ends waits for the request limit. */
  readonly interrupt: AbortSignal;
  /** The token, which no message may repeat. */
  readonly token: SecretValue;
}

/** Why a request was held back. */
export type Held = Exclude<Permission, { readonly kind: 'go' }>;

/** What became of one try to send. */
export type Sent<Value> =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'held'; readonly held: Held }
  | Omit<Success<Value>, 'isRepeated'>
  | UnsuccessfulAttempt;

/** A try that was sent and did not succeed. */
export interface UnsuccessfulAttempt {
  readonly kind: 'unsuccessful';
  readonly attempt: Attempt;
  readonly outcome: Classification;
  /** Milliseconds that the attempt took. */
  readonly duration: number;
  /** Milliseconds that the server asks to wait; null where it does not. */
  readonly retryAfter: number | null;
  /** Whether the request limit is reached, so that the next try waits for the reset. */
  readonly isExhausted: boolean;
}

/** What can keep a try from being sent, or end it. */
export interface TryLimits {
  /** Aborts it. */
  readonly signal: AbortSignal;
  /** Whether an interrupt keeps it from being sent. */
  readonly isInterruptible: boolean;
}

/** Sends a request once, if it may be sent now, and reports the answer to the gate, the budget and the server time. */
export const sendOnce = async <Value>(
  options: SendOptions,
  request: ApiRequest<Value>,
  { signal, isInterruptible }: TryLimits,
  ticket: Ticket,
): Promise<Sent<Value>> => {
  if (signal.aborted || (isInterruptible && options.interrupt.aborted)) return { kind: 'stopped' };
  const startedAt = options.clock.now();
  const permission = options.budget.reserve(startedAt);
  if (permission.kind !== 'go') return { kind: 'held', held: permission };

  const markerTime = (request.markerTime ?? options.serverTime.markerTime)(startedAt);
  const { method, path } = request;
  const body = request.body === null ? null : JSON.stringify(request.body(markerTime));
  const attempt = await options.http({ method, path, body }, signal);
  const endedAt = options.clock.now();
  if (attempt.kind === 'answer') {
    const { status, headers } = attempt;
    request.inspect?.({
      status,
      headers,
      json: parseJson(attempt.body.toString('utf8')),
      startedAt,
      endedAt,
    });
  }
  const pace = learn(options, attempt, permission.sequence, startedAt, endedAt);
  const success = readSuccess(request, attempt);
  if (success !== null) {
    options.gate.report(ticket, false);
    return { kind: 'success', ...success, startedAt, endedAt, markerTime };
  }
  const outcome =
    attempt.kind === 'answer' ? classifyStatus(method, attempt.status) : classifyFault(method, attempt.fault);
  if (attempt.kind === 'answer') options.gate.report(ticket, outcome.isOverload && !pace.isExhausted);
  return { kind: 'unsuccessful', attempt, outcome, duration: endedAt - startedAt, ...pace };
};

/** What a 2xx brought; null for any other attempt, and for a body that is not what was asked for. */
const readSuccess = <Value>(
  { parse }: ApiRequest<Value>,
  attempt: Attempt,
): Pick<Success<Value>, 'status' | 'value'> | null => {
  if (attempt.kind === 'fault' || attempt.status < 200 || attempt.status >= 300) return null;
  const text = dropByteOrderMark(attempt.body.toString('utf8'));
  const json = parseJson(text);
  if (json === undefined && text.trim() !== '') return null;
  const value = parse(json);
  return value === null ? null : { status: attempt.status, value };
};

/** Learns from an answer about the server's clock and the request limit. */
const learn = (
  options: SendOptions,
  attempt: Attempt,
  sequence: number,
  startedAt: number,
  endedAt: number,
): Pick<UnsuccessfulAttempt, 'retryAfter' | 'isExhausted'> => {
  const { budget, serverTime } = options;
  if (attempt.kind === 'fault') {
    budget.settle(sequence, { headers: null, isLimited: false }, endedAt);
    return { retryAfter: null, isExhausted: false };
  }
  const date = readDate(attempt.headers);
  if (date !== null) serverTime.observeDate(date, startedAt, endedAt);
  const headers = readRateLimit(attempt.headers, { local: endedAt, server: serverTime.at(endedAt) });
  const isExhausted = budget.settle(sequence, { headers, isLimited: attempt.status === 429 }, endedAt);
  return { retryAfter: headers.retryAfter, isExhausted };
};

/** The media types that a message may name; any other text in that header could echo a secret. */
const MEDIA_TYPE = /^(?:application|text)\/(?:problem\+)?(?:json|html|xml|plain|javascript|octet-stream)\b/i;

/** Explains what is wrong with what came back. */
export const explainAttempt = (
  options: SendOptions,
  request: ApiRequest<unknown>,
  attempt: Attempt,
): Explanation => {
  if (attempt.kind === 'fault') return explainFault(attempt.fault, options.peer, options.timeout);
  const contentType = MEDIA_TYPE.exec(attempt.headers['content-type'] ?? '')?.[0] ?? null;
  const { method, path } = request;
  const text = readAnswerText(attempt.body.toString('utf8'), [options.token, ...request.secrets]);
  const facts = { status: attempt.status, contentType, text, method, path };
  const hasValue = request.body !== null && request.secrets.length > 0;
  return explainAnswer({ ...facts, isHtml: isHtml(attempt), hasValue }, options.peer);
};
