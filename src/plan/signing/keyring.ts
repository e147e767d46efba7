import { Failure } from '../../model/failure.js';
import type { FingerprintKey, Keyring } from '../../model/fingerprint-key.js';
import { SecretValue } from '../../model/secret-value.js';
import { digestText } from './marker.js';

const MIN_KEY_BYTES = 32;
const KEY_ID_LENGTH = 4;

/** The key id of markers that were signed without a key of the user's. */
export const NO_KEY_ID = '-';

/** The keys as the user gave them. */
export interface KeyringInput {
  /** At least 32 UTF-8 bytes, used as it is; `qoverride keygen` makes one. Null or empty: no key. */
  readonly key: string | null;
  /** One a line; null or empty: none. */
  readonly oldKeys: string | null;
  /** Signs where the user gave no key, so that a run knows its own writes again: 32 random bytes as text, made anew for each run. */
  readonly randomKey: string;
}

/**
 * Makes the keys of one run. Old keys count only beside a key: nothing may be re-signed with a key that nobody keeps.
 *
 * @throws Failure `key-too-short` for a key under 32 UTF-8 bytes.
 *
 * @example
 * ```ts
 * import { randomBytes } from 'node:crypto';
 * import { Failure, parseKeyring } from 'qoverride';
 *
 * try {
 *   parseKeyring({ key: 'short', oldKeys: null, randomKey: randomBytes(32).toString('base64url') });
 * } catch (error) {
 *   if (error instanceof Failure) console.log(error.code, '-', error.hint);
 *   // → key-too-short - make a key with: qoverride keygen
 * }
 * ```
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

/** Cuts the one final line break that a key file may end with. */
export const cutFinalNewline = (text: string): string => text.replace(/\r?\n$/, '');

/** The user's keys that have this id, the signing key first: ids are short, so several keys may share one. */
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
    hint: 'make a key with: qoverride keygen',
  });
};

const createKey = (text: string): FingerprintKey => ({
  id: digestText(`qoverride key id\0${text}`).slice(0, KEY_ID_LENGTH),
  secret: new SecretValue(text),
});
