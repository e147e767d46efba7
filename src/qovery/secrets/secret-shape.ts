import type { RemoteSecret, SecretLink } from '../../model/remote-secret.js';
import { parseTime } from '../../text/time.js';
import { isRecord, readText } from '../../text/json.js';
import { readResults } from '../client/api-request.js';

/**
 * Reads the answer of a list call; null when it is not one, so that half an answer never means "no override here". An entry that is
 * listed twice under one id is one entry: the newer of the two.
 */
export const readSecrets = (
  json: unknown,
  read: (item: unknown) => RemoteSecret | null = readSecret,
): readonly RemoteSecret[] | null => {
  const results = readResults(json)?.filter((item) => !isRecord(item) || item['is_secret'] !== false);
  if (results === undefined) return null;
  const secrets = results.flatMap((item) => read(item) ?? []);
  return secrets.length === results.length ? withoutRepeats(secrets) : null;
};

const withoutRepeats = (secrets: readonly RemoteSecret[]): readonly RemoteSecret[] => {
  const byId = new Map<string, RemoteSecret>();
  for (const secret of secrets) {
    const known = byId.get(secret.id);
    if (known === undefined || known.ownTime < secret.ownTime) byId.set(secret.id, secret);
  }
  return byId.size === secrets.length ? secrets : [...byId.values()];
};

/**
 * Reads one secret from either family of routes; null when id, key or scope is missing. Null, absent and empty fields read the same,
 * and unknown words are kept.
 */
export const readSecret = (json: unknown): RemoteSecret | null => {
  if (!isRecord(json)) return null;
  const link = readLink(json);
  if (link === null) return null;
  const interpolation = json['enable_interpolation_in_file'];
  return {
    ...link,
    type: readText(json, 'variable_type'),
    overrides: readLink(json['overridden_secret']) ?? readLink(json['overridden_variable']),
    aliasOf: readLink(json['aliased_secret']) ?? readLink(json['aliased_variable']),
    description: readText(json, 'description'),
    enableInterpolationInFile: typeof interpolation === 'boolean' ? interpolation : null,
    ownedBy: readText(json, 'owned_by'),
    ownTime: readOwnTime(json),
  };
};

/** Reads the id, key and scope of a secret; null when one is missing. */
export const readLink = (json: unknown): SecretLink | null => {
  if (!isRecord(json)) return null;
  const id = readText(json, 'id');
  const key = readText(json, 'key');
  const scope = readText(json, 'scope');
  return id === null || key === null || scope === null ? null : { id: id.toLowerCase(), key, scope };
};

/** The time of the creation or of the last edit, whichever is later: milliseconds since 1970. */
export const readOwnTime = (json: Readonly<Record<string, unknown>>): number =>
  Math.max(readTime(json['created_at']), readTime(json['updated_at']));

/** Milliseconds since 1970; 0 if there is no time. A time without a zone is UTC, not local time. */
export const readTime = (json: unknown): number => {
  if (typeof json !== 'string') return 0;
  return parseTime(/T[\d:.]+$/.test(json) ? `${json}Z` : json) ?? 0;
};
