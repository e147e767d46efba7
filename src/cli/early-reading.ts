import type { DeclaredOverride } from '../model/declared-override.js';
import { compileTargets } from '../plan/target.js';
import { placeOverrides } from '../qovery/names.js';
import type { Connection } from './connect.js';
import type { PlanFlags } from './options.js';
import { isReachable, scopesOf } from './planning.js';

/** Takes what one more manifest declares. */
export type OfferOverrides = (overrides: readonly DeclaredOverride[]) => void;

/**
 * So many overrides are checked before the first request, so that a slip in an estate of ordinary size costs none. What comes after
 * them takes long enough to read that the wait for Qovery is worth a use.
 */
const CHECKED_FIRST = 300;

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
