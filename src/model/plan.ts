import type { DeclaredOverride } from './declared-override.js';
import type { Diagnostic } from './diagnostic.js';
import type { OutsideEdit } from './outside-edit.js';
import type { Scope, ScopeType } from './scope.js';
import type { SecretValue } from './secret-value.js';

/** What apply will do about one override. */
export type Action = 'create' | 'update' | 'delete' | 'none' | 'blocked';

/** Why: the words of the verdict table, in the order in which they are decided. */
export const REASONS = [
  'no-service',
  'no-parent',
  'no-value',
  'own-secret',
  'foreign-owner',
  'missing',
  'other-stack',
  'adopt',
  'edited-outside',
  'value-unknown',
  'value-changed',
  'rekey',
  'metadata-changed',
  'in-sync',
  'undeclared',
] as const;
export type Reason = (typeof REASONS)[number];

/** What can be compared of an override besides its value. */
export interface Metadata {
  /** The user's text, without the marker; null and empty read the same. */
  readonly description: string | null;
  readonly enableInterpolationInFile: boolean | null;
}

/** The verdict on one override, and all that is needed to carry it out. */
export interface Change {
  readonly address: string;
  readonly action: Action;
  readonly reason: Reason;
  readonly stack: string;
  readonly scopeType: ScopeType;
  /** Null where the service was not found. */
  readonly scope: Scope | null;
  /** The key; the UUID as written where the secret was not found. */
  readonly secretKey: string;
  /** UUID of the overridden secret; null where there is none. */
  readonly parentId: string | null;
  /** UUID of the live override; null where there is none. */
  readonly overrideId: string | null;
  /** The live override's own time, milliseconds since 1970; null where there is none. */
  readonly ownTime: number | null;
  /** When its marker says that we last wrote it, milliseconds since 1970; null without a marker that can be read. */
  readonly writtenAt: number | null;
  /** Who edited it outside; null where nobody did, nobody asked (`--who`), or the log names nobody. */
  readonly edit: OutsideEdit | null;
  readonly before: Metadata | null;
  /** Null for deletes and blocked changes. */
  readonly after: Metadata | null;
  /** Null where none was resolved. */
  readonly value: SecretValue | null;
  /** Null for deletes. */
  readonly declared: DeclaredOverride | null;
}

/** Counts that the last lines of a plan print. */
export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  readonly inSync: number;
  readonly unknown: number;
  readonly blocked: number;
  readonly adopt: number;
}

/** Everything one run found out, sorted by address. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: PlanSummary;
}

/** Whether every override is known to be as declared: only then may anybody say "no changes". */
export const isInSync = ({ changes, summary }: Plan): boolean => summary.inSync === changes.length;
