import { createClockEstimate } from './clock-estimate.js';

/** What this run knows about the server's clocks, which markers are timed by. Times in milliseconds since 1970 unless told otherwise. */
export interface ServerTime {
  /** The time of the API's `Date` headers at a local time. */
  readonly at: (localTime: number) => number;
  /** Whether any answer has told the server's time, so that markers need not be dated back. */
  readonly isKnown: () => boolean;
  /** The least that the clock of the API's data can show at a local time; null before a write has shown it. */
  readonly dataTime: (localTime: number) => number | null;
  /**
   * The marker time of a request that starts at a local time: seconds since 1970. It is never ahead of what the server's clock shows,
   * because a marker for a time to come could be kept, and put back beside another value at that time.
   */
  readonly markerTime: (localTime: number) => number;
  /** Learns from the `Date` header of an answer to a request that ran between two local times. */
  readonly observeDate: (date: number, startedAt: number, endedAt: number) => void;
  /** Learns from the own time that the API gave to an entry written between two local times. */
  readonly observeWrite: (ownTime: number, startedAt: number, endedAt: number) => void;
  /** Learns from the own time of an entry that a list shows: it has passed. */
  readonly observeListed: (ownTime: number) => void;
}

/** `Date` headers have whole seconds, and own times may. */
const RESOLUTION = 1000;

/**
 * Estimates the server's time. Each answer tells only what the server's clock showed at some moment between the start and the end
 * of the request. Until one tells it, markers get the newest time that a list has shown: the local clock may be hours off.
 */
export const createServerTime = (): ServerTime => {
  /** Clock of the `Date` headers minus local clock: an offset that fits is kept, and one that does not is moved as little as possible. */
  let offset = 0;
  let newestListed = 0;
  const headers = createClockEstimate();
  const data = createClockEstimate();
  const earliest = (localTime: number): number =>
    data.earliest(localTime) ?? headers.earliest(localTime) ?? newestListed;
  return {
    at: (localTime) => localTime + offset,
    isKnown: () => data.earliest(0) !== null || headers.earliest(0) !== null,
    dataTime: data.earliest,
    markerTime: (localTime) => Math.max(0, Math.floor(earliest(localTime) / 1000)),
    observeDate: (date, startedAt, endedAt) => {
      const [low, high] = [date - endedAt, date + RESOLUTION - startedAt];
      offset = Math.min(Math.max(offset, low), high);
      headers.observe(low, high);
    },
    observeWrite: (ownTime, startedAt, endedAt) => {
      data.observe(ownTime - endedAt, ownTime + RESOLUTION - startedAt);
    },
    observeListed: (ownTime) => {
      newestListed = Math.max(newestListed, ownTime);
    },
  };
};
