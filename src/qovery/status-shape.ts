import type { EnvironmentStatuses, ServiceStatus } from '../model/deployment.js';
import { standOf } from '../model/service-stand.js';
import { parseTime } from '../model/time.js';
import { isRecord, readText } from './json.js';

/** Where the answer lists the services that can carry secret overrides. Source: API description, `EnvironmentStatuses`. */
const LISTS = ['applications', 'containers', 'jobs', 'helms', 'terraforms'] as const;

/** Reads an environment's statuses; null when the JSON is something else. What is new in it is passed over. */
export const readStatuses = (json: unknown): EnvironmentStatuses | null => {
  if (!isRecord(json) || !isRecord(json['environment'])) return null;
  const services = LISTS.flatMap((name): readonly unknown[] => {
    const list = json[name];
    return Array.isArray(list) ? (list as readonly unknown[]) : [];
  })
    .map(readStatus)
    .filter((status) => status !== null);
  const state = readText(json['environment'], 'state') ?? '';
  return {
    isBusy: /ING$|QUEUED$/.test(state) || services.some((status) => standOf(status) === 'under-way'),
    services: new Map(services.map((status) => [status.id, status])),
  };
};

const readStatus = (json: unknown): ServiceStatus | null => {
  if (!isRecord(json)) return null;
  const id = readText(json, 'id');
  const state = readText(json, 'state');
  if (id === null || state === null) return null;
  const details = isRecord(json['status_details']) ? json['status_details'] : {};
  const steps = isRecord(json['steps']) ? json['steps'] : {};
  const seconds = steps['total_duration_sec'];
  const requests = json['deployment_requests_count'];
  return {
    id: id.toLowerCase(),
    state,
    action: readText(details, 'action'),
    subAction: readText(details, 'sub_action'),
    progress: readText(details, 'status'),
    wasNeverDeployed: json['service_deployment_status'] === 'NEVER_DEPLOYED',
    lastDeploymentDate: parseTime(readText(json, 'last_deployment_date') ?? ''),
    lastDuration: typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : null,
    executionId: readText(json, 'execution_id'),
    requestId: readText(json, 'deployment_request_id'),
    requestCount: typeof requests === 'number' ? requests : 0,
  };
};
