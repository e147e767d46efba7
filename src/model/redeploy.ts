import type { EnvironmentPlace } from './deployment.js';
import type { Explanation } from './explanation.js';
import type { Scope } from './scope.js';

/** A service whose overrides may not be live yet. */
export interface RedeployCandidate {
  /** The service. */
  readonly service: Scope;
  /** When its overrides last changed, in milliseconds since 1970 by the server's clock; infinite for a change in this run without a marker. */
  readonly changedAt: number;
  /** Whether this run failed to write one of its overrides. */
  readonly hasFailedWrite: boolean;
}

/** The candidates of one environment. */
export interface RedeployGroup {
  /** The environment. */
  readonly environment: EnvironmentPlace;
  /** Sorted by type and name; at least one. */
  readonly candidates: readonly RedeployCandidate[];
  /** Whether this run changed something for the whole environment or its project. */
  readonly hasWiderChange: boolean;
}

/** The decision about a candidate. */
export type RedeployDecision =
  | {
      /** Redeploy it. */
      readonly kind: 'request';
    }
  | {
      /** Leave it alone. */
      readonly kind: 'settled';
      /** The result to report. */
      readonly result: RedeployResult;
    };

/**
 * The outcome for a service that may need a redeploy.
 *
 * @inline
 */
export type RedeployOutcome =
  'requested' | 'up-to-date' | 'never-deployed' | 'left-out' | 'deployed' | 'failed' | 'timed-out';

/**
 * Why a service was left out, or needs no redeploy because a deployment is already in progress.
 *
 * @inline
 */
export type RedeployReason =
  | 'failed-write'
  | 'plan-errors'
  | 'run-stopped'
  | 'interrupted'
  | 'service-stopped'
  | 'already-under-way'
  | 'not-redeployable';

/** An outcome and its details. */
export interface RedeployResult {
  /** The outcome. */
  readonly outcome: RedeployOutcome;
  /** Why; null if the outcome speaks for itself. */
  readonly reason: RedeployReason | null;
  /** The service's state as the API last reported it; null if it was not requested. */
  readonly state: string | null;
  /** What went wrong; null if nothing did. */
  readonly error: Explanation | null;
}

/** A service and its result. */
export interface ServiceRedeploy extends RedeployResult {
  /** The service. */
  readonly service: Scope;
}

/** The results for one environment of a redeploy. */
export interface EnvironmentRedeploy {
  /** The environment. */
  readonly environment: EnvironmentPlace;
  /** Sorted by type and name. */
  readonly services: readonly ServiceRedeploy[];
  /**
   * The other services that Qovery lists as out of date, sorted by type and name. Empty unless this run changed something for the whole
   * environment or its project.
   */
  readonly outOfDate: readonly Scope[];
}

/**
 * The result of `--redeploy`, sorted by environment.
 *
 * @inline
 */
export type RedeployReport = readonly EnvironmentRedeploy[];

/** Whether the redeploy of a service failed or timed out. */
export const isUnsuccessful = ({ outcome }: Pick<RedeployResult, 'outcome'>): boolean =>
  outcome === 'failed' || outcome === 'timed-out';
