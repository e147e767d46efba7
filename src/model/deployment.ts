import type { Scope } from './scope.js';
import type { WriteFailure } from './write.js';

/** Where one service stands in its deployments, as the API tells it. Source: `Status` of the API description. */
export interface ServiceStatus {
  /** UUID in lower case. */
  readonly id: string;
  /** As the API spells it, such as `DEPLOYED`; may be a word that this version does not know. */
  readonly state: string;
  /** What was done last or is being done, such as `DEPLOY` or `RESTART`; null where the API says nothing. */
  readonly action: string | null;
  /** Part of a Terraform action, such as `TERRAFORM_PLAN_ONLY`; null where the API says nothing. */
  readonly subAction: string | null;
  /** How far that is, such as `ONGOING` or `SUCCESS`; null where the API says nothing. */
  readonly progress: string | null;
  /** Whether it has yet to be deployed for the first time. */
  readonly wasNeverDeployed: boolean;
  /** Milliseconds since 1970. The API does not say whether of the start or the end; null where there is none. */
  readonly lastDeploymentDate: number | null;
  /** Milliseconds that the last deployment took, in whole seconds; null where the API does not say. */
  readonly lastDuration: number | null;
  /** Names the last execution; null where the API does not say. */
  readonly executionId: string | null;
  /** UUID of the request that is being carried out; null where there is none. */
  readonly requestId: string | null;
  /** Requests to deploy it, as the API counts them. */
  readonly requestCount: number;
}

/** Where an environment's services stand, by their UUID in lower case. */
export interface EnvironmentStatuses {
  /** Whether something is being done with the environment. */
  readonly isBusy: boolean;
  /** By UUID in lower case. */
  readonly services: ReadonlyMap<string, ServiceStatus>;
}

/** What reading an environment's statuses brought. */
export type StatusesResult =
  | {
      readonly kind: 'read';
      /** What was read. */
      readonly statuses: EnvironmentStatuses;
    }
  | WriteFailure;

/** What came of a request to deploy; the code `busy` says that something else is under way there. */
export type DeployResult = { readonly kind: 'requested' } | WriteFailure;

/** An environment as people know it. */
export type EnvironmentPlace = Pick<Scope, 'project' | 'environment'> & {
  /** UUID. */
  readonly id: string;
};

/** Deploys services. Its methods never reject, but for a bug. */
export interface Deployer {
  /** Reads where the services of an environment stand: one request. */
  readonly readStatuses: (environment: EnvironmentPlace) => Promise<StatusesResult>;
  /** Asks once to deploy services; `before` is what was read just before. */
  readonly deploy: (
    environment: EnvironmentPlace,
    services: readonly Scope[],
    before: EnvironmentStatuses,
  ) => Promise<DeployResult>;
}

/**
 * What a service's state comes to: its last deployment succeeded or failed, one is under way, or it is stopped, deleted or on
 * its way there. `unclear` where the API's word says too little, or is new.
 */
export type DeploymentState = 'deployed' | 'failed' | 'under-way' | 'stopped' | 'unclear';

const STATES: ReadonlyMap<string, DeploymentState> = new Map<string, DeploymentState>([
  ['DEPLOYED', 'deployed'],
  ['RESTARTED', 'deployed'],
  ['BUILD_ERROR', 'failed'],
  ['CANCELED', 'failed'],
  ['DEPLOYMENT_ERROR', 'failed'],
  ['RESTART_ERROR', 'failed'],
  ['BUILDING', 'under-way'],
  ['CANCELING', 'under-way'],
  ['DEPLOYING', 'under-way'],
  ['DEPLOYMENT_QUEUED', 'under-way'],
  ['EXECUTING', 'under-way'],
  ['QUEUED', 'under-way'],
  ['RESTARTING', 'under-way'],
  ['RESTART_QUEUED', 'under-way'],
  ['WAITING_RESTARTING', 'under-way'],
  ['WAITING_RUNNING', 'under-way'],
  ['DELETED', 'stopped'],
  ['DELETE_ERROR', 'stopped'],
  ['DELETE_QUEUED', 'stopped'],
  ['DELETING', 'stopped'],
  ['STOPPED', 'stopped'],
  ['STOPPING', 'stopped'],
  ['STOP_ERROR', 'stopped'],
  ['STOP_QUEUED', 'stopped'],
  ['WAITING_DELETING', 'stopped'],
  ['WAITING_STOPPING', 'stopped'],
]);

/** Where the state says too little, how far the last action is does. */
const STATES_BY_PROGRESS: ReadonlyMap<string, DeploymentState> = new Map<string, DeploymentState>([
  ['CANCELED', 'failed'],
  ['CANCELING', 'under-way'],
  ['ERROR', 'failed'],
  ['EXECUTING', 'under-way'],
  ['ONGOING', 'under-way'],
  ['QUEUED', 'under-way'],
  ['SUCCESS', 'deployed'],
]);

/** Sorts a service by its state and, where that says too little, by how far its last action is. */
export const deploymentStateOf = ({
  state,
  progress,
}: Pick<ServiceStatus, 'state' | 'progress'>): DeploymentState =>
  STATES.get(state) ?? STATES_BY_PROGRESS.get(progress ?? '') ?? 'unclear';
