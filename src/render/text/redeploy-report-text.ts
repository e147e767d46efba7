import { formatPlace } from '../../model/address.js';
import {
  isUnsuccessful,
  type RedeployOutcome,
  type RedeployReason,
  type RedeployReport,
  type ServiceRedeploy,
} from '../../model/redeploy.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from '../../text/escape.js';
import type { Paint } from './paint.js';
import { isServiceType } from '../../model/scope.js';
import type { ChangeOutcome } from '../../model/write.js';

const INDENT = ' '.repeat(2);

/** Outcomes in the order of the totals. */
const TOTALS: readonly (readonly [RedeployOutcome, string])[] = [
  ['deployed', 'deployed'],
  ['requested', 'requested'],
  ['up-to-date', 'up to date'],
  ['never-deployed', 'never deployed'],
  ['left-out', 'left out'],
  ['failed', 'failed'],
  ['timed-out', 'timed out'],
];

/** Renders the result of a redeploy: the totals, then a line for each service, except those that needed nothing. */
export const renderRedeployReport = (
  report: RedeployReport,
  interrupted: boolean,
  paint: Paint,
): readonly string[] => {
  const services = report.flatMap((environment) => environment.services);
  if (services.length === 0) return [`${paint.success('Redeploy:')} no service needs it.`];
  const isGood = !services.some(isUnsuccessful);
  const counts = TOTALS.flatMap(([outcome, words]) => {
    const count = services.filter((service) => service.outcome === outcome).length;
    return count === 0 ? [] : [`${String(count)} ${words}`];
  });
  const continuesAfterwards = interrupted && services.some(({ outcome }) => outcome === 'requested');
  return [
    `${isGood ? paint.success('Redeploy:') : paint.error('Redeploy:')} ${counts.join(', ')}.`,
    ...services
      .filter(({ outcome, reason }) => outcome !== 'up-to-date' || reason !== null)
      .flatMap((service) => renderService(service, paint)),
    ...(continuesAfterwards
      ? ['The requested deployments continue; see the Qovery console for their results.']
      : []),
  ];
};

/** Renders a service and its result in one line. */
export const renderServiceLine = (redeploy: ServiceRedeploy, paint: Paint): string => {
  const place = printable(formatPlace(redeploy.service));
  const text = describeResult(redeploy);
  return `${place}: ${isUnsuccessful(redeploy) ? paint.error(text) : text}`;
};

const renderService = (redeploy: ServiceRedeploy, paint: Paint): readonly string[] => {
  const hint = redeploy.error?.hint ?? null;
  return [
    `${INDENT}${renderServiceLine(redeploy, paint)}`,
    ...(hint === null ? [] : [`${INDENT}${INDENT}hint: ${printableExcerpt(hint, MESSAGE_LIMIT)}`]),
  ];
};

const describeResult = ({ outcome, reason, error }: ServiceRedeploy): string => {
  const message = error === null ? '' : printableExcerpt(error.message, MESSAGE_LIMIT);
  switch (outcome) {
    case 'requested':
      return 'redeploy requested';
    case 'up-to-date':
      return reason === 'already-under-way'
        ? 'a deployment that started after the last change is in progress'
        : 'up to date';
    case 'never-deployed':
      return 'never deployed; its first deployment needs a version and will pick up its overrides';
    case 'left-out':
      return `left out: ${reason === null ? 'not needed' : REASONS[reason]}`;
    case 'deployed':
      return 'deployed';
    case 'failed':
      return `failed: ${message}`;
    case 'timed-out':
      return `timed out: ${message}`;
  }
};

const REASONS: Readonly<Record<RedeployReason, string>> = {
  'failed-write': 'one of its overrides could not be written',
  'plan-errors': 'the plan has errors',
  'run-stopped': 'the run stopped early because of a failure',
  interrupted: 'the run was interrupted',
  'service-stopped': 'it is stopped and will pick up its overrides when it is started',
  'already-under-way': 'a deployment is in progress',
  'not-redeployable':
    'the Qovery API has no request that redeploys an agentic workflow; redeploy it in the Qovery console',
};

/** Lists the services that need a redeploy before their new overrides are live, one per line; empty if nothing was written. */
export const renderRedeployNotice = (outcomes: readonly ChangeOutcome[]): readonly string[] =>
  renderList(
    'Overrides are live only after a redeploy. Waiting:',
    placesOf(appliedOf(outcomes).filter(({ change }) => isServiceType(change.scopeType))),
  );

/** Lists changes that affect several services, which may need a manual redeploy, and the services that Qovery lists as out of date. */
export const renderWiderNotice = (
  outcomes: readonly ChangeOutcome[],
  report: RedeployReport | null,
): readonly string[] => [
  ...renderList(
    'Changed for a whole environment or project; redeploy the services that use it:',
    placesOf(appliedOf(outcomes).filter(({ change }) => !isServiceType(change.scopeType))),
  ),
  ...renderList(
    'Qovery lists as out of date, and this run did not redeploy:',
    (report ?? []).flatMap(({ outOfDate }) => outOfDate.map((service) => printable(formatPlace(service)))),
  ),
];

const renderList = (title: string, places: readonly string[]): readonly string[] =>
  places.length === 0 ? [] : [title, ...places.map((place) => `${INDENT}${place}`)];

const appliedOf = (outcomes: readonly ChangeOutcome[]): readonly ChangeOutcome[] =>
  outcomes.filter(({ outcome }) => outcome === 'applied');

/** The distinct scopes of some changes: their addresses without the key. A `/` in a key is always encoded. */
const placesOf = (outcomes: readonly ChangeOutcome[]): readonly string[] => [
  ...new Set(
    outcomes.map(({ change }) => printable(change.address.slice(0, change.address.lastIndexOf('/')))),
  ),
];
