import { compareText } from '../../model/location.js';
import { groupBy } from '../../model/obtain.js';
import { isUuid } from '../../model/scope.js';
import { askMeant, suggest } from '../../text/words.js';
import type { Named } from './directory.js';

/** What a name or UUID matches among candidates. */
export type NameMatch<Entry extends Named> =
  | { readonly kind: 'one'; readonly entry: Entry }
  | { readonly kind: 'several'; readonly entries: readonly Entry[] }
  | { readonly kind: 'none' };

/** Finds the candidate that a manifest means. */
export type MatchName<Entry extends Named> = (wanted: string) => NameMatch<Entry>;

/** Finds the candidate that a manifest means: a UUID by id, a name exactly, else in any case. */
export const matchName = <Entry extends Named>(wanted: string, entries: readonly Entry[]): NameMatch<Entry> =>
  createMatchName(entries)(wanted);

/** Prepares candidates for many look-ups: each costs the same, however many candidates there are. */
export const createMatchName = <Entry extends Named>(entries: readonly Entry[]): MatchName<Entry> => {
  const byId = groupBy(entries, ({ id }) => id);
  const byName = groupBy(entries, ({ name }) => name);
  const byLoweredName = groupBy(entries, ({ name }) => name.toLowerCase());
  return (wanted) => {
    const lowered = wanted.toLowerCase();
    const found = isUuid(wanted) ? byId.get(lowered) : (byName.get(wanted) ?? byLoweredName.get(lowered));
    const [entry, ...others] = distinct(found ?? []);
    if (entry === undefined) return { kind: 'none' };
    return others.length === 0 ? { kind: 'one', entry } : { kind: 'several', entries: [entry, ...others] };
  };
};

const distinct = <Entry extends Named>(entries: readonly Entry[]): readonly Entry[] => [
  ...new Map(entries.map((entry) => [entry.id, entry])).values(),
];

/** Most names in one hint. */
const MOST_LISTED = 10;

/** Offers names instead of one that was not found: the likely one first, then those that exist; null when there are none. */
export const offerNames = (wanted: string, entries: readonly Named[]): string | null => {
  const names = [...new Set(entries.map(({ name }) => name))].toSorted(compareText);
  if (names.length === 0) return null;
  const likely = isUuid(wanted) ? null : suggest(wanted, names);
  const known = `available: ${listed(names)}`;
  return likely === null ? known : `${askMeant(wanted, likely)} ${known}`;
};

/** Offers the UUIDs of entries with the same name. */
export const offerIds = (entries: readonly Named[]): string =>
  `give the UUID instead: ${listed(entries.map(({ id, name }) => `${id} (${name})`).toSorted(compareText))}`;

const listed = (words: readonly string[]): string => {
  const more = words.length - MOST_LISTED;
  return more > 0 ? `${words.slice(0, MOST_LISTED).join(', ')} and ${more} more` : words.join(', ');
};
