import { Failure } from '../../model/failure.js';
import type { FingerprintKey, Keyring } from '../../model/marker.js';
import { SecretValue } from '../../model/secret-value.js';
import { readCredential } from '../../text/credential.js';
import { digestText } from './marker.js';

const MIN_KEY_BYTES = 32;
const KEY_ID_LENGTH = 4;

/** The key id of markers that were signed without a user's key. */
export const NO_KEY_ID = '-';

/** The keys as the user provided them. */
export interface KeyringInput {
  /**
   * At least 32 UTF-8 bytes on one line, without the white space around it; `qoverride keygen` generates one. Null or empty: no key.
   */
  readonly key: string | null;
  /** One per line, without the white space around it. Null or empty: none. */
  readonly oldKeys: string | null;
  /** Signs when the user gives no key, so that a run recognizes its own writes: 32 random bytes as text, new for each run. */
  readonly randomKey: string;
}

/**
 * Creates the keys of one run. Old keys count only if there is a current key, because nothing may be signed again with a random key.
 * Earlier versions did not remove white space, so a key that has some also verifies in that form.
 *
 * @throws Failure `key-too-short` for a key under 32 UTF-8 bytes, `blank-credential`, `several-lines`, `key-list`.
 */
export const parseKeyring = ({ key, oldKeys, randomKey }: KeyringInput): Keyring => {
  const old = parseOldKeys(oldKeys ?? '');
  const current = readCredential(key, 'the key');
  if (current === null) {
    return { signing: { id: NO_KEY_ID, secret: new SecretValue(randomKey) }, hasKey: false, old: [] };
  }
  requireLength(current, 'the key');
  return {
    signing: createKey(current),
    hasKey: true,
    old: [...new Set([...untrimmedForms(key ?? ''), ...old])]
      .filter((text) => text !== current)
      .map(createKey),
  };
};

/** How earlier versions read a key: from a variable as it is, from a file without its final line break. */
const untrimmedForms = (text: string): readonly string[] =>
  [text, text.replace(/\r?\n$/, '')].filter((form) => form !== text.trim() && isLongEnough(form));

/** The user's keys with this id, the signing key first. Ids are short, so several keys can share one. */
export const keysWithId = ({ signing, hasKey, old }: Keyring, id: string): readonly FingerprintKey[] =>
  hasKey ? [signing, ...old].filter((key) => key.id === id) : [];

const parseOldKeys = (text: string): readonly string[] => {
  const keys = text
    .split(/\r?\n/)
    .map((key, index) => ({ key, line: index + 1 }))
    .filter(({ key }) => key.trim() !== '');
  if (text !== '' && keys.length === 0) readCredential(text, 'the list of old keys');
  return keys.flatMap(({ key, line }) => {
    const name = `the old key on line ${String(line)}`;
    const forms = [key.trim(), key].filter(isLongEnough);
    if (forms.length === 0) requireLength(key, name);
    refuseList(key, name);
    return forms;
  });
};

const requireLength = (key: string, name: string): void => {
  if (isLongEnough(key)) return;
  throw new Failure('key-too-short', `${name} is shorter than ${String(MIN_KEY_BYTES)} bytes`, {
    hint: 'generate a key with: qoverride keygen',
  });
};

const isLongEnough = (key: string): boolean => Buffer.byteLength(key) >= MIN_KEY_BYTES;

/** Several keys on one line would silently be one key that verifies nothing. */
const refuseList = (line: string, name: string): void => {
  const isList = [/[,;]/, /\s+/].some((separator) => {
    const parts = line
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '');
    return parts.length > 1 && parts.every(isLongEnough);
  });
  if (!isList) return;
  throw new Failure('key-list', `${name} looks like a list of several keys`, {
    hint: 'write one key per line in QOVERRIDE_OLD_KEYS',
  });
};

const createKey = (text: string): FingerprintKey => ({
  id: digestText(`qoverride key id\0${text}`).slice(0, KEY_ID_LENGTH),
  secret: new SecretValue(text),
});
