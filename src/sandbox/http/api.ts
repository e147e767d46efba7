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
  const { errorBody: shape, missingResource } = backend.assumptions;
  const { status, message } =
    error instanceof Refusal ? error : { status: 500, message: 'The sandbox failed on this request.' };
  const isHidden = status === 404 && missingResource === 'forbidden';
  return isHidden
    ? jsonReply(403, errorBody(403, 'Access forbidden.', shape), headers)
    : jsonReply(status, errorBody(status, message, shape), headers);
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
      const { method, path, query, userAgent } = call;
      const body = method === 'GET' || method === 'DELETE' ? undefined : call.readBody();
      const answer = route.handle(backend, { method, path, params, query, body, caller, userAgent });
      return jsonReply(answer.status, answer.body, headers);
    }
    case 'wrong-method':
      throw new Refusal(405, 'This resource does not support this operation.');
    case 'unknown':
      throw new Refusal(404, 'This resource does not exist.');
  }
};
