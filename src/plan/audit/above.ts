import { compareText } from '../../model/location.js';
import type { RemoteSecret, SecretLink } from '../../model/remote-secret.js';
import { scopeHeight } from '../../model/scope.js';
import { groupByKey, type ListingIndex } from '../listing-index.js';

/** What a scope sees of one key from higher scopes. */
export interface Above {
  /** The entry whose value is inherited; null where only links tell of it. */
  readonly entry: RemoteSecret | null;
  /** Level of that value. */
  readonly scope: string;
  /** What an override would be of: the nearest secret that is neither an override nor an alias, else the entry. */
  readonly parent: SecretLink;
  /** UUID of the highest one: what all that goes by this key below it has in common. */
  readonly topId: string;
}

/** Prepares the look upwards from one scope; null for a key that no higher scope has. */
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

/** The lowest first, because its value is the one that a service gets. */
const compareHeight = (left: SecretLink, right: SecretLink): number =>
  (scopeHeight(left.scope) ?? 0) - (scopeHeight(right.scope) ?? 0) || compareText(left.id, right.id);
