import type { RemoteSecret, SecretLink } from '../../model/remote-secret.js';
import { isRecord, readText } from '../../text/json.js';
import { readLink, readOwnTime, readSecret } from './secret-shape.js';

/**
 * Makes a reader like `readSecret` that returns the object it read before where a secret is the same. Every list repeats what its
 * scope inherits, so a thousand lists would hold a thousand copies. It compares before it creates an object, because Node keeps even
 * short-lived objects for a while.
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

/** Whether an entry with the id of a known secret has the same content. */
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
