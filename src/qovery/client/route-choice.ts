import type { ScopeType } from '../../model/scope.js';

/** Which routes the run uses for secrets: the old ones, under `/secret`, until they turn out to be gone. */
export interface RouteChoice {
  /** Whether the old routes are gone, so that the run uses `/variable`. */
  readonly isOldGone: () => boolean;
  /** Learns that an old route works for a kind of scope. What is not found there is gone itself. */
  readonly works: (type: ScopeType) => void;
  /**
   * Finds out whether an old route that answered as if it did not exist is gone: `probe` tells whether the new route answers for the same
   * scope. Probes take turns, so that one is enough; none is made where an old route works for this kind of scope.
   */
  readonly decide: (type: ScopeType, probe: () => Promise<boolean>) => Promise<boolean>;
}

/** Makes the choice of one run. `onFallback` is called once, if the run goes over to the new routes. */
export const createRouteChoice = (onFallback: () => void): RouteChoice => {
  const working = new Set<ScopeType>();
  let isOldGone = false;
  let turn: Promise<unknown> = Promise.resolve();
  const probeOnce = async (type: ScopeType, probe: () => Promise<boolean>): Promise<boolean> => {
    if (isOldGone || working.has(type)) return isOldGone;
    if (!(await probe())) return false;
    isOldGone = true;
    onFallback();
    return true;
  };
  return {
    isOldGone: () => isOldGone,
    works: (type) => {
      working.add(type);
    },
    decide: (type, probe) => {
      const decided = turn.then(() => probeOnce(type, probe));
      turn = decided;
      return decided;
    },
  };
};
