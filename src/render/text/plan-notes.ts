import { REASON_TRAITS, type Plan, type Reason } from '../../model/plan.js';
import { formatCount } from '../../text/words.js';
import type { PlanTextInput } from './plan-text-input.js';
import { warnOfBudget } from './requests-text.js';

/** Says, each in a line of its own, what a reader of the plan might otherwise take for granted. */
export const listPlanNotes = (input: PlanTextInput): readonly string[] => {
  const { plan, usage, toApply, paint } = input;
  const warnings = [warnOfBudget(usage, toApply), warnOfBlocked(input)];
  const notes = [noteUnknown(input), noteSkipped(plan)];
  return [
    ...warnings.filter((text) => text !== null).map((text) => `${paint.warning('Warning:')} ${text}`),
    ...notes.filter((text) => text !== null).map((text) => `${paint.info('Note:')} ${text}`),
  ];
};

/** Counts the updates that lose a value nobody can bring back; null when there are none. */
export const warnOfAdoptions = ({ changes }: Plan): string | null => {
  const count = changes.filter(({ action, reason }) => action === 'update' && reason === 'adopt').length;
  if (count === 0) return null;
  return count === 1
    ? '1 update takes over an existing value, which cannot be recovered.'
    : `${String(count)} updates take over existing values, which cannot be recovered.`;
};

const warnOfBlocked = ({ plan, skipBlocked }: PlanTextInput): string | null => {
  const { blocked } = plan.summary;
  if (blocked === 0) return null;
  const which = `${formatCount(blocked, 'override')} ${blocked === 1 ? 'is' : 'are'} blocked`;
  return skipBlocked
    ? `${which} and will be left out.`
    : `${which}, so apply would change nothing; --skip-blocked leaves out just what is blocked.`;
};

/** Why some overrides read as unknown, and how to fix that. */
const noteUnknown = ({ plan, valuesEvaluated, hasKey }: PlanTextInput): string | null => {
  const { create, update, unknown } = plan.summary;
  const which = `${formatCount(unknown, 'override')} ${unknown === 1 ? 'is' : 'are'} unknown`;
  if (!valuesEvaluated) {
    return unknown === 0 ? null : `${which}: no values were evaluated (--no-values).`;
  }
  if (!hasKey) {
    return create + update + unknown === 0
      ? null
      : 'without a key, qoverride cannot tell whether a value has changed or was edited outside. ' +
          'Make one with `qoverride keygen`, and give it to every run as QOVERRIDE_KEY.';
  }
  return unknown === 0
    ? null
    : `${which}: written with a key that this run does not have, or without one. ` +
        'If the former key is still at hand, put it into QOVERRIDE_OLD_KEYS.';
};

const noteSkipped = (plan: Plan): string | null => {
  const counts = new Map<Reason, number>();
  for (const { action, reason } of plan.changes) {
    if (action === 'none' && REASON_TRAITS[reason].isSkippable)
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  const parts = [...counts].map(([reason, count]) => `${String(count)} ${reason}`).toSorted();
  return `left out by --skip: ${parts.join(', ')}.`;
};
