/** Milliseconds by which a marker may be ahead of its override's own time: clocks of one API differ a little. */
export const MOST_AHEAD = 2000;

/** Milliseconds by which an own time may be after its marker's: that long may a request take until the API carries it out. */
export const MOST_LATE = 3000;

/**
 * Whether an own time can be that of the write that its marker remembers; both in milliseconds since 1970. No marker is further ahead
 * than that, so an edit goes unnoticed for at most `MOST_AHEAD + MOST_LATE` after our own write.
 */
export const isWithinWindow = (ownTime: number, markerTime: number): boolean =>
  ownTime >= markerTime - MOST_AHEAD && ownTime <= markerTime + MOST_LATE;
