import { createLimit, forEachLimited } from '../../async/for-each-limited.js';
import { obtain } from '../../model/obtain.js';
import type { KeyHolder } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import { isRecord } from '../../text/json.js';
import { getRequest, readResults, type Answer } from '../client/api-request.js';
import { toFailure } from '../client/problem.js';
import type { Client } from '../client/client.js';
import { everyKindRoute } from './routes.js';
import { readSecret } from './secret-shape.js';

/** What one read of everything at a scope brought. */
export type HolderReading = Answer<readonly KeyHolder[]>;

/** Reads everything that has a key at a scope. Values of plain variables are dropped while parsing. */
export interface KeyHolders {
  /** What was read of a scope before; null where nothing was. */
  readonly known: (scope: Scope) => readonly KeyHolder[] | null;
  /** Reads a scope, or shares a read that began at or after a local time (milliseconds since 1970). */
  readonly read: (scope: Scope, since: number) => Promise<HolderReading>;
}

interface ScopeReads {
  latest: { readonly startedAt: number; readonly reading: Promise<HolderReading> } | null;
  known: readonly KeyHolder[] | null;
}

/** Makes the reader of one run: writes that fail for the same reason share one request for each scope. */
export const createKeyHolders = (client: Client): KeyHolders => {
  const scopes = new Map<string, ScopeReads>();
  const readsOf = ({ id }: Scope): ScopeReads => obtain(scopes, id, () => ({ latest: null, known: null }));
  return {
    known: (scope) => readsOf(scope).known,
    read: async (scope, since) => {
      const reads = readsOf(scope);
      if (reads.latest === null || reads.latest.startedAt < since) {
        const reading = client.request(getRequest(everyKindRoute(scope), readHolders));
        reads.latest = { startedAt: client.now(), reading };
      }
      const answer = await reads.latest.reading;
      if (answer.kind === 'success') reads.known = answer.value;
      return answer;
    },
  };
};

/**
 * Reads everything that has a key at each of these scopes, by scope id: one call for each. A scope that cannot be read is left out.
 *
 * @throws Failure for what every call would meet, such as a token that is not accepted: see `Client`.
 */
export const readKeyHolders = async (
  client: Client,
  scopes: readonly Scope[],
): Promise<ReadonlyMap<string, readonly KeyHolder[]>> => {
  const found = new Map<string, readonly KeyHolder[]>();
  await forEachLimited(scopes, { limit: createLimit(client.lanes) }, async (scope) => {
    const answer = await client.request(getRequest(everyKindRoute(scope), readHolders));
    if (answer.kind === 'success') found.set(scope.id, answer.value);
    else if (client.isAborted() || (answer.kind !== 'unknown' && answer.isFatal))
      throw toFailure(answer.problem);
  });
  return found;
};

const readHolders = (json: unknown): readonly KeyHolder[] | null => {
  const results = readResults(json);
  const holders = results?.flatMap((item) => readHolder(item) ?? []) ?? [];
  return results === null || holders.length < results.length ? null : holders;
};

const readHolder = (json: unknown): KeyHolder | null => {
  const secret = readSecret(json);
  return secret === null ? null : { secret, isSecret: !isRecord(json) || json['is_secret'] !== false };
};
