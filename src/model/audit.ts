import type { Diagnostic } from './diagnostic.js';
import type { Location } from './location.js';
import type { OutsideEdit } from './outside-edit.js';
import type { Scope } from './scope.js';

/** The verdicts on one secret at one service, as in `audit --format json`. Harmless verdicts come first. */
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

/** One secret at one service: the verdict, and the level whose value wins. It never holds a value. */
export interface AuditCell {
  /** As `formatAddress` spells it. Audits are sorted by address. */
  readonly address: string;
  /** The service; the environment or project for an override at that scope. */
  readonly scope: Scope;
  /** Key of the secret, such as `DATABASE_URL`. */
  readonly secretKey: string;
  /** The verdict. */
  readonly verdict: AuditVerdict;
  /** Level whose value the service gets, as the API spells it (`PROJECT`, `APPLICATION`, …); null if there is none. */
  readonly winner: string | null;
  /** UUID of the live override; null if there is none. */
  readonly overrideId: string | null;
  /** UUID of the secret at a higher scope; null if there is none. */
  readonly parentId: string | null;
  /** Level of the secret at a higher scope, as the API spells it; null if there is none. */
  readonly parentScope: string | null;
  /** Stack in the marker, even if the marker is forged (`unmanaged`); null without a marker. */
  readonly stack: string | null;
  /** Whether a key of this run verified the marker. Without a key, markers are trusted unverified. */
  readonly isVerified: boolean;
  /** The user's text, without the marker. */
  readonly description: string | null;
  /** System that owns the entry; null for Qovery. */
  readonly owner: string | null;
  /** When the winning entry was last edited, in milliseconds since 1970; null if there is none. */
  readonly ownTime: number | null;
  /** When we last wrote it, in milliseconds since 1970; null without a marker, or with a forged one. */
  readonly writtenAt: number | null;
  /** Who edited it outside; null if nobody did, or without `--who`. */
  readonly edit: OutsideEdit | null;
  /** Where a manifest declares it; null if none does, or none was given. */
  readonly location: Location | null;
}

/** Who overrides what, over an environment, a project or an organization. */
export interface Audit {
  /**
   * The services, sorted by project, environment, type and name. An environment or project is included if a cell refers to it: an
   * existing or declared override at its own scope, or its own secret that shadows another.
   */
  readonly scopes: readonly Scope[];
  /** Scopes whose secrets could not be read. Empty if the audit is complete. */
  readonly unread: readonly Scope[];
  /** Sorted by address. A secret that a service cannot see has no cell there. */
  readonly cells: readonly AuditCell[];
  /** Number of cells for each verdict, including zeros. */
  readonly summary: Readonly<Record<AuditVerdict, number>>;
  /**
   * Scopes that could not be read (`scope-unread`), names in manifests that were not found (`no-…`, `ambiguous-…`), and globs that match
   * nothing (`target-unmatched`).
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

/** Whether a cell needs attention: the live state differs from what we wrote or from what a manifest declares. */
export const isDrift = ({ verdict, location }: AuditCell): boolean =>
  DRIFT.has(verdict) || (verdict === 'other-stack' && location !== null);
