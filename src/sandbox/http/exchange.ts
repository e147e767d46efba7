import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseJson } from '../../text/json.js';
import { parseDuration } from '../../text/time.js';
import { answerCall, type AccessChecks, type IncomingCall } from './api.js';
import { answerControl, CONTROL_PREFIX } from './control.js';
import { appliesAfterwards, applyFault, type FaultEffect } from './fault-replies.js';
import type { FaultKind, FaultPlan, FaultRule } from './faults.js';
import { decodeJson, errorBody, jsonReply, readBytes, send } from './http.js';
import type { Backend } from './router.js';

/** A complete request to the API and its answer. The request's body may contain values. */
export interface SandboxExchange {
  /** Such as `GET`. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Decoded. */
  readonly query: Readonly<Record<string, string>>;
  /** Decoded JSON; undefined if there is none. */
  readonly requestBody: unknown;
  /** Null if no answer was sent. */
  readonly status: number | null;
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded JSON, or text if it is not JSON; undefined if there is none. */
  readonly responseBody: unknown;
  /** The fault that it met; null if none. */
  readonly fault: FaultKind | null;
}

/** A request in the log, without content. */
export interface LoggedRequest {
  /** Such as `GET`. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Null if no answer was sent. */
  readonly status: number | null;
  /** Whether the request had a body. */
  readonly hasBody: boolean;
  /** The fault that it met; null if none. */
  readonly fault: FaultKind | null;
  /** Time of the answer, in milliseconds since 1970 in the sandbox's time. */
  readonly at: number;
}

/** The dependencies of a request handler. */
export interface ExchangeOptions {
  readonly backend: Backend;
  readonly faults: FaultPlan;
  readonly access: AccessChecks;
  /** Waits for that many milliseconds, or until the sandbox closes. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Milliseconds. */
  readonly latency: number;
  readonly log: (request: LoggedRequest) => void;
  readonly observe: ((exchange: SandboxExchange) => void) | null;
}

/**
 * Creates the function that handles each HTTP request from arrival to answer, including faults.
 * It rejects only if `observe` throws.
 */
export const createExchangeHandler =
  (options: ExchangeOptions) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { backend } = options;
    const bytes = await readBytes(request);
    if (bytes === null) {
      const message = 'The body is too large or incomplete.';
      const reply = jsonReply(413, errorBody(413, message, backend.assumptions.errorBody), {});
      send(response, reply, backend.time.now());
      return;
    }
    const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
    const readBody = (): unknown => decodeJson(bytes, request.headers['content-type']);
    const method = request.method ?? 'GET';
    if (path.startsWith(CONTROL_PREFIX)) {
      const { host } = request.headers;
      const { remoteAddress } = request.socket;
      const call = { method, path, host, remoteAddress, readBody };
      send(response, answerControl(backend, options.faults, call), backend.time.now());
      return;
    }
    const { authorization } = request.headers;
    const userAgent = request.headers['user-agent'] ?? null;
    const call = { method, path, query: new URLSearchParams(search), authorization, userAgent, readBody };
    const fault = options.faults.decide(method, path);
    const effect = await carryOut(options, call, fault);
    deliver(response, effect, backend.time.now());
    record(options, call, bytes, fault, effect);
  };

/** Delays a request, carries it out and applies its fault, in the order that the fault requires. */
const carryOut = async (
  options: ExchangeOptions,
  call: IncomingCall,
  fault: FaultRule | null,
): Promise<FaultEffect> => {
  const delay = fault?.kind === 'delay' ? (parseDuration(fault.delay ?? '') ?? 0) : 0;
  if (options.latency + delay > 0) await options.pause(options.latency + delay);
  const early: FaultEffect =
    fault === null || appliesAfterwards(fault) ? { kind: 'pass' } : applyFault(fault, null);
  if (early.kind !== 'pass') return early;
  const answer = answerCall(options.backend, options.access, call);
  if (fault !== null && appliesAfterwards(fault)) return applyFault(fault, answer);
  return { kind: 'reply', reply: answer };
};

const deliver = (response: ServerResponse, effect: FaultEffect, now: number): void => {
  switch (effect.kind) {
    case 'reply':
      send(response, effect.reply, now);
      break;
    case 'reset':
      response.socket?.resetAndDestroy();
      break;
    case 'hang':
    case 'pass':
      break;
  }
};

const record = (
  options: ExchangeOptions,
  call: IncomingCall,
  bytes: Buffer,
  rule: FaultRule | null,
  effect: FaultEffect,
): void => {
  const { method, path } = call;
  const reply = effect.kind === 'reply' ? effect.reply : null;
  const status = reply?.status ?? null;
  const fault = rule?.kind ?? null;
  const at = options.backend.time.now();
  options.log({ method, path, status, hasBody: bytes.length > 0, fault, at });
  options.observe?.({
    method,
    path,
    query: Object.fromEntries(call.query),
    requestBody: decodeText(bytes.toString('utf8')),
    status,
    headers: reply?.headers ?? {},
    responseBody: decodeText(reply?.text ?? ''),
    fault,
  });
};

const decodeText = (text: string): unknown => {
  if (text === '') return undefined;
  const json = parseJson(text);
  return json === undefined ? text : json;
};
