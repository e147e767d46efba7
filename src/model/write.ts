import type { Explanation } from './explanation.js';
import type { Change } from './plan.js';
import type { RemoteSecret } from './remote-secret.js';

/** One change on its way to the API. */
export interface WriteOperation {
  /** The planned change. */
  readonly change: Change;
  /** Whole description, marker included, for a request that starts at `time` (seconds since 1970). */
  readonly describe: (time: number) => string;
  /** Whether a listed override is what this operation would write: its marker verifies for our stack and value. */
  readonly isOurs: (secret: RemoteSecret) => boolean;
}

/** What became of one write. */
export type WriteResult =
  | {
      readonly kind: 'applied';
      /** UUID of the override; null for a delete. */
      readonly overrideId: string | null;
      /** What its marker says, seconds since 1970; null for a delete, or where another run wrote it. */
      readonly markerTime: number | null;
    }
  | WriteFailure;

/**
 * A write that did not happen, or of which nothing is known. It never quotes a request or response body. Its code is
 * `interrupted` where the run was stopped before the first request of this write was sent.
 */
export interface WriteFailure extends Explanation {
  /** Tells it from a write that happened. */
  readonly kind: 'failed';
  /** Whether the whole run must stop, because nothing else can succeed either. */
  readonly fatal: boolean;
}

/** Carries single changes out. Its methods never reject, but for a bug. */
export interface Writer {
  /** Makes an override that is not there; never one over another that somebody made meanwhile (`conflict`). */
  readonly create: (operation: WriteOperation) => Promise<WriteResult>;
  /** Changes value and metadata of an override in one request; one that is gone stays gone (`gone`). */
  readonly update: (operation: WriteOperation) => Promise<WriteResult>;
  /** Deletes an override; one that is gone already counts as done. */
  readonly remove: (operation: WriteOperation) => Promise<WriteResult>;
}

/**
 * What became of one planned change.
 *
 * @inline
 */
export type Outcome = 'applied' | 'failed' | 'not-attempted' | 'unchanged';

/** A change with its outcome. */
export interface ChangeOutcome {
  /** The planned change. */
  readonly change: Change;
  /** What became of it; `unchanged` where the plan has nothing to write. */
  readonly outcome: Outcome;
  /** Why it failed, or was not attempted; null where there is nothing to say. */
  readonly error: WriteFailure | null;
  /** UUID of the override as it is now; null where there is none. */
  readonly overrideId: string | null;
  /** What this run's marker says, seconds since 1970; null where it wrote none. */
  readonly markerTime: number | null;
  /** Milliseconds since 1970 by the local clock; null where not attempted. */
  readonly startedAt: number | null;
  /** Milliseconds since 1970 by the local clock; null where not attempted. */
  readonly endedAt: number | null;
}
