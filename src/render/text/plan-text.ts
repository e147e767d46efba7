import { isInSync, type Plan } from '../../model/plan.js';
import { renderChange } from './change-text.js';
import { formatCount } from '../../text/words.js';
import type { Paint } from './paint.js';
import { listPlanNotes, warnOfAdoptions } from './plan-notes.js';
import type { PlanTextInput } from './plan-text-input.js';
import { renderRequests } from './requests-text.js';

/** Renders a plan for people: every change and every blocked override, then the totals, then warnings and notes. */
export const renderPlanText = (input: PlanTextInput): string => {
  const { plan, valuesEvaluated, paint } = input;
  const blocks = plan.changes
    .filter((change) => change.action !== 'none')
    .map((change) => renderChange(change, valuesEvaluated, paint));
  const paragraphs = [renderTotals(input), listPlanNotes(input).join('\n')].filter((text) => text !== '');
  return `${[...blocks, ...paragraphs].join('\n\n')}\n`;
};

const renderTotals = ({ plan, usage, toApply, paint }: PlanTextInput): string => {
  const adoptions = warnOfAdoptions(plan);
  return [
    ...(isInSync(plan) ? [renderNoChanges(plan, paint)] : []),
    renderSummary(plan, paint),
    ...(adoptions === null ? [] : [paint.warning(adoptions)]),
    renderRequests(usage, toApply),
  ].join('\n');
};

const renderNoChanges = (plan: Plan, paint: Paint): string => {
  const count = plan.changes.length;
  if (count === 0) return `${paint.strong('No changes.')} No override is declared or targeted.`;
  return `${paint.success('No changes.')} ${formatCount(count, 'override')} ${count === 1 ? 'is' : 'are'} in sync.`;
};

const renderSummary = ({ summary }: Plan, paint: Paint): string =>
  `${paint.strong('Plan:')} ${String(summary.create)} to create, ${String(summary.update)} to update, ` +
  `${String(summary.delete)} to delete. ` +
  `${String(summary.inSync)} in sync, ${String(summary.unknown)} unknown, ${String(summary.blocked)} blocked.`;
