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
/** One of `REASONS`. */
export type Reason = (typeof REASONS)[number];

/** What a reason says of its change, wherever that matters. */
export interface ReasonTraits {
  /** Whether our stack wrote the override. */
  readonly isOurs: boolean;
  /** Whether the change has an action unless `--skip` takes it away. */
  readonly isSkippable: boolean;
  /** Whether it depends on the keys of the run. */
  readonly dependsOnKeys: boolean;
}

const NOTHING_ELSE: ReasonTraits = { isOurs: false, isSkippable: false, dependsOnKeys: false };
const OUR_UPDATE: ReasonTraits = { isOurs: true, isSkippable: true, dependsOnKeys: false };

/** The traits of each reason. */
export const REASON_TRAITS: Readonly<Record<Reason, ReasonTraits>> = {
  'no-service': NOTHING_ELSE,
  'no-parent': NOTHING_ELSE,
  'no-value': NOTHING_ELSE,
  'own-secret': NOTHING_ELSE,
  'foreign-owner': NOTHING_ELSE,
  missing: NOTHING_ELSE,
  'other-stack': NOTHING_ELSE,
  adopt: { ...NOTHING_ELSE, isSkippable: true },
  'edited-outside': OUR_UPDATE,
  'value-unknown': { isOurs: true, isSkippable: false, dependsOnKeys: true },
  'value-changed': OUR_UPDATE,
  rekey: { ...OUR_UPDATE, dependsOnKeys: true },
  'metadata-changed': OUR_UPDATE,
  'in-sync': { ...NOTHING_ELSE, isOurs: true },
  undeclared: NOTHING_ELSE,
};

/** What can be compared of an override besides its value. */
export interface Metadata {
  /** The user's text, without the marker; null and empty read the same. */
  readonly description: string | null;
  /** Whether Qovery replaces `{{KEY}}` in a file; null: not managed, or the API says nothing. */
  readonly enableInterpolationInFile: boolean | null;
}

/** The verdict on one override, and all that is needed to carry it out. */
export interface Change {
  /** As `formatAddress` spells it, such as `shop/production/application/checkout/DATABASE_URL`. */
  readonly address: string;
  /** What apply will do. */
  readonly action: Action;
  /** Why. */
  readonly reason: Reason;
  /** Who owns it: the manifest's `stack`; for a delete, that of the marker. */
  readonly stack: string;
  /** Level at which the override lives. */
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
  /** What is live; null where nothing is. */
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
  /** Changes with action `create`. */
  readonly create: number;
  /** Changes with action `update`, those that take a value over among them. */
  readonly update: number;
  /** Changes with action `delete`; always 0 without `prune`. */
  readonly delete: number;
  /** Changes with reason `in-sync`. */
  readonly inSync: number;
  /** Changes with reason `value-unknown`; those that will be written are in `update` too. */
  readonly unknown: number;
  /** Changes with action `blocked`. */
  readonly blocked: number;
  /** Changes with reason `adopt`: their old values will be lost. */
  readonly adopt: number;
}

/** Everything one run found out, sorted by address. */
export interface Plan {
  /** Every declared override within target and shard, and the deletes; by address. */
  readonly changes: readonly Change[];
  /** By place. An `error` among them keeps the plan from being applied: see `checkApply`. */
  readonly diagnostics: readonly Diagnostic[];
  /** Counts over `changes`. */
  readonly summary: PlanSummary;
}

/** Whether every override is known to be as declared: only then may anybody say "no changes". */
export const isInSync = ({ changes, summary }: Plan): boolean => summary.inSync === changes.length;

/** How many requests it takes to apply a plan, when each succeeds at once. */
export const countWrites = ({ summary }: Plan): number => summary.create + summary.update + summary.delete;

/** Whether an error is among the findings: a plan with one is never applied. */
export const hasErrors = ({ diagnostics }: Pick<Plan, 'diagnostics'>): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');

/** Requests of one run, and what the answers said of the hourly limit. Source: the headers `X-RateLimit-…` of the API's documentation. */
export interface RequestUsage {
  /** Attempts that were sent, each of them one. */
  readonly made: number;
  /** From the response headers of the newest answer; null where the API sends none. */
  readonly limit: number | null;
  /** Requests that are left until the reset; null where the API sends none. */
  readonly remaining: number | null;
  /** Milliseconds since 1970, local clock; null where the API sends none. */
  readonly resetsAt: number | null;
}
