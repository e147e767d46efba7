import { formatAddress } from '../../model/address.js';
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

/** In the order in which the totals name them. */
const TOTALS: readonly (readonly [RedeployOutcome, string])[] = [
  ['deployed', 'deployed'],
  ['requested', 'requested'],
  ['up-to-date', 'up to date'],
  ['never-deployed', 'never deployed'],
  ['left-out', 'left out'],
  ['failed', 'failed'],
  ['timed-out', 'timed out'],
];

/** Says how a redeploy went: the totals, then a line for each service but those that needed nothing. */
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
  const goesOn = interrupted && services.some(({ outcome }) => outcome === 'requested');
  return [
    `${isGood ? paint.success('Redeploy:') : paint.error('Redeploy:')} ${counts.join(', ')}.`,
    ...services
      .filter(({ outcome, reason }) => outcome !== 'up-to-date' || reason !== null)
      .flatMap((service) => renderService(service, paint)),
    ...(goesOn ? ['The deployments that were requested go on; the Qovery console shows how they end.'] : []),
  ];
};

/** Names a service and says what became of it, in one line. */
export const renderServiceLine = (redeploy: ServiceRedeploy, paint: Paint): string => {
  const place = printable(formatAddress(redeploy.service, '').slice(0, -1));
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
        ? 'a deployment that began after the last change is under way'
        : 'up to date';
    case 'never-deployed':
      return 'never deployed; its first deployment, which needs a version, takes its overrides up';
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
  'service-stopped': 'it is stopped, and takes its overrides up when it is started',
  'already-under-way': 'a deployment is under way',
};

/** Says which services must be redeployed before what was written is live; one line each, none when nothing was written. */
export const renderRedeployNotice = (outcomes: readonly ChangeOutcome[]): readonly string[] =>
  renderList(
    'An override is live only after a redeploy. Waiting:',
    placesOf(appliedOf(outcomes).filter(({ change }) => isServiceType(change.scopeType))),
  );

/** Says what changed for more than one service, all of which may have to be redeployed by hand. */
export const renderWiderNotice = (outcomes: readonly ChangeOutcome[]): readonly string[] =>
  renderList(
    'Changed for a whole environment or project; redeploy the services there that use it:',
    placesOf(appliedOf(outcomes).filter(({ change }) => !isServiceType(change.scopeType))),
  );

const renderList = (title: string, places: readonly string[]): readonly string[] =>
  places.length === 0 ? [] : [title, ...places.map((place) => `${INDENT}${place}`)];

const appliedOf = (outcomes: readonly ChangeOutcome[]): readonly ChangeOutcome[] =>
  outcomes.filter(({ outcome }) => outcome === 'applied');

/** The distinct scopes of some changes: their addresses without the secret's key, in which a `/` is always encoded. */
const placesOf = (outcomes: readonly ChangeOutcome[]): readonly string[] => [
  ...new Set(
    outcomes.map(({ change }) => printable(change.address.slice(0, change.address.lastIndexOf('/')))),
  ),
];
