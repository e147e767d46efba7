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

/** Milliseconds by which a marker may be ahead of its override's own time: clocks of one API differ a little. */
export const MOST_AHEAD = 2000;

/** Milliseconds by which an own time may be after its marker's: that long may a request take until the API carries it out. */
export const MOST_LATE = 3000;

/**
 * Whether an own time can be that of the write that its marker remembers; both in milliseconds since 1970. No marker is further ahead
 * than that, so an edit goes unnoticed for at most `MOST_AHEAD + MOST_LATE` after our own write.
 */
export const isWithinWindow = (ownTime: number, markerTime: number): boolean =>
  ownTime >= markerTime - MOST_AHEAD && ownTime <= markerTime + MOST_LATE;

/** Maximum length of a description on Qovery, in UTF-16 units. Source: `Value.description` in the API description. */
export const DESCRIPTION_LIMIT = 255;

/** The start of every marker. A user's text must not contain it. */
export const MARKER_START = '[qoverride:';

/** `1:` stack `:` 6 of time `:` 4 of key id `:` 20 of signatures `]`. */
const MARKER_OVERHEAD =
  MARKER_START.length + '1:'.length + ':'.length + 6 + ':'.length + 4 + ':'.length + 20 + ']'.length;

/** Maximum length of a description in a manifest, in UTF-16 units. The rest is for the marker of its stack and the space before it. */
export const descriptionRoom = (stack: string): number =>
  DESCRIPTION_LIMIT - MARKER_OVERHEAD - stack.length - ' '.length;
