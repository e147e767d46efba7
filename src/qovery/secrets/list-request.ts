import type { RemoteSecret } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import { getRequest, type Answer } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { hasOldRoutes, secretRoutes } from './routes.js';
import { readSecret, readSecrets } from './secret-shape.js';

/** How the secrets of one scope are listed. */
export interface ListOptions {
  /** Aborts the request; null for nothing besides what aborts everything. */
  readonly signal: AbortSignal | null;
  /** Reads each secret. Default: `readSecret`. */
  readonly read?: typeof readSecret;
}

/** How a route answers that no longer exists, or never did. What is gone itself may answer so too. */
const NO_ROUTE: ReadonlySet<number> = new Set([404, 405, 410, 501]);

/**
 * Lists the secrets of one scope: its own and those it inherits. Where the old route is gone although the scope is not, the new one is used
 * for the rest of the run.
 */
export const requestList = async (
  client: Client,
  scope: Pick<Scope, 'type' | 'id'>,
  options: ListOptions,
): Promise<Answer<readonly RemoteSecret[]>> => {
  const { routes } = client;
  if (routes.isOldGone() || !hasOldRoutes(scope)) return listBy(client, scope, options, true);
  const answer = await listBy(client, scope, options, false);
  if (answer.kind === 'success') routes.works(scope.type);
  if (answer.kind !== 'refused' || !NO_ROUTE.has(answer.status)) return answer;
  let other: Answer<readonly RemoteSecret[]> | null = null;
  const isOldGone = await routes.decide(scope.type, async () => {
    other = await listBy(client, scope, options, true);
    return other.kind === 'success';
  });
  return isOldGone ? (other ?? listBy(client, scope, options, true)) : answer;
};

const listBy = async (
  client: Client,
  scope: Pick<Scope, 'type' | 'id'>,
  { signal, read = readSecret }: ListOptions,
  isOldGone: boolean,
): Promise<Answer<readonly RemoteSecret[]>> => {
  const request = getRequest(secretRoutes(scope, isOldGone).list, (json) => readSecrets(json, read));
  const answer = await client.request({ ...request, signal });
  if (answer.kind === 'success') {
    for (const { ownTime } of answer.value) client.serverTime.observeListed(ownTime);
  }
  return answer;
};
