import { EDIT_TOLERANCE } from '../../src/plan/verdict.js';
import { MOST_DRIFT } from '../../src/qovery/secrets/finish-write.js';
import type { Origin } from './truth.js';

/** Milliseconds by which the time in a marker may be off: it is in whole seconds, and corrected beyond that drift. */
export const MOST_OFF = MOST_DRIFT + 1000;

/**
 * Whether a marker may be off by more where its run replaces it at once, having learnt the server's time from the answer.
 * Whoever keeps such a marker can paste it back when its time comes.
 */
export const MAY_BE_OFF_FOR_A_MOMENT: boolean = true;

/** Milliseconds after our own write in which an edit may stay unseen, given when that was and when its marker says that it was. */
export const hidingTime = ({ at, says }: Pick<Origin, 'at' | 'says'>): number =>
  EDIT_TOLERANCE + Math.max(0, says - at);
