/** What this run knows about the server's clock, which markers are timed by. */
export interface ServerTime {
  /** The time of the API's `Date` headers at a local time; both in milliseconds since 1970. */
  readonly at: (localTime: number) => number;
  /** The marker time of a request that starts at a local time, as the API's data would date it: seconds since 1970. */
  readonly markerTime: (localTime: number) => number;
  /** Learns from the `Date` header (milliseconds) of an answer to a request that ran between two local times. */
  readonly observeDate: (date: number, startedAt: number, endedAt: number) => void;
  /** Learns from the own time that the API gave to an entry written between two local times. */
  readonly observeWrite: (ownTime: number, startedAt: number, endedAt: number) => void;
}

/** A `Date` header has whole seconds. */
const DATE_RESOLUTION = 1000;

/**
 * Estimates the server's time. Each answer tells only what the server's clock showed at some moment between the start and the end
 * of the request, so an estimate that fits is kept, and one that does not is moved as little as possible.
 */
export const createServerTime = (): ServerTime => {
  /** Server's clock minus local clock. */
  let offset = 0;
  /** Clock of the API's data minus the clock of its `Date` headers. */
  let skew = 0;
  return {
    at: (localTime) => localTime + offset,
    markerTime: (localTime) => Math.floor((localTime + offset + skew) / 1000),
    observeDate: (date, startedAt, endedAt) => {
      offset = clamp(offset, date - endedAt, date + DATE_RESOLUTION - startedAt);
    },
    observeWrite: (ownTime, startedAt, endedAt) => {
      skew = clamp(skew, ownTime - (endedAt + offset), ownTime + DATE_RESOLUTION - (startedAt + offset));
    },
  };
};

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
