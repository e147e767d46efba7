import pLimit from 'p-limit';
import type { Outcome } from './outcome.js';

/** Reads that override after override asks for, each made once. */
export interface ReadCache<T> {
  /** Gives the first answer for `key`, a failure too; at most four reads run at a time. */
  readonly once: (key: string, read: () => Promise<Outcome<T>>) => Promise<Outcome<T>>;
  /** How many different reads were made. */
  readonly size: () => number;
}

const READS_AT_A_TIME = 4;

/** Makes an empty cache. */
export const createReadCache = <T>(): ReadCache<T> => {
  const limit = pLimit(READS_AT_A_TIME);
  const answers = new Map<string, Promise<Outcome<T>>>();
  return {
    once: (key, read) => {
      const known = answers.get(key);
      if (known !== undefined) return known;
      const answer = limit(read);
      answers.set(key, answer);
      return answer;
    },
    size: () => answers.size,
  };
};
