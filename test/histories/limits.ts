import { EDIT_TOLERANCE } from '../../src/plan/verdict.js';
import { MOST_DRIFT } from '../../src/qovery/secrets/finish-write.js';

/** Milliseconds by which a marker that a run leaves behind may be off: it is timed in whole seconds, and corrected beyond that drift. */
export const MOST_OFF = MOST_DRIFT + 1000;

/** Milliseconds after our own write in which an edit may stay unseen. */
export const HIDING_TIME = EDIT_TOLERANCE + MOST_OFF;
