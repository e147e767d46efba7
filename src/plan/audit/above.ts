import { compareText } from '../../model/location.js';
import type { RemoteSecret, SecretLink } from '../../model/remote-secret.js';
import { scopeHeight } from '../../model/scope.js';
import { groupByKey, type ListingIndex } from '../listing-index.js';

/** One key as higher scopes define it, seen from a scope. */
export interface Above {
  /** The entry whose value is inherited; null if it is only known from links. */
  readonly entry: RemoteSecret | null;
  /** Level of that value. */
  readonly scope: string;
  /** The secret that an override here would override: the nearest one that is neither an override nor an alias, else the entry. */
  readonly parent: SecretLink;
  /** UUID of the highest secret with this key: all entries below it belong to the same row. */
  readonly topId: string;
}

/** Prepares lookups in higher scopes. A lookup gives null for a key that no higher scope has. */
export const createLookUp = (index: ListingIndex): ((key: string) => Above | null) => {
  const hidden = groupByKey([...index.hidden.values()]);
  return (key) => {
    const entries = (index.higher.get(key) ?? []).toSorted(compareHeight);
    const links: readonly SecretLink[] = [...entries, ...(hidden.get(key) ?? [])].toSorted(compareHeight);
    const [nearest] = links;
    const top = links.at(-1);
    if (nearest === undefined || top === undefined) return null;
    const [entry = null] = entries;
    const [parent = nearest] = (index.parents.get(key) ?? []).toSorted(compareHeight);
    return { entry, scope: (entry ?? nearest).scope, parent, topId: top.id.toLowerCase() };
  };
};

/** Sorts the lowest scope first, because a service gets that value. */
const compareHeight = (left: SecretLink, right: SecretLink): number =>
  (scopeHeight(left.scope) ?? 0) - (scopeHeight(right.scope) ?? 0) || compareText(left.id, right.id);
