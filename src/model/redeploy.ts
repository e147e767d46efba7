import type { EnvironmentPlace } from './deployment.js';
import type { Explanation } from './explanation.js';
import type { Scope } from './scope.js';

/** A service whose overrides may not be live yet. */
export interface RedeployCandidate {
  /** The service. */
  readonly service: Scope;
  /** When its overrides last changed: milliseconds since 1970, the server's clock; infinite for a change of this run without a marker. */
  readonly changedAt: number;
  /** Whether this run failed to write one of its overrides. */
  readonly hasFailedWrite: boolean;
}

/** The candidates of one environment. */
export interface RedeployGroup {
  /** The environment. */
  readonly environment: EnvironmentPlace;
  /** By kind and name; at least one. */
  readonly candidates: readonly RedeployCandidate[];
}

/** What to do about a candidate. */
export type RedeployDecision =
  | {
      /** Redeploy it. */
      readonly kind: 'request';
    }
  | {
      /** Leave it alone. */
      readonly kind: 'settled';
      /** What is to be said of it. */
      readonly result: RedeployResult;
    };

/** What became of a service that may have needed a redeploy. */
export type RedeployOutcome =
  'requested' | 'up-to-date' | 'never-deployed' | 'left-out' | 'deployed' | 'failed' | 'timed-out';

/** Why a service was left out, or needs nothing although something is under way. */
export type RedeployReason =
  'failed-write' | 'plan-errors' | 'run-stopped' | 'interrupted' | 'service-stopped' | 'already-under-way';

/** An outcome with what there is to say about it. */
export interface RedeployResult {
  /** What became of it. */
  readonly outcome: RedeployOutcome;
  /** Why; null where the outcome says it all. */
  readonly reason: RedeployReason | null;
  /** The service's state as the API last told it; null where it was not asked. */
  readonly state: string | null;
  /** What went wrong; null where nothing did. */
  readonly error: Explanation | null;
}

/** A service and what became of it. */
export interface ServiceRedeploy extends RedeployResult {
  /** The service. */
  readonly service: Scope;
}

/** One environment of a redeploy. */
export interface EnvironmentRedeploy {
  /** The environment. */
  readonly environment: EnvironmentPlace;
  /** Sorted by type and name. */
  readonly services: readonly ServiceRedeploy[];
}

/** What `--redeploy` came to, sorted by environment. */
export type RedeployReport = readonly EnvironmentRedeploy[];

/** Whether a service should have been redeployed and was not, or its deployment did not end well. */
export const isUnsuccessful = ({ outcome }: Pick<RedeployResult, 'outcome'>): boolean =>
  outcome === 'failed' || outcome === 'timed-out';
