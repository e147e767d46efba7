import {
  type EnvironmentPlace,
  type EnvironmentStatuses,
  type ServiceStatus,
  type StatusesResult,
  deploymentStateOf,
} from '../model/deployment.js';
import { SERVICE_TYPES, type ServiceType } from '../model/scope.js';
import { isRecord, readText } from '../text/json.js';
import { parseTime } from '../text/time.js';
import { getRequest, isDenied } from './client/api-request.js';
import type { Client } from './client/client.js';
import { toWriteFailure } from './client/problem.js';
import { SERVICE_WIRE } from './service-wire.js';

/** Reads the statuses of an environment and its services; the signal aborts the request. */
export const requestStatuses = async (
  client: Client,
  environment: EnvironmentPlace,
  signal: AbortSignal | null,
): Promise<StatusesResult> => {
  const request = getRequest(`/environment/${encodeURIComponent(environment.id)}/statuses`, readStatuses);
  const answer = await client.request({ ...request, signal });
  if (answer.kind === 'success') return { kind: 'read', statuses: answer.value };
  const isFatal = answer.kind !== 'unknown' && answer.isFatal;
  if (answer.kind === 'refused' && !isFatal && isDenied(answer)) {
    return {
      kind: 'failed',
      code: 'access-denied',
      message: `the API token may not see the deployments of environment ${nameEnvironment(environment)} (status ${String(answer.status)})`,
      hint: 'a token cannot be edited, so make a new one with a role that may read and deploy this environment, or redeploy by hand',
      fatal: false,
    };
  }
  return toWriteFailure(answer.problem, isFatal);
};

/** Names an environment in a message. */
export const nameEnvironment = ({ project, environment, id }: EnvironmentPlace): string =>
  `${project}/${environment ?? id}`;

/** Reads an environment's statuses; null when the JSON is something else. Unknown lists and fields are ignored. */
const readStatuses = (json: unknown): EnvironmentStatuses | null => {
  if (!isRecord(json) || !isRecord(json['environment'])) return null;
  const services = SERVICE_TYPES.flatMap((type): readonly ServiceStatus[] => {
    const items = json[SERVICE_WIRE[type].list];
    return Array.isArray(items)
      ? (items as readonly unknown[]).flatMap((item) => readStatus(item, type) ?? [])
      : [];
  });
  const state = readText(json['environment'], 'state') ?? '';
  return {
    isBusy:
      /ING$|QUEUED$/.test(state) || services.some((status) => deploymentStateOf(status) === 'under-way'),
    services: new Map(services.map((status) => [status.id, status])),
  };
};

const readStatus = (json: unknown, type: ServiceType): ServiceStatus | null => {
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
    type,
    state,
    action: readText(details, 'action'),
    subAction: readText(details, 'sub_action'),
    progress: readText(details, 'status'),
    wasNeverDeployed: json['service_deployment_status'] === 'NEVER_DEPLOYED',
    isOutOfDate: json['service_deployment_status'] === 'OUT_OF_DATE',
    lastDeploymentDate: parseTime(readText(json, 'last_deployment_date') ?? ''),
    lastDuration: typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : null,
    executionId: readText(json, 'execution_id'),
    requestId: readText(json, 'deployment_request_id'),
    requestCount: typeof requests === 'number' ? requests : 0,
  };
};
