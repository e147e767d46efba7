import type { Drift, OutsideEdit, SecretEvent } from '../../model/outside-edit.js';
import { subjectOf } from './event-subject.js';

/** Milliseconds by which the clock of the event log may differ from that of the secrets. */
const CLOCK_TOLERANCE = 300_000;

/** How this program calls itself to the API, whatever its version. */
const OWN_AGENT = /^qoverride\//i;

/** The time from which the event log is to be read so that it can name every one of these edits; milliseconds since 1970. */
export const searchSince = (drifts: readonly Drift[]): number => Math.min(...drifts.map(startOf));

/**
 * Picks from the events of its scope who made the last edit of a drifted override; null where none fits. An event that names the key
 * is certain, of several the one nearest to the override's own time. Failing that, one that does not say what it is about and lies
 * near enough is likely. What this program wrote itself, and what came before that, is out.
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

/** Whether no older event could name the edit better than those that are at hand. */
export const isAttributed = (drift: Drift, events: readonly SecretEvent[]): boolean =>
  sortEvents(drift, events).certain.some(({ at }) => at <= drift.ownTime + CLOCK_TOLERANCE);

/** Later edits count, and so does one whose own time is older than the write that its marker tells of. */
const startOf = ({ ownTime, writtenAt }: Drift): number => Math.min(ownTime, writtenAt) - CLOCK_TOLERANCE;

interface SortedEvents {
  /** Those that name the key, the nearest to the own time first. */
  readonly certain: readonly SecretEvent[];
  /** Those that name nothing and are near, likewise. */
  readonly likely: readonly SecretEvent[];
}

const sortEvents = (drift: Drift, events: readonly SecretEvent[]): SortedEvents => {
  const subjects = events.map((event) => ({ event, subject: subjectOf(event, drift) }));
  const ownWrites = subjects.filter(({ event, subject }) => subject === 'this' && isOwn(event));
  const since = Math.max(startOf(drift), ...ownWrites.map(({ event }) => event.at + 1));
  const candidates = subjects.filter(({ event }) => event.at >= since && mayHaveEdited(event));
  const distance = ({ at }: SecretEvent): number => Math.abs(at - drift.ownTime);
  const pick = (wanted: 'this' | 'unnamed'): readonly SecretEvent[] =>
    candidates
      .filter(({ subject }) => subject === wanted)
      .map(({ event }) => event)
      .toSorted((left, right) => distance(left) - distance(right) || right.at - left.at);
  return {
    certain: pick('this'),
    likely: pick('unnamed').filter((event) => distance(event) <= CLOCK_TOLERANCE),
  };
};

const isOwn = ({ userAgent }: SecretEvent): boolean => OWN_AGENT.test(userAgent ?? '');

/** A delete cannot have left an override behind. */
const mayHaveEdited = (event: SecretEvent): boolean => !isOwn(event) && event.type !== 'DELETE';
