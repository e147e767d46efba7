import { closestMatch } from 'leven';

/** Spells a number with its noun, such as `1 override` or `2 overrides`. */
export const formatCount = (count: number, noun: string): string =>
  `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Lists words as a sentence does, such as `a, b and c`. */
export const joinWords = (words: readonly string[], conjunction: 'and' | 'or' = 'and'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1) ?? ''}`;

/** The candidate that a mistyped word most likely stands for; null where none is close. */
export const suggest = (word: string, candidates: readonly string[]): string | null => {
  const lowered = word.toLowerCase();
  const same = candidates.find((candidate) => candidate.toLowerCase() === lowered);
  if (same !== undefined) return same;
  const maxDistance = Math.max(1, Math.floor(word.length / 3));
  return closestMatch(word, [...candidates], { maxDistance }) ?? null;
};
