import type { Listing, RemoteSecret, SecretLink } from '../../model/remote-secret.js';
import { isServiceType, type Scope } from '../../model/scope.js';
import type { Answer, ApiRequest } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import type { Explanation } from '../../model/explanation.js';
import { toFailure } from '../client/problem.js';
import { secretRoutes } from './routes.js';
import { readSecret, readSecrets, readLink, readOwnTime } from './secret-shape.js';
import { isRecord, readText } from '../json.js';

/** Lists scopes while it is still being found out which. */
export interface SecretReader {
  /** Asks for more scopes, each listed with one call however often it is given. */
  readonly add: (scopes: readonly Scope[]) => void;
  /**
   * Gives what was listed, by scope id, once all of it has been. Throws as `listSecrets` does.
   */
  readonly finish: () => Promise<ReadonlyMap<string, Listing>>;
}

/**
 * Lists the secrets of every scope, each with one call however often it is given; by scope id. A scope that is gone or
 * not allowed to be read is `unreadable`. The API tells everything about a secret but its value.
 * `onRead` is told how many of them have been read.
 *
 * @throws Failure for what would meet every call, such as a token that is not accepted: see `Client`.
 */
export const listSecrets = (
  client: Client,
  scopes: readonly Scope[],
  onRead?: (read: number, total: number) => void,
): Promise<ReadonlyMap<string, Listing>> => {
  const reader = createSecretReader(client, onRead);
  reader.add(scopes);
  return reader.finish();
};

/** Makes the reader of a run. Calls begin as soon as they are asked for, and no more of them wait than can soon be sent. */
export const createSecretReader = (
  client: Client,
  onRead: (read: number, total: number) => void = () => {},
): SecretReader => {
  const asked = new Set<string>();
  const waiting: Scope[] = [];
  let next = 0;
  const listings = new Map<string, Listing>();
  const lanes = new Set<Promise<void>>();
  const read = createPooledRead();
  const failing = new AbortController();
  const failures: unknown[] = [];

  const work = async (): Promise<void> => {
    for (let scope = waiting[next]; scope !== undefined; scope = waiting[next]) {
      if (failing.signal.aborted) return;
      next += 1;
      listings.set(scope.id, await listScope(client, scope, read, failing.signal));
      onRead(listings.size, asked.size);
    }
  };
  const openLane = (): void => {
    const lane = work()
      .catch((failure: unknown) => {
        failures.push(failure);
        failing.abort();
      })
      .finally(() => lanes.delete(lane));
    lanes.add(lane);
  };

  return {
    add: (scopes) => {
      for (const scope of scopes) {
        if (asked.has(scope.id)) continue;
        asked.add(scope.id);
        waiting.push(scope);
      }
      while (next < waiting.length && lanes.size < client.lanes && !failing.signal.aborted) openLane();
    },
    finish: async () => {
      await Promise.all(lanes);
      if (failures.length > 0) throw failures[0];
      return listings;
    },
  };
};

const listScope = async (
  client: Client,
  scope: Scope,
  read: typeof readSecret,
  signal: AbortSignal,
): Promise<Listing> => {
  const answer = await requestList(client, scope, signal, read);
  if (answer.kind === 'listed') return { kind: 'read', secrets: answer.secrets };
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
  throw toFailure(answer.problem);
};

const unreadable = (code: string, message: string, hint: string | null): Listing => ({
  kind: 'unreadable',
  code,
  message,
  hint,
});

/** What came of asking for the secrets of one scope. */
export type ListAnswer =
  | { readonly kind: 'listed'; readonly secrets: readonly RemoteSecret[] }
  | Exclude<Answer, { readonly kind: 'success' }>;

/** Asks for the secrets of one scope; `read` reads each of them. */
export const requestList = async (
  client: Client,
  scope: Pick<Scope, 'type' | 'id'>,
  signal: AbortSignal | null,
  read: typeof readSecret = readSecret,
): Promise<ListAnswer> => {
  let secrets: readonly RemoteSecret[] | null = null;
  const isList = (json: unknown): boolean => {
    secrets = readSecrets(json, read);
    return secrets !== null;
  };
  const answer = await client.request({ ...getRequest(secretRoutes(scope).list, isList), signal });
  return answer.kind === 'success' ? { kind: 'listed', secrets: secrets ?? [] } : answer;
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
export const problemOf = (answer: Answer): Explanation =>
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

/**
 * Makes a way to read secrets, as `readSecret` does, that gives what was read before where that is the same. Every list repeats what
 * its scope inherits: kept apart, a thousand lists would hold it a thousand times. It looks before it makes anything, because Node
 * takes what is made for long to stay, even where it is thrown away at once.
 */
export const createPooledRead = (): ((json: unknown) => RemoteSecret | null) => {
  const pool = new Map<string, RemoteSecret>();
  return (json) => {
    const known = isRecord(json) ? pool.get(readText(json, 'id') ?? '') : undefined;
    if (known !== undefined && isRecord(json) && readsAs(json, known)) return known;
    const secret = readSecret(json);
    if (secret !== null) pool.set(secret.id, secret);
    return secret;
  };
};

type Fields = Readonly<Record<string, unknown>>;

/** Whether what has the id of a known secret reads the same in everything else. */
const readsAs = (json: Fields, known: RemoteSecret): boolean =>
  readsAsLink(json, known) &&
  readText(json, 'variable_type') === known.type &&
  readsAsEither(json['overridden_secret'], json['overridden_variable'], known.overrides) &&
  readsAsEither(json['aliased_secret'], json['aliased_variable'], known.aliasOf) &&
  readText(json, 'description') === known.description &&
  (json['enable_interpolation_in_file'] ?? null) === known.enableInterpolationInFile &&
  readText(json, 'owned_by') === known.ownedBy &&
  readOwnTime(json) === known.ownTime;

const readsAsEither = (first: unknown, second: unknown, known: SecretLink | null): boolean =>
  known === null
    ? readLink(first) === null && readLink(second) === null
    : readsAsLink(first, known) || (readLink(first) === null && readsAsLink(second, known));

const readsAsLink = (json: unknown, known: SecretLink): boolean =>
  isRecord(json) && json['id'] === known.id && json['key'] === known.key && json['scope'] === known.scope;
