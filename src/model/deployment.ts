import type { Scope, ServiceType } from './scope.js';
import type { WriteFailure } from './write.js';

/** The deployment status of one service. Source: `Status` of the API description. */
export interface ServiceStatus {
  /** UUID in lower case. */
  readonly id: string;
  /** The type of the service. */
  readonly type: ServiceType;
  /** As the API spells it, such as `DEPLOYED`; may be a word that this version does not know. */
  readonly state: string;
  /** The current or last action, such as `DEPLOY` or `RESTART`; null where the API says nothing. */
  readonly action: string | null;
  /** Part of a Terraform action, such as `TERRAFORM_PLAN_ONLY`; null where the API says nothing. */
  readonly subAction: string | null;
  /** Its progress, such as `ONGOING` or `SUCCESS`; null where the API says nothing. */
  readonly progress: string | null;
  /** Whether it was never deployed. */
  readonly wasNeverDeployed: boolean;
  /** Whether the API lists it as out of date. It does not say whether an edit of a secret is enough for that. */
  readonly isOutOfDate: boolean;
  /** Milliseconds since 1970; null if there is none. The API does not say whether it is the start or the end. */
  readonly lastDeploymentDate: number | null;
  /** Milliseconds that the last deployment took, in whole seconds; null where the API does not say. */
  readonly lastDuration: number | null;
  /** Id of the last execution; null where the API does not say. */
  readonly executionId: string | null;
  /** UUID of the request that is being carried out; null if there is none. */
  readonly requestId: string | null;
  /** How many requests to deploy it the API counts. */
  readonly requestCount: number;
}

/** The deployment statuses of an environment. */
export interface EnvironmentStatuses {
  /** Whether a deployment or another action is under way. */
  readonly isBusy: boolean;
  /** By UUID in lower case. */
  readonly services: ReadonlyMap<string, ServiceStatus>;
}

/** The statuses of an environment, or why they could not be read. */
export type StatusesResult =
  | {
      readonly kind: 'read';
      /** Of the environment and its services. */
      readonly statuses: EnvironmentStatuses;
    }
  | WriteFailure;

/** The outcome of a request to deploy; the code `busy` means that another action is under way there. */
export type DeployResult = { readonly kind: 'requested' } | WriteFailure;

/**
 * An environment by its names.
 *
 * @inline
 */
export type EnvironmentPlace = Pick<Scope, 'project' | 'environment'> & {
  /** UUID. */
  readonly id: string;
};

/** Deploys services. Its methods reject only for a bug. */
export interface Deployer {
  /** Reads the statuses of an environment: one request. */
  readonly readStatuses: (environment: EnvironmentPlace) => Promise<StatusesResult>;
  /** Requests a deployment of services; `before` is what was read just before. */
  readonly deploy: (
    environment: EnvironmentPlace,
    services: readonly Scope[],
    before: EnvironmentStatuses,
  ) => Promise<DeployResult>;
}

/**
 * The state of a service in short: its last deployment succeeded or failed, one is under way, or the service is stopped or deleted, or
 * soon will be. `unclear` where the API's word says too little, or is new.
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

/** For states that say too little: by the progress of the last action. */
const STATES_BY_PROGRESS: ReadonlyMap<string, DeploymentState> = new Map<string, DeploymentState>([
  ['CANCELED', 'failed'],
  ['CANCELING', 'under-way'],
  ['ERROR', 'failed'],
  ['EXECUTING', 'under-way'],
  ['ONGOING', 'under-way'],
  ['QUEUED', 'under-way'],
  ['SUCCESS', 'deployed'],
]);

/** The deployment state of a service, from its state or, if that says too little, the progress of its last action. */
export const deploymentStateOf = ({
  state,
  progress,
}: Pick<ServiceStatus, 'state' | 'progress'>): DeploymentState =>
  STATES.get(state) ?? STATES_BY_PROGRESS.get(progress ?? '') ?? 'unclear';
