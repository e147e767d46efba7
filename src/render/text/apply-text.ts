import { isUnsuccessful, type RedeployReport } from '../../model/redeploy.js';
import type { RequestUsage, Action } from '../../model/plan.js';
import type { ChangeOutcome, Outcome } from '../../model/write.js';
import type { Paint } from './paint.js';
import { renderRedeployReport, renderRedeployNotice, renderWiderNotice } from './redeploy-report-text.js';
import { renderRequests } from './requests-text.js';
import { ACTION_SIGNS } from './change-text.js';
import type { Scope } from '../../model/scope.js';
import { formatCount } from '../../text/words.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from '../../text/escape.js';

/**
 * The result of an apply.
 *
 * @inline
 */
export interface ApplyTextInput {
  /** In the order of the plan, including changes without a write. */
  readonly outcomes: readonly ChangeOutcome[];
  /** From the client, after the run. */
  readonly usage: RequestUsage;
  /** Whether a signal ended the run early. */
  readonly interrupted: boolean;
  /** Null or omitted if no redeploy was requested. */
  readonly redeploy?: RedeployReport | null;
  /** From `createPaint`. */
  readonly paint: Paint;
}

/** Renders every change as applied, failed or not attempted, then the totals, then the services that were or must be redeployed. */
export const renderApplyText = ({
  outcomes,
  usage,
  interrupted,
  redeploy = null,
  paint,
}: ApplyTextInput): string => {
  const list = (outcome: Outcome): string =>
    outcomes
      .filter((entry) => entry.outcome === outcome)
      .map((entry) => renderOutcome(entry, paint))
      .join('');
  const totals = [
    renderTotals(outcomes, paint),
    renderRequests(usage, null),
    ...explainNotAttempted({ outcomes, interrupted, redeploy, paint }),
    ...(redeploy === null
      ? renderRedeployNotice(outcomes)
      : renderRedeployReport(redeploy, interrupted, paint)),
    ...renderWiderNotice(outcomes, redeploy),
  ];
  const lists = [list('applied'), list('failed'), list('not-attempted')].filter((text) => text !== '');
  return [...lists, `${totals.join('\n')}\n`].join('\n');
};

/** Renders how many changes were applied, failed or not attempted, in one line without a line break. */
export const renderTotals = (outcomes: readonly ChangeOutcome[], paint: Paint): string => {
  const { applied, failed, notAttempted } = countOutcomes(outcomes);
  const title = failed + notAttempted === 0 ? paint.success('Apply:') : paint.error('Apply:');
  return `${title} ${String(applied)} applied, ${String(failed)} failed, ${String(notAttempted)} not attempted.`;
};

/** What is known of an apply that ends before its requests do. */
export interface EndedApply {
  /** In the order in which they became known. */
  readonly outcomes: readonly ChangeOutcome[];
  /** How many writes the plan has. */
  readonly writes: number;
  /** Services that a deployment was asked for, and whether Qovery accepted it. */
  readonly redeploys: readonly { readonly services: readonly Scope[]; readonly error: unknown }[];
  /** From `createPaint`. */
  readonly paint: Paint;
}

/** Renders an apply that a second signal ended at once: every outcome so far, and how many are not known. */
export const renderEndedApply = ({ outcomes, writes, redeploys, paint }: EndedApply): string => {
  const { applied, failed } = countOutcomes(outcomes);
  const deployed = redeploys
    .filter(({ error }) => error === null)
    .reduce((count, { services }) => count + services.length, 0);
  const unknown = writes - applied - failed;
  return [
    '\n',
    ...outcomes
      .filter(({ outcome }) => outcome === 'applied' || outcome === 'failed')
      .map((outcome) => renderOutcome(outcome, paint)),
    `${paint.error('Apply:')} ${String(applied)} applied, ${String(failed)} failed, ${String(unknown)} not known.\n`,
    ...(deployed === 0 ? [] : [`Redeploys were requested for ${formatCount(deployed, 'service')}.\n`]),
    `${paint.warning('Interrupted')} again, and ended at once. `,
    unknown === 0
      ? 'All changes are written.\n'
      : 'What is not known was never sent, or may have been carried out: run again.\n',
  ].join('');
};

/** Explains why some writes were not started, or what an interrupt left undone; empty if everything was done. */
export const explainNotAttempted = ({
  outcomes,
  interrupted,
  redeploy = null,
  paint,
}: Omit<ApplyTextInput, 'usage'>): readonly string[] => {
  const { applied, failed } = countOutcomes(outcomes);
  const waiting = outcomes.filter(({ outcome }) => outcome === 'not-attempted');
  if (interrupted) {
    const isDone = waiting.length + failed === 0 && !hasWorkLeft(redeploy);
    const text = isDone
      ? 'Everything was already written and requested, so nothing needs to be repeated.'
      : 'Requests in progress have finished, and nothing new was started. Apply again to continue.';
    return [`${paint.warning('Interrupted.')} ${text}`];
  }
  if (waiting.length === 0) return [];
  if (applied + failed === 0) {
    return [
      'Nothing was changed, because the plan has errors; pass --skip-blocked to skip only blocked overrides.',
    ];
  }
  return waiting.every(({ change }) => change.action === 'delete')
    ? ['Deletes run last, and only if everything else succeeded.']
    : ['The run stopped early because of a failure. Apply again to continue.'];
};

/** Whether another run would have something to redeploy. */
const hasWorkLeft = (redeploy: RedeployReport | null): boolean =>
  (redeploy ?? []).some(({ services }) =>
    services.some((service) => service.reason === 'interrupted' || isUnsuccessful(service)),
  );

const DONE: Readonly<Record<Action, string>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  blocked: 'blocked',
  none: 'unchanged',
};

/** Renders the outcome of one change in one line without a newline, such as `~ updated shop/production/TOKEN`. */
export const renderOutcomeLine = ({ change, outcome, error }: ChangeOutcome, paint: Paint): string => {
  const sign = ACTION_SIGNS[change.action];
  const address = printable(change.address);
  const why =
    error === null ? '' : `: ${printableExcerpt(error.message, MESSAGE_LIMIT)} (${printable(error.code)})`;
  switch (outcome) {
    case 'applied':
      return `${paint[change.action](`${sign} ${DONE[change.action]}`)} ${address}`;
    case 'failed':
      return `${paint.error(`${sign} failed`)}  ${address}${why}`;
    case 'not-attempted':
      return `${paint.faint(`${sign} not attempted`)} ${address}${why}`;
    case 'unchanged':
      return `${paint.faint(`${sign} unchanged`)} ${address}`;
  }
};

/** Renders the same line for a report, with its newline and, on a second line, the hint of a failure. */
export const renderOutcome = (outcome: ChangeOutcome, paint: Paint): string => {
  const hint = outcome.error?.hint ?? null;
  const hintLine = hint === null ? '' : `    hint: ${printableExcerpt(hint, MESSAGE_LIMIT)}\n`;
  return `${renderOutcomeLine(outcome, paint)}\n${hintLine}`;
};

/** Counts the writes that were applied, failed or not attempted. */
export const countOutcomes = (
  outcomes: readonly ChangeOutcome[],
): { readonly applied: number; readonly failed: number; readonly notAttempted: number } => {
  const count = (word: Outcome): number => outcomes.filter(({ outcome }) => outcome === word).length;
  return { applied: count('applied'), failed: count('failed'), notAttempted: count('not-attempted') };
};
