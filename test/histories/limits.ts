import { isWithinWindow, MOST_AHEAD } from '../../src/model/marker.js';
import type { Settings } from './steps.js';
import type { Origin } from './truth.js';

/** Whether a marker fits the write that it remembers, by the times of both. */
export const isTimedRight = ({ at, says }: Pick<Origin, 'at' | 'says'>): boolean => isWithinWindow(at, says);

/** Whether a marker is ahead of the write that it remembers by more than clocks differ. */
export const isAhead = ({ at, says }: Pick<Origin, 'at' | 'says'>): boolean => says - at > MOST_AHEAD;

/**
 * Whether a run may send markers that are ahead until the answer shows the clock of the API's data: where that is behind the clock of
 * its `Date` headers. Whoever keeps such a marker can paste it back when its time comes; docs/fingerprints.md says so.
 */
export const mayBeAheadForAMoment = ({ skew, sendsDate }: Pick<Settings, 'skew' | 'sendsDate'>): boolean =>
  sendsDate && skew < -MOST_AHEAD;

/** Whether an edit at a time may stay unseen beside a marker: while it could be the write that the marker remembers. */
export const mayHide = ({ says }: Pick<Origin, 'says'>, editedAt: number): boolean =>
  isWithinWindow(editedAt, says);
