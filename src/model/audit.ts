import type { Diagnostic } from './diagnostic.js';
import type { Location } from './location.js';
import type { OutsideEdit } from './outside-edit.js';
import type { Scope } from './scope.js';

/** What an audit says of one secret at one service: the words of `audit --format json`, the harmless first. */
export const AUDIT_VERDICTS = [
  'inherited',
  'managed',
  'edited-outside',
  'unmanaged',
  'foreign-owner',
  'own-secret',
  'orphan',
  'other-stack',
  'missing',
  'undeclared',
] as const;
/** One of `AUDIT_VERDICTS`. */
export type AuditVerdict = (typeof AUDIT_VERDICTS)[number];

/** One secret at one service: what is there, and which level wins. It never holds a value. */
export interface AuditCell {
  /** As `formatAddress` spells it; rows of an audit are sorted by it. */
  readonly address: string;
  /** The service; the environment or project for an override at that scope. */
  readonly scope: Scope;
  /** Key of the secret, such as `DATABASE_URL`. */
  readonly secretKey: string;
  /** What is there. */
  readonly verdict: AuditVerdict;
  /** Level whose value the service gets, as the API spells it (`PROJECT`, `APPLICATION`, …); null where there is none. */
  readonly winner: string | null;
  /** UUID of the live override; null where there is none. */
  readonly overrideId: string | null;
  /** UUID of the secret at a higher scope; null where there is none. */
  readonly parentId: string | null;
  /** Level of the secret at a higher scope, as the API spells it; null where there is none. */
  readonly parentScope: string | null;
  /** Stack of the marker, also of a forged one (`unmanaged`); null where there is no marker. */
  readonly stack: string | null;
  /** Whether the marker was verified with a key of this run; without a key, markers are taken at their word. */
  readonly isVerified: boolean;
  /** The user's text, without the marker. */
  readonly description: string | null;
  /** System that owns the entry, where it is not Qovery. */
  readonly owner: string | null;
  /** When the entry that decides was last edited, milliseconds since 1970; null where there is none. */
  readonly ownTime: number | null;
  /** When we last wrote it, milliseconds since 1970; null without a marker, or with a forged one. */
  readonly writtenAt: number | null;
  /** Who edited it outside; null where nobody did, or nobody asked (`--who`). */
  readonly edit: OutsideEdit | null;
  /** Where a manifest declares it; null where none does, or none was given. */
  readonly location: Location | null;
}

/** Who overrides what, over an environment, a project or an organization. */
export interface Audit {
  /**
   * The services, by project, environment, kind and name. An environment or project is among them where a cell is about
   * it: an override at its own scope that exists or is declared, or a secret of its own that shadows another.
   */
  readonly scopes: readonly Scope[];
  /** Those whose secrets could not be read, so that the audit is incomplete; empty where it is complete. */
  readonly unread: readonly Scope[];
  /** By address. A secret that a service cannot see has no cell there. */
  readonly cells: readonly AuditCell[];
  /** How many cells have each verdict; every verdict is there, with 0 where there is none. */
  readonly summary: Readonly<Record<AuditVerdict, number>>;
  /**
   * Scopes that could not be read (`scope-unread`), what manifests name and nobody found (`no-…`, `ambiguous-…`), and
   * globs that match nothing (`target-unmatched`).
   */
  readonly diagnostics: readonly Diagnostic[];
}

const DRIFT: ReadonlySet<AuditVerdict> = new Set<AuditVerdict>([
  'edited-outside',
  'unmanaged',
  'orphan',
  'missing',
  'undeclared',
]);

/** Whether somebody should look at a cell: what is live is not what we wrote, or not what a manifest says. */
export const isDrift = ({ verdict, location }: AuditCell): boolean =>
  DRIFT.has(verdict) || (verdict === 'other-stack' && location !== null);
