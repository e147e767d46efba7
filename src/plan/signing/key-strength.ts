import { Failure } from '../../model/failure.js';

/** A key below this can be guessed from the markers that it signs. Bits, as an estimator of guessable passwords counts them. */
export const LEAST_KEY_BITS = 80;

/** Only this much of a key is judged, because estimating takes longer than linear time. UTF-16 units. */
export const JUDGED_LENGTH = 128;

/**
 * Refuses a signing key that is guessable.
 *
 * @throws Failure `key-weak`.
 */
export const refuseWeakKey = (bits: number): void => {
  if (bits >= LEAST_KEY_BITS) return;
  throw new Failure('key-weak', 'the key is weak: somebody could guess it from the markers it signs', {
    hint: 'generate a key with: qoverride keygen. Keep this one in QOVERRIDE_OLD_KEYS until nothing reads rekey',
  });
};
