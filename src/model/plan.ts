import type { DeclaredOverride } from './declared-override.js';
import type { Diagnostic } from './diagnostic.js';
import type { OutsideEdit } from './outside-edit.js';
import type { Scope, ScopeType } from './scope.js';
import type { SecretValue } from './secret-value.js';

/**
 * What apply will do with one override.
 *
 * @inline
 */
export type Action = 'create' | 'update' | 'delete' | 'none' | 'blocked';

/** The reasons for an action: the words of the verdict table, in the order in which they are decided. */
export const REASONS = [
  'no-service',
  'no-parent',
  'no-value',
  'own-secret',
  'foreign-owner',
  'external-secret',
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
  'unmanaged',
] as const;
/** One of `REASONS`. */
export type Reason = (typeof REASONS)[number];

/** Properties of a reason. */
export interface ReasonTraits {
  /** Whether our stack wrote the override. */
  readonly isOurs: boolean;
  /** Whether the change has an action unless it is skipped with `--skip`. */
  readonly isSkippable: boolean;
  /** Whether it depends on the keys of the run. */
  readonly dependsOnKeys: boolean;
}

const NO_TRAITS: ReasonTraits = { isOurs: false, isSkippable: false, dependsOnKeys: false };
const OUR_UPDATE: ReasonTraits = { isOurs: true, isSkippable: true, dependsOnKeys: false };

/** The traits of each reason. */
export const REASON_TRAITS: Readonly<Record<Reason, ReasonTraits>> = {
  'no-service': NO_TRAITS,
  'no-parent': NO_TRAITS,
  'no-value': NO_TRAITS,
  'own-secret': NO_TRAITS,
  'foreign-owner': NO_TRAITS,
  'external-secret': NO_TRAITS,
  missing: NO_TRAITS,
  'other-stack': NO_TRAITS,
  adopt: { ...NO_TRAITS, isSkippable: true },
  'edited-outside': OUR_UPDATE,
  'value-unknown': { isOurs: true, isSkippable: false, dependsOnKeys: true },
  'value-changed': OUR_UPDATE,
  rekey: { ...OUR_UPDATE, dependsOnKeys: true },
  'metadata-changed': OUR_UPDATE,
  'in-sync': { ...NO_TRAITS, isOurs: true },
  undeclared: NO_TRAITS,
  unmanaged: NO_TRAITS,
};

/**
 * The comparable fields of an override besides its value.
 *
 * @inline
 */
export interface Metadata {
  /** The user's text, without the marker. Null and empty are equivalent. */
  readonly description: string | null;
  /** Whether Qovery replaces `{{KEY}}` in a file; null: not managed, or the API does not say. */
  readonly enableInterpolationInFile: boolean | null;
}

/** The verdict on one override, and everything needed to apply it. */
export interface Change {
  /** As `formatAddress` spells it, such as `shop/production/application/checkout/DATABASE_URL`. */
  readonly address: string;
  /** What apply will do. */
  readonly action: Action;
  /** Why. */
  readonly reason: Reason;
  /** Owner: the manifest's `stack`; for a delete, the stack in the marker. */
  readonly stack: string;
  /** Level at which the override lives. */
  readonly scopeType: ScopeType;
  /** Null if the service was not found. */
  readonly scope: Scope | null;
  /** The key, or the UUID as written if the secret was not found. */
  readonly secretKey: string;
  /** UUID of the overridden secret; null if there is none. */
  readonly parentId: string | null;
  /** UUID of the live override; null if there is none. */
  readonly overrideId: string | null;
  /** The live override's own time, in milliseconds since 1970; null if there is no override. */
  readonly ownTime: number | null;
  /** When we last wrote it, according to its marker, in milliseconds since 1970; null without a readable marker. */
  readonly writtenAt: number | null;
  /** Who edited it outside; null if nobody did, without `--who`, or if the log names nobody. */
  readonly edit: OutsideEdit | null;
  /** The live metadata; null if there is no override. */
  readonly before: Metadata | null;
  /** The planned metadata; null for deletes and blocked changes. */
  readonly after: Metadata | null;
  /** Null if none was resolved. */
  readonly value: SecretValue | null;
  /** Null for deletes. */
  readonly declared: DeclaredOverride | null;
}

/**
 * The counts in the summary of a plan.
 *
 * @inline
 */
export interface PlanSummary {
  /** Changes with action `create`. */
  readonly create: number;
  /** Changes with action `update`, including those that take over a value. */
  readonly update: number;
  /** Changes with action `delete`; always 0 without `prune`. */
  readonly delete: number;
  /** Changes with reason `in-sync`. */
  readonly inSync: number;
  /** Changes with reason `value-unknown`. Those that will be written also count as `update`. */
  readonly unknown: number;
  /** Changes with action `blocked`. */
  readonly blocked: number;
  /** Changes with reason `adopt`. Their old values will be lost. */
  readonly adopt: number;
  /** Live overrides at the services of manifests that nobody declared and that have no marker of qoverride; deletes are not among them. */
  readonly unmanaged: number;
}

/** The planned changes of one run. */
export interface Plan {
  /** Every declared override within target and shard, and the deletes. Sorted by address. */
  readonly changes: readonly Change[];
  /** Sorted by place. An `error` prevents the plan from being applied; see `checkApply`. */
  readonly diagnostics: readonly Diagnostic[];
  /** Counts over `changes`. */
  readonly summary: PlanSummary;
}

/** Whether every override is known to be as declared. Only then is "no changes" true. */
export const isInSync = ({ changes, summary }: Plan): boolean => summary.inSync === changes.length;

/** Counts the requests needed to apply a plan without retries. */
export const countWrites = ({ summary }: Plan): number => summary.create + summary.update + summary.delete;

/** Whether the diagnostics contain an error. A plan with an error is never applied. */
export const hasErrors = ({ diagnostics }: Pick<Plan, 'diagnostics'>): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');

/** Requests of one run, and the hourly limit. Source: the `X-RateLimit-…` headers in the API documentation. */
export interface RequestUsage {
  /** Requests sent. Every attempt counts. */
  readonly made: number;
  /** From the headers of the latest response; null if the API sends none. */
  readonly limit: number | null;
  /** Requests left until the reset; null if the API does not say. */
  readonly remaining: number | null;
  /** Milliseconds since 1970 by the local clock; null if the API does not say. */
  readonly resetsAt: number | null;
}
