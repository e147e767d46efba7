import type { Explanation } from '../../model/explanation.js';
import type { Keyring } from '../../model/marker.js';
import { isGeneratedKey } from '../../plan/signing/generated-key.js';
import { explainWeakKey } from '../../plan/signing/key-strength.js';
import { digestText } from '../../plan/signing/marker.js';

/** The digests of keys that were judged, and their bits: a process that plans again and again estimates its key once. */
const judged = new Map<string, number>();

const MOST_REMEMBERED = 16;

/**
 * Judges the user's signing key: explains it if the key is guessable (`key-weak`); null otherwise, and where there is no key. Old keys are
 * not judged, because one must always be able to rotate away from them. Generated keys are recognized, which costs nothing.
 */
export const judgeKey = async ({ signing, hasKey }: Keyring): Promise<Explanation | null> => {
  if (!hasKey) return null;
  const key = signing.secret.reveal();
  return isGeneratedKey(key) ? null : explainWeakKey(await estimateOnce(key));
};

const estimateOnce = async (key: string): Promise<number> => {
  const digest = digestText(key);
  const known = judged.get(digest);
  if (known !== undefined) return known;
  // Only here: loading the estimator and its dictionaries takes longer than most plans.
  const { estimateBits } = await import('./estimate-bits.js');
  const bits = estimateBits(key);
  if (judged.size >= MOST_REMEMBERED) judged.clear();
  judged.set(digest, bits);
  return bits;
};
