import type { RemoteSecret, SecretLink } from '../model/remote-secret.js';

/** Gives one and the same object for secrets that are the same. */
export type SecretPool = (secret: RemoteSecret) => RemoteSecret;

/** Makes an empty pool. Every list repeats what its scope inherits; kept apart, a thousand lists would hold it a thousand times. */
export const createSecretPool = (): SecretPool => {
  const pool = new Map<string, RemoteSecret>();
  return (secret) => {
    const known = pool.get(secret.id);
    if (known !== undefined && isSame(known, secret)) return known;
    pool.set(secret.id, secret);
    return secret;
  };
};

const isSame = (left: RemoteSecret, right: RemoteSecret): boolean =>
  isSameLink(left, right) &&
  left.type === right.type &&
  isSameLink(left.overrides, right.overrides) &&
  isSameLink(left.aliasOf, right.aliasOf) &&
  left.description === right.description &&
  left.enableInterpolationInFile === right.enableInterpolationInFile &&
  left.ownedBy === right.ownedBy &&
  left.ownTime === right.ownTime;

const isSameLink = (left: SecretLink | null, right: SecretLink | null): boolean =>
  left === null || right === null
    ? left === right
    : left.id === right.id && left.key === right.key && left.scope === right.scope;
