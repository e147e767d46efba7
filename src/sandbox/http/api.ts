import { identifyCaller, type AcceptedTokens, type Caller } from './callers.js';
import { DEPLOYMENT_ROUTES } from '../routes/deployment-routes.js';
import { EVENT_ROUTES } from '../routes/event-routes.js';
import { errorBody, jsonReply, type Reply } from './http.js';
import { NAME_ROUTES } from '../routes/name-routes.js';
import { PLACE_ROUTES } from '../routes/place-routes.js';
import { Refusal } from '../world/refusal.js';
import type { LimitVerdict } from './request-limit.js';
import { matchRoute, type Answer, type Backend, type Route } from './router.js';
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
  /** Decodes the body, or refuses it if it is not JSON. */
  readonly readBody: () => unknown;
}

/** The checks before an operation: tokens and request limit. */
export interface AccessChecks {
  readonly accepted: AcceptedTokens;
  readonly limiter: (token: string, now: number) => LimitVerdict;
}

/** Carries out a request like the API: it identifies the caller, checks the limit, finds the operation and runs it. */
export const answerCall = (backend: Backend, access: AccessChecks, call: IncomingCall): Reply => {
  let headers: Readonly<Record<string, string>> = {};
  try {
    const caller = identifyCaller(call.authorization, access.accepted);
    const verdict = access.limiter(caller.token, backend.time.now());
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

/** Answers as a server without the old routes, whatever the request is about. */
const requireSecretRoutes = ({ assumptions }: Backend): void => {
  switch (assumptions.secretRoutes) {
    case 'served':
      return;
    case 'not-found':
      throw new Refusal(404, 'Not found.');
    case 'not-allowed':
      throw new Refusal(405, 'Method not allowed.');
    case 'gone':
      throw new Refusal(410, 'Gone.');
    case 'not-implemented':
      throw new Refusal(501, 'Not implemented.');
  }
};

const operate = (
  backend: Backend,
  call: IncomingCall,
  caller: Caller,
  headers: Readonly<Record<string, string>>,
): Reply => {
  if (!caller.mayCall(call.method, call.path)) throw new Refusal(401, 'Unauthorized.');
  const match = matchRoute(ROUTES, call.method, call.path);
  if (match.kind === 'found' && SECRET_ROUTES.includes(match.route)) requireSecretRoutes(backend);
  switch (match.kind) {
    case 'found': {
      const { params, route } = match;
      const { method, path, query, userAgent, ahead } = call;
      const body = method === 'GET' || method === 'DELETE' ? undefined : call.readBody();
      const request = { method, path, params, query, body, caller, userAgent, ahead };
      const act = (): Answer => route.handle(backend, request);
      const now = backend.time.now();
      backend.lateWrites.settle(now);
      const answer = method === 'GET' ? act() : backend.lateWrites.carryOut(now, act);
      return jsonReply(answer.status, answer.body, headers);
    }
    case 'wrong-method':
      throw new Refusal(405, 'This resource does not support this operation.');
    case 'unknown':
      throw new Refusal(404, 'This resource does not exist.');
  }
};
