import { EDIT_TOLERANCE } from '../../src/plan/verdict.js';
import { MOST_DRIFT } from '../../src/qovery/secrets/finish-write.js';
import type { Origin } from './truth.js';

/** Milliseconds by which the time in a marker may be off: it is in whole seconds, and corrected beyond that drift. */
export const MOST_OFF = MOST_DRIFT + 1000;

/**
 * Whether a marker may be ahead by more where its run replaces it at once, having learnt the server's time from the answer.
 * Whoever keeps such a marker can paste it back when its time comes.
 */
export const MAY_BE_AHEAD_FOR_A_MOMENT: boolean = true;

/**
 * Whether an edit at a time may stay unseen beside a marker, given when that was written and when it says that it was: for a while after
 * both, but not where the marker says a time to come.
 */
export const mayHide = ({ at, says }: Pick<Origin, 'at' | 'says'>, editedAt: number): boolean =>
  editedAt - Math.max(at, says) <= EDIT_TOLERANCE && says - editedAt <= EDIT_TOLERANCE;
