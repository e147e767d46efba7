import { closestMatch } from 'leven';

/** The candidate that a mistyped word most likely meant; null where none is close enough to offer. */
export const suggest = (word: string, candidates: readonly string[]): string | null => {
  const lowered = word.toLowerCase();
  const same = candidates.find((candidate) => candidate.toLowerCase() === lowered);
  if (same !== undefined) return same;
  const maxDistance = Math.max(1, Math.floor(word.length / 3));
  return closestMatch(word, [...candidates], { maxDistance }) ?? null;
};
