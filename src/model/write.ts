import type { Explanation } from './explanation.js';
import type { Change } from './plan.js';
import type { RemoteSecret } from './remote-secret.js';

/** One change, ready for the API. */
export interface WriteOperation {
  /** The planned change. */
  readonly change: Change;
  /** The complete description, including the marker, for a request that starts at `time` (seconds since 1970). */
  readonly describe: (time: number) => string;
  /** Whether a listed override is the result of this operation: its marker verifies for our stack and value. */
  readonly isOurs: (secret: RemoteSecret) => boolean;
}

/** The result of one write. */
export type WriteResult =
  | {
      readonly kind: 'applied';
      /** UUID of the override; null for a delete. */
      readonly overrideId: string | null;
      /** Time in its marker, in seconds since 1970; null for a delete, or if another run wrote it. */
      readonly markerTime: number | null;
    }
  | WriteFailure;

/**
 * A write that failed, or whose outcome is unknown. It never quotes a request or response body. Its code is `interrupted` if the run was
 * stopped before it sent the first request of this write.
 */
export interface WriteFailure extends Explanation {
  /** Distinguishes it from a successful write. */
  readonly kind: 'failed';
  /** Whether the whole run must stop because nothing else can succeed either. */
  readonly fatal: boolean;
}

/** Applies single changes. Its methods reject only because of a bug. */
export interface Writer {
  /** Creates a missing override. Never overwrites one that somebody created in the meantime (`conflict`). */
  readonly create: (operation: WriteOperation) => Promise<WriteResult>;
  /** Updates value and metadata of an override in one request. A deleted override is not created again (`gone`). */
  readonly update: (operation: WriteOperation) => Promise<WriteResult>;
  /** Deletes an override. One that is already gone counts as deleted. */
  readonly remove: (operation: WriteOperation) => Promise<WriteResult>;
}

/**
 * The outcome of one planned change.
 *
 * @inline
 */
export type Outcome = 'applied' | 'failed' | 'not-attempted' | 'unchanged';

/** A change with its outcome. */
export interface ChangeOutcome {
  /** The planned change. */
  readonly change: Change;
  /** The outcome; `unchanged` if the plan has nothing to write. */
  readonly outcome: Outcome;
  /** Why it failed or was not attempted; null if neither, or if there is no specific reason. */
  readonly error: WriteFailure | null;
  /** UUID of the override after the run; null if there is none. */
  readonly overrideId: string | null;
  /** Time in the marker that this run wrote, in seconds since 1970; null if it wrote none. */
  readonly markerTime: number | null;
  /** Milliseconds since 1970 by the local clock; null if not attempted. */
  readonly startedAt: number | null;
  /** Milliseconds since 1970 by the local clock; null if not attempted. */
  readonly endedAt: number | null;
}
