import type { ServerTime } from '../client/server-time.js';

/** Does a piece of work that signs a marker, as soon as it may begin. */
export type Turn = <Value>(work: () => Promise<Value>) => Promise<Value>;

/**
 * Lets the first write of a run go alone while the server's time is not known: its marker is dated back, so it must be written again,
 * and its answer spares all others that.
 */
export const createTurns = ({ isKnown }: ServerTime): Turn => {
  let first: Promise<void> | null = null;
  return async (work) => {
    if (isKnown()) return work();
    if (first !== null) {
      await first;
      return work();
    }
    const result = work();
    const end = (): void => {};
    first = result.then(end, end);
    return result;
  };
};
