import type { Listing } from '../model/remote-secret.js';
import type { AuditReads } from '../plan/audit/reach.js';
import type { Client } from '../qovery/client.js';
import { listSecrets } from '../qovery/read.js';

/** Reads the lists that a range needs: services first, then only those environments and projects that no list tells of. */
export const readRange = async (
  client: Client,
  { first, findUntold }: AuditReads,
): Promise<ReadonlyMap<string, Listing>> => {
  let listings = await listSecrets(client, first);
  for (const type of ['ENVIRONMENT', 'PROJECT'] as const) {
    listings = new Map([...listings, ...(await listSecrets(client, findUntold(type, listings)))]);
  }
  return listings;
};
