import type { SecretValue } from '../../model/secret-value.js';
import type { RetryBudget } from '../../async/retry-budget.js';
import type { Method } from '../../http/classify.js';
import { isRecord } from '../../text/json.js';
import type { Explanation } from '../../model/explanation.js';

/** One request to the API, sent as often as it takes to learn its outcome. A success brings a `Value`. */
export interface ApiRequest<Value> {
  readonly method: Method;
  /** Starts with `/`; below the API's address. */
  readonly path: string;
  /**
   * The path without the single item. A token that was accepted on a route with the same method, and no longer is, has
   * ended.
   */
  readonly route: string;
  /** Makes the body of each attempt, for a marker of that time (seconds since 1970); null for no body. */
  readonly body: ((markerTime: number) => Readonly<Record<string, unknown>>) | null;
  /** Values in the body, which no message may repeat. */
  readonly secrets: readonly SecretValue[];
  /** Reads the body of a success, undefined where it has none; null means that it is not what was asked for. */
  readonly parse: (json: unknown) => Value | null;
  /** Whether an interrupt keeps it from being sent at all. */
  readonly isInterruptible: boolean;
  /** Aborts this request and its waits, in addition to the signal that aborts everything; null for none. */
  readonly signal: AbortSignal | null;
  /** Shared by requests that belong together; null for a separate one. */
  readonly retryBudget: RetryBudget | null;
  /** Marker time (seconds since 1970) of an attempt that starts at a local time. Default: what the run knows of the server's time. */
  readonly markerTime?: (startedAt: number) => number;
  /** Called with every answer to it, whatever that is. Default: nobody is. */
  readonly inspect?: (answer: RawAnswer) => void;
}

/** An answer as it came. Times in milliseconds since 1970, local clock. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for a body that is not JSON, or none. It may hold values. */
  readonly json: unknown;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A request that succeeded, and what it brought. */
export interface Success<Value> {
  readonly kind: 'success';
  readonly status: number;
  readonly value: Value;
  /** When the attempt that succeeded ran: milliseconds since 1970, local clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The marker time that its body was made for: seconds since 1970. */
  readonly markerTime: number;
  /** Whether an earlier attempt at the same request may have been carried out too. */
  readonly isRepeated: boolean;
}

/** The API answered that it does not do this. */
export interface Refused {
  readonly kind: 'refused';
  readonly status: number;
  readonly problem: Explanation;
  /** Whether it will refuse everything else too. */
  readonly isFatal: boolean;
  /** Whether an earlier attempt at the same request may have been carried out, whatever this answer says. */
  readonly mayHaveRun: boolean;
  /** UUID of what stands in the way, where a 409 names it; null otherwise. */
  readonly existingId: string | null;
}

/** What came of a request that brought nothing, after all its attempts. */
export type Unsuccessful =
  | Refused
  | {
      /** It was not carried out. */
      readonly kind: 'failed';
      readonly problem: Explanation;
      readonly isFatal: boolean;
    }
  | {
      /** It may have been carried out. */
      readonly kind: 'unknown';
      readonly problem: Explanation;
    };

/** What came of a request after all its attempts. */
export type Answer<Value> = Success<Value> | Unsuccessful;

/** Makes a request that only reads. */
export const getRequest = <Value>(
  path: string,
  parse: (json: unknown) => Value | null,
): ApiRequest<Value> => ({
  method: 'GET',
  path,
  route: path,
  body: null,
  secrets: [],
  parse,
  isInterruptible: false,
  signal: null,
  retryBudget: null,
});

/** The items of a list answer (`{ "results": [ … ] }`); null when it is not one. */
export const readResults = (json: unknown): readonly unknown[] | null => {
  const results = isRecord(json) ? json['results'] : null;
  return Array.isArray(results) ? results : null;
};

/** Whether a request was refused because the token lacks the rights. */
export const isDenied = ({ status }: Pick<Refused, 'status'>): boolean => status === 401 || status === 403;

/** What a client reports while it works, for people who watch. */
export type ClientEvent =
  | {
      /** Qovery no longer serves the routes under `/secret`; the run goes on with those under `/variable`. */
      readonly kind: 'old-routes-gone';
    }
  | {
      /** The hourly request limit is reached; all requests wait. */
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

/** Why a client waits. */
export type WaitEvent = Exclude<ClientEvent, { readonly kind: 'old-routes-gone' }>;
