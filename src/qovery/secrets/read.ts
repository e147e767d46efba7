import { createLimit, forEachLimited } from '../../async/for-each-limited.js';
import type { Listing } from '../../model/remote-secret.js';
import { describePlace, type Scope } from '../../model/scope.js';
import { isDenied } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { toFailure } from '../client/problem.js';
import { requestList } from './list-request.js';
import { createPooledRead } from './secret-pool.js';
import type { readSecret } from './secret-shape.js';

/** Lists scopes that become known one after another. */
export interface SecretReader {
  /** Starts to list more scopes: one call for each, however often it is given. */
  readonly add: (scopes: readonly Scope[]) => void;
  /** Waits for all listings and returns them by scope id. Throws as `listSecrets` does. */
  readonly finish: () => Promise<ReadonlyMap<string, Listing>>;
}

/**
 * Lists the secrets of every scope, with one call for each, and returns them by scope id. A scope that is gone, or that the token
 * may not read, is `unreadable`. The API returns everything about a secret except its value.
 * `onRead` is called with how many scopes have been read.
 *
 * @throws Failure for what every call would meet, such as a token that is not accepted: see `Client`.
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

/** Makes the reader of a run. Calls start as soon as their scope is added, and no more wait than can soon be sent. */
export const createSecretReader = (
  client: Client,
  onRead: (read: number, total: number) => void = () => {},
): SecretReader => {
  const asked = new Set<string>();
  const listings = new Map<string, Listing>();
  const read = createPooledRead();
  const failing = new AbortController();
  const failures: unknown[] = [];
  const limit = createLimit(client.lanes);
  const batches: Promise<void>[] = [];

  const list = async (scope: Scope): Promise<void> => {
    try {
      listings.set(scope.id, await listScope(client, scope, read, failing.signal));
      onRead(listings.size, asked.size);
    } catch (failure) {
      failures.push(failure);
      failing.abort();
    }
  };

  return {
    add: (scopes) => {
      const added = scopes.filter(({ id }) => !asked.has(id) && asked.add(id));
      batches.push(forEachLimited(added, { limit, interrupt: failing.signal }, list));
    },
    finish: async () => {
      await Promise.all(batches);
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
  const answer = await requestList(client, scope, { signal, read });
  if (answer.kind === 'success') return { kind: 'read', secrets: answer.value };
  if (answer.kind === 'refused' && !answer.isFatal) {
    if (answer.status === 404) {
      return unreadable('not-found', `${describePlace(scope)} does not exist (status 404)`, null);
    }
    if (isDenied(answer)) {
      const { message, hint } = answer.problem;
      if (hint !== null) return unreadable('access-denied', `${describePlace(scope)}: ${message}`, hint);
      return unreadable(
        'access-denied',
        `the API token may not read the secrets of ${describePlace(scope)} (status ${answer.status})`,
        'a token cannot be edited, so make a new one with a role that may read this environment',
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
