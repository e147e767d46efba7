import type { Drift, OutsideEdit, SecretEvent } from '../../model/outside-edit.js';

/** Milliseconds by which the clock of the event log may differ from the clock of the secrets. */
const CLOCK_TOLERANCE = 300_000;

/** Matches the `User-Agent` of every version of this program. */
const OWN_AGENT = /^qoverride\//i;

/** The time from which to read the event log to find all of these edits, in milliseconds since 1970. */
export const searchSince = (drifts: readonly Drift[]): number => Math.min(...drifts.map(startOf));

/**
 * Finds out who made the last edit of a drifted override, from the events of its scope; null if none fits. An event that names the key
 * is certain; the one nearest to the override's own time wins. Otherwise, an event without a named subject that is close enough in time
 * is likely. Writes by this program, and everything before them, do not count.
 */
export const attributeEdit = (drift: Drift, events: readonly SecretEvent[]): OutsideEdit | null => {
  const { certain, likely } = sortEvents(drift, events);
  const [event] = certain.length > 0 ? certain : likely;
  return event === undefined
    ? null
    : {
        by: event.triggeredBy ?? '',
        origin: event.origin,
        at: event.at,
        isCertain: certain.length > 0,
      };
};

/** Whether these events already identify the edit, so that no older event can identify it better. */
export const isAttributed = (drift: Drift, events: readonly SecretEvent[]): boolean =>
  sortEvents(drift, events).certain.some(({ at }) => at <= drift.ownTime + CLOCK_TOLERANCE);

/** Later edits count, and so does an edit whose own time is older than the marker's time. */
const startOf = ({ ownTime, writtenAt }: Drift): number => Math.min(ownTime, writtenAt) - CLOCK_TOLERANCE;

/** The secret that an event is about: the drifted one, another one, or one that it does not name. */
type EventSubject = 'this' | 'another' | 'unnamed';

const subjectOf = ({ overrideIds, namesKey }: SecretEvent, { overrideId }: Drift): EventSubject => {
  if (overrideIds.includes(overrideId)) return 'this';
  return namesKey ? 'another' : 'unnamed';
};

interface SortedEvents {
  /** Events that name the key, the nearest to the own time first. */
  readonly certain: readonly SecretEvent[];
  /** Events close in time that name no key, in the same order. */
  readonly likely: readonly SecretEvent[];
}

const sortEvents = (drift: Drift, events: readonly SecretEvent[]): SortedEvents => {
  const subjects = events.map((event) => ({ event, subject: subjectOf(event, drift) }));
  const ownWrites = subjects.filter(({ event, subject }) => subject === 'this' && isOwn(event));
  const since = Math.max(startOf(drift), ...ownWrites.map(({ event }) => event.at + 1));
  const candidates = subjects.filter(({ event }) => event.at >= since && mayHaveEdited(event));
  const distance = ({ at }: SecretEvent): number => Math.abs(at - drift.ownTime);
  const sortedWith = (wanted: 'this' | 'unnamed'): readonly SecretEvent[] =>
    candidates
      .filter(({ subject }) => subject === wanted)
      .map(({ event }) => event)
      .toSorted((left, right) => distance(left) - distance(right) || right.at - left.at);
  return {
    certain: sortedWith('this'),
    likely: sortedWith('unnamed').filter((event) => distance(event) <= CLOCK_TOLERANCE),
  };
};

const isOwn = ({ userAgent }: SecretEvent): boolean => OWN_AGENT.test(userAgent ?? '');

/** A delete leaves no override behind, so it cannot be the edit. */
const mayHaveEdited = (event: SecretEvent): boolean => !isOwn(event) && event.type !== 'DELETE';
