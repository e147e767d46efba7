import type { SecretValue } from './secret-value.js';

/** A key that markers are made and verified with. */
export interface FingerprintKey {
  /** First 4 base64url characters of its digest, as markers carry it; `-` for a random key of one run. */
  readonly id: string;
  /** The key itself: any text of at least 32 UTF-8 bytes. */
  readonly secret: SecretValue;
}

/** The keys of one run. */
export interface Keyring {
  /** Signs what is written. A random key with id `-` where the user gave none. */
  readonly signing: FingerprintKey;
  /** Whether the user gave a key, so that markers can be trusted between runs. */
  readonly hasKey: boolean;
  /** Keys that still verify, newest first, the signing key not among them. */
  readonly old: readonly FingerprintKey[];
}
