import type { SecretValue } from '../../model/secret-value.js';
import type { Method } from '../../http/classify.js';
import type { Patience } from './patience.js';
import type { Explanation } from '../../model/explanation.js';

/** One request to the API, sent as often as it takes. */
export interface ApiRequest {
  readonly method: Method;
  /** Starts with `/`; below the API's address. */
  readonly path: string;
  /**
   * What is addressed, without the single item: a token that was accepted on a route with the same method, and no longer is, has
   * ended.
   */
  readonly route: string;
  /** Makes the body anew for each attempt, for a marker of that time (seconds since 1970); null for no body. */
  readonly body: ((markerTime: number) => Readonly<Record<string, unknown>>) | null;
  /** Values in the body, which no message may repeat. */
  readonly secrets: readonly SecretValue[];
  /** Whether a success brought what was asked for; gets undefined where it has no body. */
  readonly isExpected: (json: unknown) => boolean;
  /** Whether an interrupt keeps it from being sent at all. */
  readonly isStoppable: boolean;
  /** Ends it early, with all its waits, beside what ends everything; null for nothing. */
  readonly signal: AbortSignal | null;
  /** Shared by requests that belong together; null for its own. */
  readonly patience: Patience | null;
}

/** What came of a request after all its attempts. */
export type Answer =
  | {
      readonly kind: 'success';
      readonly json: unknown;
      /** When the attempt that succeeded ran: milliseconds since 1970, local clock. */
      readonly startedAt: number;
      readonly endedAt: number;
      /** What its body was made for: seconds since 1970. */
      readonly markerTime: number;
    }
  | {
      /** The API answered that it does not do this. */
      readonly kind: 'refused';
      readonly status: number;
      readonly problem: Explanation;
      /** Whether it will do nothing else either. */
      readonly isFatal: boolean;
      /** Whether an earlier attempt at the same request may have been carried out, whatever this answer says. */
      readonly mayHaveRun: boolean;
    }
  | {
      /** It was not done. */
      readonly kind: 'failed';
      readonly problem: Explanation;
      readonly isFatal: boolean;
    }
  | {
      /** It may have been done. */
      readonly kind: 'unknown';
      readonly problem: Explanation;
    };

/** What a client tells while it works, for people who watch. */
export type ClientEvent =
  | {
      /** The budget is used up; all requests wait. */
      readonly kind: 'waiting';
      /** How long. */
      readonly milliseconds: number;
      /** Milliseconds since 1970, local clock. */
      readonly until: number;
    }
  | {
      /** One request is sent again after a wait. */
      readonly kind: 'retrying';
      /** Until it is sent. */
      readonly milliseconds: number;
      /** Why, in words. */
      readonly message: string;
    };
