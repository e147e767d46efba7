/** What this run knows of the server's clock, against which markers are timed. */
export interface ServerTime {
  /** Milliseconds since 1970 as the API's own `Date` headers count them, at a time of the local clock. */
  readonly at: (localTime: number) => number;
  /** Seconds since 1970 for the marker of a request that starts at a local time: as the API's data would date it. */
  readonly markerTime: (localTime: number) => number;
  /** Learns from the `Date` header (milliseconds) of an answer to a request that ran between two local times. */
  readonly observeDate: (date: number, startedAt: number, endedAt: number) => void;
  /** Learns from the own time that the API gave to what was just written between two local times. */
  readonly observeWrite: (ownTime: number, startedAt: number, endedAt: number) => void;
}

/** A `Date` header is cut to the second. */
const DATE_RESOLUTION = 1000;

/**
 * Estimates the server's time. Each answer tells only that the server's clock showed something between the start and the end
 * of the request, so an estimate that fits is kept and one that does not is moved by as little as makes it fit.
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
