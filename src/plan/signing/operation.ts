import type { Change } from '../../model/plan.js';
import type { RemoteSecret } from '../../model/remote-secret.js';
import type { Keyring } from '../../model/marker.js';
import type { WriteOperation } from '../../model/write.js';
import { composeDescription, signMarker, splitDescription, verifyOwner, verifyValue } from './marker.js';

/**
 * Turns a planned create, update or delete into an operation that the writer can send and later recognize. The description gets a
 * marker, signed for the time at which the request starts.
 */
export const createOperation = (change: Change, keyring: Keyring): WriteOperation => ({
  change,
  describe: (time) => describeWrite(change, keyring, time),
  isOurs: (secret) => isWrittenBy(change, keyring, secret),
});

const describeWrite = (change: Change, keyring: Keyring, time: number): string => {
  const { scope, after, value, stack, secretKey } = change;
  if (scope === null || after === null || value === null) {
    throw new TypeError(`a change with action ${change.action} has nothing to write`);
  }
  const marker = signMarker(keyring.signing, { scopeId: scope.id, secretKey }, { stack, time, value });
  return composeDescription(after.description ?? '', marker);
};

/** Ignores own times: the writer compares them itself and writes again if necessary. */
const isWrittenBy = (
  { scope, value, stack, secretKey }: Change,
  keyring: Keyring,
  secret: RemoteSecret,
): boolean => {
  if (scope === null || value === null) return false;
  if (secret.key !== secretKey || secret.scope !== scope.type || secret.overrides === null) return false;
  const { marker } = splitDescription(secret.description ?? '');
  if (marker?.kind !== 'marker' || marker.stack !== stack) return false;
  const keys = [keyring.signing, ...keyring.old].filter(({ id }) => id === marker.keyId);
  const place = { scopeId: scope.id, secretKey };
  return keys.some((key) => verifyOwner(marker, key, place) && verifyValue(marker, key, place, value));
};
