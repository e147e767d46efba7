import type { RemoteSecret } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import { getRequest, type Answer } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { secretRoutes } from './routes.js';
import { readSecret, readSecrets } from './secret-shape.js';

/** How the secrets of one scope are listed. */
export interface ListOptions {
  /** Aborts the request; null for nothing besides what aborts everything. */
  readonly signal: AbortSignal | null;
  /** Reads each secret. Default: `readSecret`. */
  readonly read?: typeof readSecret;
}

/** Lists the secrets of one scope: its own and those it inherits. */
export const requestList = (
  client: Client,
  scope: Pick<Scope, 'type' | 'id'>,
  { signal, read = readSecret }: ListOptions,
): Promise<Answer<readonly RemoteSecret[]>> =>
  client.request({ ...getRequest(secretRoutes(scope).list, (json) => readSecrets(json, read)), signal });
