import { splitDescription } from '../../../plan/signing/marker.js';
import { hasDrifted, writtenAt } from '../../../plan/verdict.js';
import { SERVICE_WIRE } from '../../../qovery/service-wire.js';
import { readTime } from '../../../qovery/secrets/secret-shape.js';
import { isServiceType } from '../../../model/scope.js';
import { isRecord, readText } from '../../../text/json.js';
import type { Entry } from './entries.js';
import { readLog } from './event-log.js';
import type { Prober } from './prober.js';

/** What a status says of the service; null where it says nothing. */
export interface DeploymentStatus {
  /** Such as `UP_TO_DATE`. */
  readonly word: string | null;
  /** Milliseconds since 1970. */
  readonly date: number | null;
  /** Milliseconds that the last deployment took. */
  readonly duration: number | null;
}

/** Reads the status of the service; null where it cannot be read. */
export const readStatus = async ({ scope, send }: Prober): Promise<DeploymentStatus | null> => {
  const path = `/environment/${encodeURIComponent(scope.environmentId ?? '')}/statuses`;
  const { status, json } = await send({ method: 'GET', path });
  if (status !== 200 || !isRecord(json) || !isServiceType(scope.type)) return null;
  const list = json[SERVICE_WIRE[scope.type].list];
  const found = Array.isArray(list)
    ? (list as readonly unknown[]).filter(isRecord).find((item) => readText(item, 'id') === scope.id)
    : undefined;
  if (found === undefined) return null;
  const steps = isRecord(found['steps']) ? found['steps'] : {};
  const seconds = steps['total_duration_sec'];
  return {
    word: readText(found, 'service_deployment_status'),
    date: readTime(found['last_deployment_date']) || null,
    duration: typeof seconds === 'number' ? seconds * 1000 : null,
  };
};

/** Notes what the edits of a run did to the status of the service, and what the status says about the last deployment. */
export const probeDeployments = async (
  prober: Prober,
  before: DeploymentStatus | null,
  entries: readonly Entry[],
): Promise<void> => {
  const { observations } = prober;
  const after = await readStatus(prober);
  if (before === null || after === null) {
    for (const name of NAMES) observations.miss(name, 'the token may not read statuses');
    return;
  }
  if (after.date === null) {
    for (const name of NAMES) observations.miss(name, 'the service was never deployed');
    return;
  }
  if (before.word === 'OUT_OF_DATE') observations.miss('editedService', 'the service was out of date before');
  else observations.see('editedService', after.word === 'OUT_OF_DATE' ? 'out-of-date' : 'unchanged');
  observations.see('deploymentSteps', after.duration === null ? 'absent' : 'reported');
  await probeLastDeployment(prober, after, entries);
};

const NAMES = ['editedService', 'deploymentSteps', 'lastDeploymentDate'] as const;

/** Times this close are of one moment, in milliseconds. */
const CLOSE = 3000;

const isClose = (left: number, right: number): boolean => Math.abs(left - right) <= CLOSE;

/** Compares the date of the last deployment, and the times of overrides, with the request for it in the event log. */
const probeLastDeployment = async (
  prober: Prober,
  { date, duration }: DeploymentStatus,
  entries: readonly Entry[],
): Promise<void> => {
  const { observations } = prober;
  const log =
    prober.scope.organizationId === null ? null : await readLog(prober, { eventType: 'TRIGGER_DEPLOY' });
  const requestedAt = log?.[0]?.at ?? null;
  if (requestedAt === null || date === null) {
    observations.miss('lastDeploymentDate', 'the event log has no deployment of the service');
    return;
  }
  if (entries.some((entry) => wasMovedAt(entry, requestedAt)))
    observations.see('updatedAtMoves', 'also-on-deploy');
  if (isClose(date, requestedAt)) observations.see('lastDeploymentDate', 'start');
  else if (duration === null || isClose(date - duration, requestedAt))
    observations.see('lastDeploymentDate', 'end');
  else observations.miss('lastDeploymentDate', 'the last deployment waited, so its start is not known');
};

/** Whether an override that this program wrote, and then nobody, has the time of a deployment. */
const wasMovedAt = (entry: Entry, requestedAt: number): boolean => {
  const written = writtenAt(entry);
  const { marker } = splitDescription(entry.description ?? '');
  return (
    marker !== null &&
    written !== null &&
    hasDrifted(entry.ownTime, written) &&
    isClose(entry.ownTime, requestedAt)
  );
};
