import type { Scope } from './scope.js';

/**
 * Who edited an override outside, as the organization's event log says.
 *
 * @inline
 */
export interface OutsideEdit {
  /** Name, e-mail address or token, as the API spells it; empty where the log says nothing. Foreign text: renderers escape it. */
  readonly by: string;
  /** Such as `CONSOLE`, `CLI` or `TERRAFORM_PROVIDER`; null where the log says nothing. Foreign text. */
  readonly origin: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether the event names the key; otherwise it is only the likely one. */
  readonly isCertain: boolean;
}

/** An override that somebody edited after our last write, and that nobody is named for yet. */
export interface Drift {
  /** As `formatAddress` spells it. */
  readonly address: string;
  /** Where the override lives. */
  readonly scope: Scope;
  /** The organization as the manifest or a flag names it; null where none does. */
  readonly organization: string | null;
  /** Key of the override. */
  readonly secretKey: string;
  /** UUID of the live override. */
  readonly overrideId: string;
  /** When it was last edited, milliseconds since 1970. */
  readonly ownTime: number;
  /** When we last wrote it, milliseconds since 1970. */
  readonly writtenAt: number;
}

/** One line of an organization's event log about secrets. All its text is foreign. */
export interface SecretEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Such as `CREATE`, `UPDATE` or `DELETE`; null where the log says nothing, likewise below. */
  readonly type: string | null;
  /** Such as `CONSOLE` or `CLI`. */
  readonly origin: string | null;
  /** Name, e-mail address or token of who did it. */
  readonly triggeredBy: string | null;
  /** `User-Agent` of the request; this program calls itself `qoverride/…`, and so knows its own writes. */
  readonly userAgent: string | null;
  /** JSON or text about what changed. It may hold anything: never to be printed. */
  readonly change: string;
}
