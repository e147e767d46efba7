import type { Explanation } from '../../model/explanation.js';

/** A key below this can be guessed from the markers that it signs. Bits, as an estimator of guessable passwords counts them. */
export const LEAST_KEY_BITS = 80;

/** Only this much of a key is judged, because estimating takes longer than linear time. UTF-16 units. */
export const JUDGED_LENGTH = 128;

/** Explains that a signing key is guessable and what to do (`key-weak`); null for a key that is not. */
export const explainWeakKey = (bits: number): Explanation | null =>
  bits >= LEAST_KEY_BITS
    ? null
    : {
        code: 'key-weak',
        message: 'the key is weak: whoever reads the markers could guess it',
        hint:
          'generate a new key with `qoverride keygen`, and move this one to QOVERRIDE_OLD_KEYS until no plan says rekey; ' +
          '--weak-key accepts it as it is',
      };
