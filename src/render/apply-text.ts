import type { RedeployReport } from '../model/redeploy.js';
import type { RequestUsage } from '../model/request-usage.js';
import type { ChangeOutcome, Outcome } from '../model/write.js';
import { countOutcomes } from './outcome-counts.js';
import { renderOutcome } from './outcome-text.js';
import type { Paint } from './paint.js';
import { isUnsuccessful, renderRedeployReport } from './redeploy-report-text.js';
import { renderRedeployNotice, renderWiderNotice } from './redeploy-text.js';
import { renderRequests } from './requests-text.js';

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
