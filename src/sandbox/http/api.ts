import { identifyCaller, type AcceptedTokens, type Caller } from './callers.js';
import { DEPLOYMENT_ROUTES } from '../routes/deployment-routes.js';
import { EVENT_ROUTES } from '../routes/event-routes.js';
import { errorBody, jsonReply, type Reply } from './http.js';
import { NAME_ROUTES } from '../routes/name-routes.js';
import { PLACE_ROUTES } from '../routes/place-routes.js';
import { Refusal } from '../world/refusal.js';
import type { LimitVerdict } from './request-limit.js';
import { matchRoute, type Backend, type Route } from './router.js';
import { SECRET_ROUTES } from '../routes/secret-routes.js';
import { SERVICE_ROUTES } from '../routes/service-routes.js';
import { VARIABLE_ROUTES } from '../routes/variable-routes.js';

/** Every operation that the sandbox serves. */
export const ROUTES: readonly Route[] = [
  ...NAME_ROUTES,
  ...PLACE_ROUTES,
  ...SERVICE_ROUTES,
  ...SECRET_ROUTES,
  ...VARIABLE_ROUTES,
  ...DEPLOYMENT_ROUTES,
  ...EVENT_ROUTES,
];

/** A request as it came in. */
export interface IncomingCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly userAgent: string | null;
  /** Milliseconds by which the clock of the front end that serves it is ahead. */
  readonly ahead: number;
  /** Decodes the body; refuses what is not JSON. */
  readonly readBody: () => unknown;
}

/** What stands before the operations. */
export interface Door {
  readonly accepted: AcceptedTokens;
  readonly limiter: (token: string, now: number) => LimitVerdict;
}

/** Carries a request out as the API would: who is it, is it within the limit, is there such an operation, what does it say. */
export const answerCall = (backend: Backend, door: Door, call: IncomingCall): Reply => {
  let headers: Readonly<Record<string, string>> = {};
  try {
    const caller = identifyCaller(call.authorization, door.accepted);
    const verdict = door.limiter(caller.token, backend.time.now());
    headers = verdict.headers;
    if (!verdict.allowed) throw new Refusal(429, 'Too many requests: the hourly limit is used up.');
    return operate(backend, call, caller, headers);
  } catch (error) {
    return refuse(backend, error, headers);
  }
};

const refuse = (backend: Backend, error: unknown, headers: Readonly<Record<string, string>>): Reply => {
  const { errorBody: shape, missingResource, conflictBody } = backend.assumptions;
  const { status, message, existing } =
    error instanceof Refusal
      ? error
      : { status: 500, message: 'The sandbox failed on this request.', existing: null };
  const named =
    conflictBody === 'existing-variable' && existing !== null ? { existing_variable: existing } : {};
  const isHidden = status === 404 && missingResource === 'forbidden';
  return isHidden
    ? jsonReply(403, errorBody(403, 'Access forbidden.', shape), headers)
    : jsonReply(status, { ...errorBody(status, message, shape), ...named }, headers);
};

const operate = (
  backend: Backend,
  call: IncomingCall,
  caller: Caller,
  headers: Readonly<Record<string, string>>,
): Reply => {
  const match = matchRoute(ROUTES, call.method, call.path);
  switch (match.kind) {
    case 'found': {
      const { params, route } = match;
      const { method, path, query, userAgent, ahead } = call;
      const body = method === 'GET' || method === 'DELETE' ? undefined : call.readBody();
      const answer = route.handle(backend, {
        method,
        path,
        params,
        query,
        body,
        caller,
        userAgent,
        ahead,
      });
      return jsonReply(answer.status, answer.body, headers);
    }
    case 'wrong-method':
      throw new Refusal(405, 'There is no such operation on this resource.');
    case 'unknown':
      throw new Refusal(404, 'There is no such resource.');
  }
};
