import { createHash, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../model/failure.js';
import { openSealed } from './cipher.js';
import type { SopsMetadata } from './metadata.js';

/** SHA-256 of `sops`: it prevents a MAC over only the encrypted values from passing as one over all values. */
const ENCRYPTED_ONLY_PREFIX = createHash('sha256').update('sops').digest();

/** The running hash of one file's values, in file order. */
export interface MacHash {
  readonly add: (plaintext: string | Uint8Array) => void;
  /** Upper-case hexadecimal. */
  readonly digest: () => string;
}

/** Starts the hash of a file; `encryptedOnly` if it leaves out plaintext values (`mac_only_encrypted`). */
export const startMac = (encryptedOnly: boolean): MacHash => {
  const hash = createHash('sha512');
  if (encryptedOnly) hash.update(ENCRYPTED_ONLY_PREFIX);
  return {
    add: (plaintext) => void hash.update(plaintext),
    digest: () => hash.digest('hex').toUpperCase(),
  };
};

/**
 * Compares the computed MAC with the one in the file, which is encrypted with `lastmodified` as additional data.
 * @throws Failure `mac-mismatch`
 */
export const verifyMac = (metadata: SopsMetadata, dataKey: Uint8Array, computed: string): void => {
  const opened = openSealed(metadata.mac, dataKey, metadata.lastModified);
  const expected = Buffer.from(computed);
  const isSame =
    opened !== null &&
    opened.type === 'str' &&
    opened.bytes.length === expected.length &&
    timingSafeEqual(opened.bytes, expected);
  if (isSame) return;
  throw new Failure(
    'mac-mismatch',
    opened === null
      ? 'it was altered: its MAC is not authentic'
      : 'it was altered: its MAC does not match its content',
    { hint: 'Restore it from git, or review its changes and encrypt it again with `sops`.' },
  );
};
