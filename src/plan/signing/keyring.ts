import { Failure } from '../../model/failure.js';
import type { FingerprintKey, Keyring } from '../../model/fingerprint-key.js';
import { SecretValue } from '../../model/secret-value.js';
import { digestText } from './marker.js';

const MIN_KEY_BYTES = 32;
const KEY_ID_LENGTH = 4;

/** The key id of markers that were signed without a user's key. */
export const NO_KEY_ID = '-';

/** The keys as the user provided them. */
export interface KeyringInput {
  /** At least 32 UTF-8 bytes, used as is; `qoverride keygen` generates one. Null or empty: no key. */
  readonly key: string | null;
  /** One per line. Null or empty: none. */
  readonly oldKeys: string | null;
  /** Signs when the user gives no key, so that a run recognizes its own writes: 32 random bytes as text, new for each run. */
  readonly randomKey: string;
}

/**
 * Creates the keys of one run. Old keys count only if there is a current key, because nothing may be signed again with a random key.
 *
 * @throws Failure `key-too-short` for a key under 32 UTF-8 bytes.
 */
export const parseKeyring = ({ key, oldKeys, randomKey }: KeyringInput): Keyring => {
  const old = parseOldKeys(oldKeys ?? '');
  if (key === null || key === '') {
    return { signing: { id: NO_KEY_ID, secret: new SecretValue(randomKey) }, hasKey: false, old: [] };
  }
  requireLength(key, 'the key');
  return {
    signing: createKey(key),
    hasKey: true,
    old: old.filter((text) => text !== key).map(createKey),
  };
};

/** Removes the single final line break that a key file may have. */
export const cutFinalNewline = (text: string): string => text.replace(/\r?\n$/, '');

/** The user's keys with this id, the signing key first. Ids are short, so several keys can share one. */
export const keysWithId = ({ signing, hasKey, old }: Keyring, id: string): readonly FingerprintKey[] =>
  hasKey ? [signing, ...old].filter((key) => key.id === id) : [];

const parseOldKeys = (text: string): readonly string[] => {
  const keys = text
    .split(/\r?\n/)
    .map((key, index) => ({ key, line: index + 1 }))
    .filter(({ key }) => key !== '');
  for (const { key, line } of keys) requireLength(key, `the old key on line ${String(line)}`);
  return [...new Set(keys.map(({ key }) => key))];
};

const requireLength = (key: string, name: string): void => {
  if (Buffer.byteLength(key) >= MIN_KEY_BYTES) return;
  throw new Failure('key-too-short', `${name} is shorter than ${String(MIN_KEY_BYTES)} bytes`, {
    hint: 'generate a key with: qoverride keygen',
  });
};

const createKey = (text: string): FingerprintKey => ({
  id: digestText(`qoverride key id\0${text}`).slice(0, KEY_ID_LENGTH),
  secret: new SecretValue(text),
});
