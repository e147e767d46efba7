import { isUnsuccessful, type RedeployReport } from '../../model/redeploy.js';
import type { RequestUsage, Action } from '../../model/plan.js';
import type { ChangeOutcome, Outcome } from '../../model/write.js';
import type { Paint } from './paint.js';
import { renderRedeployReport, renderRedeployNotice, renderWiderNotice } from './redeploy-report-text.js';
import { renderRequests } from './requests-text.js';
import { ACTION_SIGNS } from './change-text.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from '../../text/escape.js';

/** What an apply came to. */
export interface ApplyTextInput {
  /** In the plan's order, also of changes without a write. */
  readonly outcomes: readonly ChangeOutcome[];
  /** From the client, when all is done. */
  readonly usage: RequestUsage;
  /** Whether a signal ended the run early. */
  readonly interrupted: boolean;
  /** Null or left out where no redeploy was asked for. */
  readonly redeploy?: RedeployReport | null;
  /** From `createPaint`. */
  readonly paint: Paint;
}

/** Reports every change as applied, failed or not attempted, then the totals, and which services are redeployed or wait for it. */
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
    ...renderWiderNotice(outcomes),
  ];
  const lists = [list('applied'), list('failed'), list('not-attempted')].filter((text) => text !== '');
  return [...lists, `${totals.join('\n')}\n`].join('\n');
};

const renderTotals = (outcomes: readonly ChangeOutcome[], paint: Paint): string => {
  const { applied, failed, notAttempted } = countOutcomes(outcomes);
  const title = failed + notAttempted === 0 ? paint.success('Apply:') : paint.error('Apply:');
  return `${title} ${String(applied)} applied, ${String(failed)} failed, ${String(notAttempted)} not attempted.`;
};

/** Why some writes were never started, or what an interrupt left undone; empty where nothing was. */
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
      ? 'Everything had been written and asked for by then: nothing has to be done again.'
      : 'What was under way has finished, and nothing new was started. Apply again to go on.';
    return [`${paint.warning('Interrupted.')} ${text}`];
  }
  if (waiting.length === 0) return [];
  if (applied + failed === 0) {
    return [
      'Nothing was changed, because the plan has errors; --skip-blocked leaves out just what is blocked.',
    ];
  }
  return waiting.every(({ change }) => change.action === 'delete')
    ? ['Deletes come last, and only if all else succeeded.']
    : ['The run stopped early because of a failure. Apply again to go on.'];
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

/** Says in one line, without a newline, what became of one change, such as `~ updated shop/production/TOKEN`. */
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

/** The same as a line of a report: with its newline and, below, the hint of a failure. */
export const renderOutcome = (outcome: ChangeOutcome, paint: Paint): string => {
  const hint = outcome.error?.hint ?? null;
  const hintLine = hint === null ? '' : `    hint: ${printableExcerpt(hint, MESSAGE_LIMIT)}\n`;
  return `${renderOutcomeLine(outcome, paint)}\n${hintLine}`;
};

/** How many writes an apply carried out, failed at and never started. */
export const countOutcomes = (
  outcomes: readonly ChangeOutcome[],
): { readonly applied: number; readonly failed: number; readonly notAttempted: number } => {
  const count = (word: Outcome): number => outcomes.filter(({ outcome }) => outcome === word).length;
  return { applied: count('applied'), failed: count('failed'), notAttempted: count('not-attempted') };
};
