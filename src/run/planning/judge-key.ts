import type { Keyring } from '../../model/marker.js';
import { refuseWeakKey } from '../../plan/signing/key-strength.js';
import { digestText } from '../../plan/signing/marker.js';

/** The digests of keys that were judged, and their bits: a process that plans again and again estimates its key once. */
const judged = new Map<string, number>();

const MOST_REMEMBERED = 16;

/**
 * Judges the user's signing key; throws a `Failure` (`key-weak`) if it is guessable. Old keys are not judged, because one must always be
 * able to rotate away from them.
 */
export const judgeKey = async ({ signing, hasKey }: Keyring): Promise<void> => {
  if (!hasKey) return;
  const key = signing.secret.reveal();
  const digest = digestText(key);
  const bits = judged.get(digest) ?? (await loadAndEstimate(key));
  if (judged.size >= MOST_REMEMBERED) judged.clear();
  judged.set(digest, bits);
  refuseWeakKey(bits);
};

/** Loads the estimator only here: its dictionary takes longer to load than many a plan. */
const loadAndEstimate = async (key: string): Promise<number> => {
  const { estimateBits } = await import('./estimate-bits.js');
  return estimateBits(key);
};
