import type { Scope } from './scope.js';

/**
 * The author of an edit outside qoverride, according to the organization's event log.
 *
 * @inline
 */
export interface OutsideEdit {
  /** Name, email address or token, as the API spells it; empty if the log does not say. Foreign text: renderers escape it. */
  readonly by: string;
  /** Such as `CONSOLE`, `CLI` or `TERRAFORM_PROVIDER`; null if the log does not say. Foreign text. */
  readonly origin: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether the event names the key. Otherwise it is only the most likely event. */
  readonly isCertain: boolean;
}

/** An override that somebody edited after our last write. Its author is still unknown. */
export interface Drift {
  /** As `formatAddress` spells it. */
  readonly address: string;
  /** Scope of the override. */
  readonly scope: Scope;
  /** The organization as the manifest or a flag names it; null if neither does. */
  readonly organization: string | null;
  /** Key of the override. */
  readonly secretKey: string;
  /** UUID of the live override. */
  readonly overrideId: string;
  /** When it was last edited, in milliseconds since 1970. */
  readonly ownTime: number;
  /** When we last wrote it, in milliseconds since 1970. */
  readonly writtenAt: number;
}

/**
 * One entry about a secret in an organization's event log. All its text is foreign. The entry's own account of the change is not kept,
 * because it can contain a value.
 */
export interface SecretEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Such as `CREATE`, `UPDATE` or `DELETE`. Null if the log does not say; this also holds for the fields below. */
  readonly type: string | null;
  /** Such as `CONSOLE` or `CLI`. */
  readonly origin: string | null;
  /** Name, email address or token of the author. */
  readonly triggeredBy: string | null;
  /** `User-Agent` of the request. This program sends `qoverride/…`, so that it can recognize its own writes. */
  readonly userAgent: string | null;
  /** The overrides asked about that it names, by UUID as asked. */
  readonly overrideIds: readonly string[];
  /** Whether it says which secret it is about. Otherwise it may be about any. */
  readonly namesKey: boolean;
}
