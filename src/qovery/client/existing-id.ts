import { isUuid } from '../../model/scope.js';
import { isRecord, parseJson, readText } from '../../text/json.js';

/** UUID of the `existing_variable` of a 409's body; null where it has none. Nothing else of that variable is kept: it may hold a value. */
export const readExistingId = (body: Buffer): string | null => {
  const json = parseJson(body.toString('utf8'));
  const existing = isRecord(json) ? json['existing_variable'] : null;
  const id = isRecord(existing) ? (readText(existing, 'id')?.toLowerCase() ?? null) : null;
  return id !== null && isUuid(id) ? id : null;
};
