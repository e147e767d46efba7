import { isInSync, type Plan } from '../model/plan.js';
import { renderChange } from './change-text.js';
import { formatCount } from './count.js';
import type { Paint } from './paint.js';
import { renderPlanNotes } from './plan-notes.js';
import type { PlanTextInput } from './plan-text-input.js';
import { renderRequests } from './requests-text.js';

/** Shows a plan to people: every change and every blocked override, then the totals, then what to mind. */
export const renderPlanText = (input: PlanTextInput): string => {
  const { plan, valuesEvaluated, paint } = input;
  const blocks = plan.changes
    .filter((change) => change.action !== 'none')
    .map((change) => renderChange(change, valuesEvaluated, paint));
  return `${[...blocks, renderTotals(input), ...renderPlanNotes(input)].join('\n\n')}\n`;
};

const renderTotals = ({ plan, usage, toApply, paint }: PlanTextInput): string =>
  [
    isInSync(plan) ? renderNoChanges(plan, paint) : null,
    renderSummary(plan, paint),
    renderAdoptions(plan, paint),
    renderRequests(usage, toApply),
  ]
    .filter((line) => line !== null)
    .join('\n');

const renderNoChanges = (plan: Plan, paint: Paint): string => {
  const count = plan.changes.length;
  if (count === 0) return `${paint.strong('No changes.')} No override is declared or targeted.`;
  return `${paint.success('No changes.')} ${formatCount(count, 'override')} ${count === 1 ? 'is' : 'are'} in sync.`;
};

const renderSummary = ({ summary }: Plan, paint: Paint): string =>
  `${paint.strong('Plan:')} ${String(summary.create)} to create, ${String(summary.update)} to update, ` +
  `${String(summary.delete)} to delete. ` +
  `${String(summary.inSync)} in sync, ${String(summary.unknown)} unknown, ${String(summary.blocked)} blocked.`;

/** Counts the updates that lose a value nobody can bring back; null when there are none. */
const renderAdoptions = (plan: Plan, paint: Paint): string | null => {
  const count = plan.changes.filter(
    (change) => change.action === 'update' && change.reason === 'adopt',
  ).length;
  if (count === 0) return null;
  return paint.warning(
    count === 1
      ? '1 update takes over an existing value, which cannot be recovered.'
      : `${String(count)} updates take over existing values, which cannot be recovered.`,
  );
};
