import type { DeclaredOverride } from '../model/declared-override.js';
import { compileTargets } from '../plan/target.js';
import { placeOverrides } from '../qovery/names.js';
import type { Connection } from './connect.js';
import type { PlanFlags } from './options.js';
import { isReachable, scopesOf } from './planning.js';

/** Takes what one more manifest declares. */
export type OfferOverrides = (overrides: readonly DeclaredOverride[]) => void;

/**
 * So many overrides are checked before the first request, so that a slip in an estate of ordinary size costs none. They take about a
 * tenth of a second; what comes after them is worth a use of the wait for Qovery.
 */
const CHECKED_FIRST = 1000;

/**
 * Begins to read from Qovery while more manifests are still being read and checked. What goes wrong is left to the plan to find, which
 * asks for the same. Not under `--prune`, which is refused as a whole before anything is sent.
 */
export const createEarlyReading = (flags: PlanFlags, connect: () => Connection): OfferOverrides => {
  const begin = async (overrides: readonly DeclaredOverride[]): Promise<void> => {
    const isTargeted = compileTargets(flags.target);
    const { client, reader } = connect();
    const placed = await placeOverrides(client, overrides);
    reader.add(scopesOf(placed.filter((entry) => isReachable(entry, isTargeted, flags.shard))));
  };
  let checked: readonly DeclaredOverride[] = [];
  let hasBegun = false;
  return (overrides) => {
    if (flags.prune === true) return;
    checked = [...checked, ...overrides];
    hasBegun ||= checked.length >= CHECKED_FIRST;
    if (!hasBegun) return;
    begin(checked).catch(() => undefined);
    checked = [];
  };
};
