import type { RemoteSecret, SecretLink } from '../../model/remote-secret.js';
import { parseTime } from '../../text/time.js';
import { isRecord, readText } from '../../text/json.js';
import { readResults } from '../client/api-request.js';

/** Reads the answer of a list call; null when it is not one, so that a half answer never passes for "no override there". */
export const readSecrets = (
  json: unknown,
  read: (item: unknown) => RemoteSecret | null = readSecret,
): readonly RemoteSecret[] | null => {
  const results = readResults(json)?.filter((item) => !isRecord(item) || item['is_secret'] !== false);
  if (results === undefined) return null;
  const secrets = results.flatMap((item) => read(item) ?? []);
  return secrets.length === results.length ? secrets : null;
};

/**
 * Reads one secret as either family of routes gives it; null when id, key or scope is missing. Whatever is null, absent or
 * empty reads the same, and words that this version does not know are kept.
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

/** Reads what names a secret; null when id, key or scope is missing. */
export const readLink = (json: unknown): SecretLink | null => {
  if (!isRecord(json)) return null;
  const id = readText(json, 'id');
  const key = readText(json, 'key');
  const scope = readText(json, 'scope');
  return id === null || key === null || scope === null ? null : { id: id.toLowerCase(), key, scope };
};

/** The later of creation and last edit; milliseconds since 1970. */
export const readOwnTime = (json: Readonly<Record<string, unknown>>): number =>
  Math.max(readTime(json['created_at']), readTime(json['updated_at']));

/** Milliseconds since 1970; 0 where the API gives no time. A time without a zone is UTC, not the time of this machine. */
export const readTime = (json: unknown): number => {
  if (typeof json !== 'string') return 0;
  return parseTime(/T[\d:.]+$/.test(json) ? `${json}Z` : json) ?? 0;
};
