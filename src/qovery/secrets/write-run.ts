import type { Client } from '../client/client.js';
import { createKeyHolders, type KeyHolders } from './key-holders.js';
import { createOwnTimes, type OwnTimes } from './own-times.js';

/** What all writes of one run share. */
export interface WriteRun {
  readonly client: Client;
  readonly ownTimes: OwnTimes;
  readonly holders: KeyHolders;
}

/** Makes what the writes of one run share. */
export const createWriteRun = (client: Client): WriteRun => ({
  client,
  ownTimes: createOwnTimes(client),
  holders: createKeyHolders(client),
});
