import type { Listing } from '../model/remote-secret.js';
import { isServiceType, type Scope } from '../model/scope.js';
import type { Answer, ApiRequest } from './api-request.js';
import type { Client } from './client.js';
import type { Problem } from './problem.js';
import { toFailure } from './problem.js';
import { secretRoutes } from './routes.js';
import { readSecrets } from './secret-shape.js';

/**
 * Lists the secrets of every scope, each with one call however often it is given; by scope id. A scope that is gone or
 * not allowed to be read is `unreadable`. The API tells everything about a secret but its value.
 * `onRead` is told how many of them have been read.
 *
 * @throws Failure for what would meet every call, such as a token that is not accepted: see `Client`.
 */
export const listSecrets = async (
  client: Client,
  scopes: readonly Scope[],
  onRead: (read: number, total: number) => void = () => {},
): Promise<ReadonlyMap<string, Listing>> => {
  const distinct = new Map(scopes.map((scope) => [scope.id, scope]));
  let read = 0;
  const failing = new AbortController();
  try {
    const listings = await Promise.all(
      [...distinct].map(async ([id, scope]) => {
        const listing = await listScope(client, scope, failing.signal);
        read += 1;
        onRead(read, distinct.size);
        return [id, listing] as const;
      }),
    );
    return new Map(listings);
  } catch (failure) {
    failing.abort();
    throw failure;
  }
};

const listScope = async (client: Client, scope: Scope, signal: AbortSignal): Promise<Listing> => {
  const answer = await requestList(client, scope, signal);
  if (answer.kind === 'success') {
    const secrets = readSecrets(answer.json);
    if (secrets !== null) return { kind: 'read', secrets };
  }
  if (answer.kind === 'refused' && !answer.isFatal) {
    if (answer.status === 404)
      return unreadable('not-found', `${nameScope(scope)} does not exist (status 404)`, null);
    if (answer.status === 401 || answer.status === 403) {
      return unreadable(
        'access-denied',
        `the API token may not read the secrets of ${nameScope(scope)} (status ${answer.status})`,
        'give the token a role that may read this environment',
      );
    }
  }
  throw toFailure(problemOf(answer));
};

const unreadable = (code: string, message: string, hint: string | null): Listing => ({
  kind: 'unreadable',
  code,
  message,
  hint,
});

/** Asks for the secrets of one scope; a success holds a list that `readSecrets` can read. */
export const requestList = (
  client: Client,
  scope: Pick<Scope, 'type' | 'id'>,
  signal: AbortSignal | null,
): Promise<Answer> => {
  const path = secretRoutes(scope).list;
  return client.request({ ...getRequest(path, (json) => readSecrets(json) !== null), signal });
};

/** Makes a request that reads. */
export const getRequest = (path: string, isExpected: (json: unknown) => boolean): ApiRequest => ({
  method: 'GET',
  path,
  route: path,
  body: null,
  secrets: [],
  isExpected,
  isStoppable: false,
  signal: null,
  patience: null,
});

/** What an answer other than a success says. */
export const problemOf = (answer: Answer): Problem =>
  answer.kind === 'success'
    ? {
        code: 'unexpected-answer',
        message: 'the API answered with something other than what was asked for',
        hint: null,
      }
    : answer.problem;

/** Names a scope for people, such as `application checkout`. */
export const nameScope = (scope: Scope): string =>
  isServiceType(scope.type)
    ? `${scope.type.toLowerCase()} ${scope.service ?? scope.id}`
    : scope.type === 'ENVIRONMENT'
      ? `environment ${scope.environment ?? scope.id}`
      : `project ${scope.project}`;
