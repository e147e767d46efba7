import { closestMatch } from 'leven';

/** Spells a number with its noun, such as `1 override` or `2 overrides`. */
export const formatCount = (count: number, noun: string): string =>
  `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Lists words as a sentence does, such as `a, b and c`. */
export const joinWords = (words: readonly string[], conjunction: 'and' | 'or' = 'and'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1) ?? ''}`;

/** The candidate that a mistyped word most likely stands for; null where none is close. */
export const suggest = (word: string, candidates: readonly string[]): string | null => {
  const look = lookOf(word);
  const same = candidates.find((candidate) => lookOf(candidate) === look);
  if (same !== undefined) return same;
  const maxDistance = Math.max(1, Math.floor(word.length / 3));
  return closestMatch(word, [...candidates], { maxDistance }) ?? null;
};

/** Asks whether another word was meant, and says so where both look alike; `shown` is that word as it is printed. */
export const askMeant = (word: string, meant: string, shown: string = meant): string =>
  word.toLowerCase() !== meant.toLowerCase() && lookOf(word) === lookOf(meant)
    ? `did you mean ${shown}? It looks the same, but is made of other characters (Unicode NFC and NFD, or invisible ones): copy the name`
    : `did you mean ${shown}?`;

/** A word as people see it, in lower case: composed, without invisible characters. */
const lookOf = (word: string): string =>
  word
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
