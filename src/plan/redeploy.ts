import { type ServiceStatus, deploymentStateOf } from '../model/deployment.js';
import { compareText } from '../model/location.js';
import { REASON_TRAITS } from '../model/plan.js';
import type {
  RedeployCandidate,
  RedeployDecision,
  RedeployGroup,
  RedeployOutcome,
  RedeployReason,
} from '../model/redeploy.js';
import type { Listing } from '../model/remote-secret.js';
import { environmentIdOf, isRedeployable, isServiceType, projectIdOf } from '../model/scope.js';
import type { ChangeOutcome } from '../model/write.js';
import { splitDescription } from './signing/marker.js';

/** Milliseconds by which a marker may be ahead of the start of a later deployment, because both are truncated to seconds. */
const CLOCK_TOLERANCE = 2000;

/** Milliseconds by which a marker may be ahead of the override's own time. Markers that claim more are not trusted. */
const MARKER_TOLERANCE = 15_000;

/** The facts about a change that decide a redeploy: whether and when this run wrote it. */
export type ChangeFacts = Pick<ChangeOutcome, 'change' | 'outcome' | 'markerTime'>;

/**
 * Finds the services that may need a redeploy, by environment: those that this run wrote to, and those with a live marker of our stack.
 * If a run is killed before its redeploy, the next run completes it.
 */
export const findCandidates = (
  outcomes: readonly ChangeFacts[],
  listings: ReadonlyMap<string, Listing>,
): readonly RedeployGroup[] => {
  const byService = new Map<string, RedeployCandidate>();
  const changedPlaces = new Set<string>();
  for (const outcome of outcomes) {
    const service = outcome.change.scope;
    if (service === null) continue;
    if (!isServiceType(service.type)) {
      if (outcome.outcome === 'applied') changedPlaces.add(service.id.toLowerCase());
      continue;
    }
    const changedAt = changeTime(outcome, listings);
    const hasFailedWrite = outcome.outcome === 'failed';
    if (changedAt === null && !hasFailedWrite) continue;
    const known = byService.get(service.id);
    byService.set(service.id, {
      service,
      changedAt: Math.max(changedAt ?? 0, known?.changedAt ?? 0),
      hasFailedWrite: hasFailedWrite || known?.hasFailedWrite === true,
    });
  }
  return groupByEnvironment([...byService.values()], changedPlaces);
};

/** When an override last changed, in milliseconds since 1970; null if our stack has not written it. */
const changeTime = (outcome: ChangeFacts, listings: ReadonlyMap<string, Listing>): number | null => {
  const { change } = outcome;
  if (outcome.outcome === 'applied') {
    return outcome.markerTime === null ? Number.POSITIVE_INFINITY : outcome.markerTime * 1000;
  }
  const listing = listings.get(change.scope?.id ?? '');
  if (change.action === 'blocked' || !REASON_TRAITS[change.reason].isOurs || listing?.kind !== 'read')
    return null;
  const override = listing.secrets.find(({ id }) => id === change.overrideId);
  const { marker } = splitDescription(override?.description ?? '');
  if (override === undefined || marker?.kind !== 'marker') return null;
  const time = marker.time * 1000;
  return override.ownTime > 0 ? Math.min(time, override.ownTime + MARKER_TOLERANCE) : time;
};

const groupByEnvironment = (
  candidates: readonly RedeployCandidate[],
  changedPlaces: ReadonlySet<string>,
): readonly RedeployGroup[] => {
  const groups = new Map<string, RedeployGroup & { readonly candidates: RedeployCandidate[] }>();
  for (const candidate of candidates.toSorted(compareCandidates)) {
    const { environmentId, project, environment } = candidate.service;
    if (environmentId === null) throw new TypeError('a service without an environment cannot be redeployed');
    const group = groups.get(environmentId);
    if (group !== undefined) group.candidates.push(candidate);
    else
      groups.set(environmentId, {
        environment: { id: environmentId, project, environment },
        candidates: [candidate],
        hasWiderChange: [environmentIdOf, projectIdOf].some((idOf) =>
          changedPlaces.has(idOf(candidate.service).toLowerCase()),
        ),
      });
  }
  return [...groups.values()];
};

const compareCandidates = (
  { service: left }: RedeployCandidate,
  { service: right }: RedeployCandidate,
): number =>
  compareText(left.project, right.project) ||
  compareText(left.environment ?? '', right.environment ?? '') ||
  compareText(left.type, right.type) ||
  compareText(left.service ?? '', right.service ?? '') ||
  compareText(left.id, right.id);

/**
 * Decides whether to redeploy a service. A stopped service stays stopped; it picks up its overrides when somebody starts it.
 * A service that was never deployed needs a version, which this tool does not choose. An agentic workflow cannot be redeployed on request.
 */
export const decideRedeploy = (
  candidate: RedeployCandidate,
  status: ServiceStatus | null,
): RedeployDecision => {
  if (candidate.hasFailedWrite) return settled('left-out', status, 'failed-write');
  const canRedeploy = isRedeployable(candidate.service.type);
  if (status === null) {
    if (!canRedeploy) return settled('left-out', null, 'not-redeployable');
    const result = { outcome: 'failed', reason: null, state: null, error: NOT_LISTED } as const;
    return { kind: 'settled', result };
  }
  if (status.wasNeverDeployed) return settled('never-deployed', status);
  const stand = deploymentStateOf(status);
  if (stand === 'stopped') return settled('left-out', status, 'service-stopped');
  if (!carries(status, candidate.changedAt)) {
    return canRedeploy ? { kind: 'request' } : settled('left-out', status, 'not-redeployable');
  }
  return settled('up-to-date', status, stand === 'under-way' ? 'already-under-way' : null);
};

const NOT_LISTED = {
  code: 'not-found',
  message: 'the API does not list this service in its environment',
  hint: 'check that it still exists in this environment, or redeploy it manually',
};

const settled = (
  outcome: RedeployOutcome,
  status: ServiceStatus | null,
  reason: RedeployReason | null = null,
): RedeployDecision => ({
  kind: 'settled',
  result: { outcome, reason, state: status?.state ?? null, error: null },
});

/**
 * Whether the last or current deployment certainly started after a change. The API does not say whether its date is the start or the
 * end, so a known duration is subtracted; at worst this causes one redeploy too many. During a deployment, the date is its start or the
 * end of the previous one. If either is after the change, so is the start.
 */
const carries = (status: ServiceStatus, changedAt: number): boolean => {
  const { lastDeploymentDate, lastDuration } = status;
  if (lastDeploymentDate === null || !isDeployment(status)) return false;
  switch (deploymentStateOf(status)) {
    case 'failed':
    case 'stopped':
      return false;
    case 'under-way':
      return lastDeploymentDate + CLOCK_TOLERANCE >= changedAt;
    case 'deployed':
    case 'unclear':
      return lastDeploymentDate - (lastDuration ?? 0) + CLOCK_TOLERANCE >= changedAt;
  }
};

/** Whether the last action makes overrides live. A restart or a Terraform plan does not. */
const isDeployment = ({ action, state, subAction }: ServiceStatus): boolean => {
  if (/RESTART|^CANCEL/.test(state) || (action !== null && action !== 'DEPLOY' && action !== 'UNKNOWN'))
    return false;
  return subAction === null || subAction === 'NONE' || subAction === 'TERRAFORM_PLAN_AND_APPLY';
};
