import type { Clock } from '../../model/clock.js';
import type { SecretValue } from '../../model/secret-value.js';
import { readAnswerText } from './answer-text.js';
import type { ApiRequest } from './api-request.js';
import { type Budget, type Permission, readDate, readRateLimit } from './budget.js';
import { classifyFault, classifyStatus, type Classification } from '../../http/classify.js';
import type { Gate, Ticket } from './gate.js';
import { parseJson, type ParsedJson } from '../json.js';
import type { Explanation } from '../../model/explanation.js';
import { describeAnswer, describeFault, type Peer } from './problems.js';
import type { ServerTime } from './server-time.js';
import type { Attempt, Transport } from '../../http/transport.js';

/** What one try needs of the run. */
export interface SendOptions {
  readonly transport: Transport;
  readonly gate: Gate;
  readonly budget: Budget;
  readonly serverTime: ServerTime;
  readonly clock: Clock;
  readonly peer: Peer;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  /** Keeps stoppable requests from being sent, and ends waits for the budget. */
  readonly stop: AbortSignal;
  /** The token, which no message may repeat. */
  readonly token: SecretValue;
}

/** Why a request was held back. */
export type Held = Exclude<Permission, { readonly kind: 'go' }>;

/** What became of one try to send. */
export type Sent =
  { readonly kind: 'stopped' } | { readonly kind: 'held'; readonly held: Held } | SentAttempt;

/** A try that was sent, and what came back. */
export interface SentAttempt {
  readonly kind: 'sent';
  readonly attempt: Attempt;
  readonly outcome: Classification;
  /** The body of the answer; undefined where it has none, or it is not JSON. */
  readonly json: unknown;
  /** Milliseconds since 1970, local clock; likewise below. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** What the request's body was made for: seconds since 1970. */
  readonly markerTime: number;
  /** Milliseconds that the server asks to wait; null where it does not. */
  readonly retryAfter: number | null;
  /** Whether the budget is used up, so that the next try waits for it. */
  readonly isExhausted: boolean;
}

/** Whether and until when a try may run. */
export interface TryLimits {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Whether an interrupt keeps it from being sent. */
  readonly isStoppable: boolean;
}

/** Sends a request once, if it may be sent now, and tells gate, budget and server time what came back. */
export const sendOnce = async (
  options: SendOptions,
  request: ApiRequest,
  { signal, isStoppable }: TryLimits,
  ticket: Ticket,
): Promise<Sent> => {
  if (signal.aborted || (isStoppable && options.stop.aborted)) return { kind: 'stopped' };
  const startedAt = options.clock.now();
  const permission = options.budget.reserve(startedAt);
  if (permission.kind !== 'go') return { kind: 'held', held: permission };

  const markerTime = options.serverTime.markerTime(startedAt);
  const attempt = await options.transport(
    {
      method: request.method,
      path: request.path,
      body: request.body === null ? null : JSON.stringify(request.body(markerTime)),
    },
    signal,
  );
  const endedAt = options.clock.now();
  const pace = learn(options, attempt, permission.sequence, startedAt, endedAt);
  const body = attempt.kind === 'answer' ? readBody(attempt.text) : BROKEN;
  const isReadable = body.kind === 'parsed' && request.isExpected(body.json);
  const outcome =
    attempt.kind === 'answer'
      ? classifyStatus(request.method, attempt.status, isReadable)
      : classifyFault(request.method, attempt.fault);
  if (attempt.kind === 'answer') options.gate.report(ticket, outcome.isOverload && !pace.isExhausted);
  const json = body.kind === 'parsed' ? body.json : undefined;
  return { kind: 'sent', attempt, outcome, json, startedAt, endedAt, markerTime, ...pace };
};

const BROKEN: ParsedJson = { kind: 'broken' };

const readBody = (text: string): ParsedJson =>
  text.trim() === '' ? { kind: 'parsed', json: undefined } : parseJson(text);

/** Takes from an answer what it says of the server's clock and of the budget. */
const learn = (
  options: SendOptions,
  attempt: Attempt,
  sequence: number,
  startedAt: number,
  endedAt: number,
): Pick<SentAttempt, 'retryAfter' | 'isExhausted'> => {
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

/** Those that are worth a word; any other text in that header could be an echo. */
const MEDIA_TYPE = /^(?:application|text)\/(?:problem\+)?(?:json|html|xml|plain|javascript|octet-stream)\b/i;

/** Says in words what is wrong with what came back. */
export const describeAttempt = (options: SendOptions, request: ApiRequest, attempt: Attempt): Explanation => {
  if (attempt.kind === 'fault') return describeFault(attempt.fault, options.peer, options.timeout);
  const contentType = MEDIA_TYPE.exec(attempt.headers['content-type'] ?? '')?.[0] ?? null;
  const { method, path } = request;
  const text = readAnswerText(attempt.text, [options.token, ...request.secrets]);
  return describeAnswer({ status: attempt.status, contentType, text, method, path }, options.peer);
};
