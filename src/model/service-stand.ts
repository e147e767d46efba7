import type { ServiceStatus } from './deployment.js';

/**
 * What a service's state comes to: its last deployment succeeded or failed, one is under way, or it is stopped, deleted or on
 * its way there. `unclear` where the API's word says too little, or is new.
 */
export type ServiceStand = 'deployed' | 'failed' | 'under-way' | 'stopped' | 'unclear';

const STANDS: ReadonlyMap<string, ServiceStand> = new Map<string, ServiceStand>([
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
const STANDS_BY_PROGRESS: ReadonlyMap<string, ServiceStand> = new Map<string, ServiceStand>([
  ['CANCELED', 'failed'],
  ['CANCELING', 'under-way'],
  ['ERROR', 'failed'],
  ['EXECUTING', 'under-way'],
  ['ONGOING', 'under-way'],
  ['QUEUED', 'under-way'],
  ['SUCCESS', 'deployed'],
]);

/** Sorts a service by its state and, where that says too little, by how far its last action is. */
export const standOf = ({ state, progress }: Pick<ServiceStatus, 'state' | 'progress'>): ServiceStand =>
  STANDS.get(state) ?? STANDS_BY_PROGRESS.get(progress ?? '') ?? 'unclear';
