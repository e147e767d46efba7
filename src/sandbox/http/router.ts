import type { SandboxAssumptions } from '../world/assumptions.js';
import type { Caller } from './callers.js';
import type { LateWrites } from '../world/late-writes.js';
import type { EventLog } from '../world/event-log.js';
import type { SandboxTime } from '../world/time.js';
import type { World } from '../world/world.js';

/** The state that every route uses. */
export interface Backend {
  readonly world: World;
  readonly assumptions: SandboxAssumptions;
  readonly time: SandboxTime;
  readonly newId: () => string;
  readonly events: EventLog;
  readonly lateWrites: LateWrites;
  /** How long a deployment takes, in milliseconds of the sandbox's time. */
  readonly deploymentTime: number;
}

/** A request that has passed the checks: the caller is known, the limit is not exceeded, and the body is decoded. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  /** UUIDs, by parameter name in the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Decoded JSON; undefined if there is none. */
  readonly body: unknown;
  readonly caller: Caller;
  readonly userAgent: string | null;
  /** Milliseconds by which the clock of the front end that serves it is ahead. */
  readonly ahead: number;
}

/** The answer to a request; without a body if `body` is undefined. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** One operation of the API. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters in braces, as in the API description. */
  readonly path: string;
  readonly handle: (backend: Backend, request: ApiRequest) => Answer;
}

/** The result of routing a method and a path. */
export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'wrong-method' }
  | { readonly kind: 'unknown' };

/** Finds the operation for a method and a path. Parameters match only UUIDs, so `/variable/import` does not match. */
export const matchRoute = (routes: readonly Route[], method: string, path: string): RouteMatch => {
  const segments = path.split('/');
  const candidates = routes.flatMap((route) => {
    const params = matchPath(route.path.split('/'), segments);
    return params === null ? [] : [{ route, params }];
  });
  const found = candidates.find(({ route }) => route.method === method);
  if (found !== undefined) return { kind: 'found', ...found };
  return { kind: candidates.length > 0 ? 'wrong-method' : 'unknown' };
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const matchPath = (
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | null => {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (expected.startsWith('{')) {
      const id = segment.toLowerCase();
      if (!UUID.test(id)) return null;
      params[expected.slice(1, -1)] = id;
    } else if (expected !== segment) {
      return null;
    }
  }
  return params;
};

/** Returns a parameter of the route's path. */
export const param = (request: ApiRequest, name: string): string => request.params[name] ?? '';
