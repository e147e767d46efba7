import type { SecretValue } from './secret-value.js';

/** A key that creates and verifies markers. */
export interface FingerprintKey {
  /** The key id in markers: the first 4 base64url characters of the key's digest; `-` for the random key of one run. */
  readonly id: string;
  /** The key itself: any text of at least 32 UTF-8 bytes. */
  readonly secret: SecretValue;
}

/** The keys of one run. */
export interface Keyring {
  /** Signs writes. A random key with the id `-` if the user gave none. */
  readonly signing: FingerprintKey;
  /** Whether the user gave a key. Only then can markers be verified in later runs. */
  readonly hasKey: boolean;
  /** Old keys that still verify, newest first, without the signing key. */
  readonly old: readonly FingerprintKey[];
}
