import { suggest } from '../model/suggest.js';
import type { SuggestKey } from './parent.js';

/** Most work spent on suggestions in one plan, in pairs of characters compared: about half a second. */
const BUDGET = 50_000_000;

/** Makes a did-you-mean for secret keys that gives up once it has cost too much, so that a plan stays linear. */
export const createSuggestKey = (): SuggestKey => {
  const sizes = new Map<string, number>();
  let left = BUDGET;
  return (key, { scope, parents }) => {
    const size = sizes.get(scope.id) ?? [...parents.keys()].reduce((sum, { length }) => sum + length, 0);
    sizes.set(scope.id, size);
    const cost = (key.length + 1) * (size + 1);
    if (cost > left) return null;
    left -= cost;
    return suggest(key, [...parents.keys()]);
  };
};
