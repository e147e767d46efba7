import type { RemoteSecret } from '../../../model/remote-secret.js';
import { readResults } from '../../../qovery/client/api-request.js';
import { readSecret } from '../../../qovery/secrets/secret-shape.js';
import { isRecord, readText } from '../../../text/json.js';

/** An entry of a list or an answer, with what reading it as a secret leaves out. It holds no value. */
export interface Entry extends RemoteSecret {
  /** False for a plain variable. */
  readonly isSecret: boolean;
  /** As the API spells it; null where it is empty. */
  readonly createdAt: string | null;
  /** As the API spells it; null where it is empty. */
  readonly updatedAt: string | null;
  /** How its empty fields come; null where it has none. */
  readonly emptyFields: 'absent' | 'null' | null;
}

/** Reads one entry; null for anything else. */
export const readEntry = (json: unknown): Entry | null => {
  const secret = readSecret(json);
  if (secret === null || !isRecord(json)) return null;
  return {
    ...secret,
    isSecret: json['is_secret'] !== false,
    createdAt: readText(json, 'created_at'),
    updatedAt: readText(json, 'updated_at'),
    emptyFields: readEmptyFields(json),
  };
};

/** Reads a list of them; null when it is not one. */
export const readEntries = (json: unknown): readonly Entry[] | null =>
  readResults(json)?.flatMap((item) => readEntry(item) ?? []) ?? null;

/** The fields of an entry of which only one can be filled: the link of an override, and that of an alias. */
const LINKS = ['secret', 'variable'] as const;

const readEmptyFields = (json: Readonly<Record<string, unknown>>): Entry['emptyFields'] => {
  const aliases = LINKS.map((kind) => `aliased_${kind}`).filter((name) => name in json);
  if (aliases.length === 0) return 'absent';
  return aliases.some((name) => json[name] === null) ? 'null' : null;
};
