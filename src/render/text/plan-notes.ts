import { REASON_TRAITS, type Plan, type Reason } from '../../model/plan.js';
import { formatCount } from '../../text/words.js';
import type { PlanTextInput } from './plan-text-input.js';
import { warnOfBudget } from './requests-text.js';

/** Lists warnings and notes about a plan, one per line. */
export const listPlanNotes = (input: PlanTextInput): readonly string[] => {
  const { plan, usage, toApply, paint } = input;
  const warnings = [warnOfBudget(usage, toApply), warnOfBlocked(input)];
  const notes = [noteUnknown(input), noteUnmanaged(plan), noteSkipped(plan)];
  return [
    ...warnings.filter((text) => text !== null).map((text) => `${paint.warning('Warning:')} ${text}`),
    ...notes.filter((text) => text !== null).map((text) => `${paint.info('Note:')} ${text}`),
  ];
};

/** Warns about updates that lose a value that cannot be recovered; null if there are none. */
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
    ? `${which} and will be skipped.`
    : `${which}, so apply would change nothing; pass --skip-blocked to skip only blocked overrides.`;
};

/** Explains why some overrides are unknown, and how to fix that. */
const noteUnknown = ({ plan, valuesEvaluated, hasKey }: PlanTextInput): string | null => {
  const { create, update, unknown } = plan.summary;
  const which = `${formatCount(unknown, 'override')} ${unknown === 1 ? 'is' : 'are'} unknown`;
  if (!valuesEvaluated) {
    return unknown === 0 ? null : `${which}: no values were evaluated (--no-values).`;
  }
  if (!hasKey) {
    return create + update + unknown === 0
      ? null
      : 'without a key, qoverride cannot detect changed values or outside edits. ' +
          'Generate one with `qoverride keygen` and set it as QOVERRIDE_KEY in every run.';
  }
  return unknown === 0
    ? null
    : `${which}: written with a key that this run does not have, or without one. ` +
        'If you still have the old key, add it to QOVERRIDE_OLD_KEYS.';
};

/** Tells of overrides that nobody declared: the diagnostics name them. */
const noteUnmanaged = ({ summary: { unmanaged } }: Plan): string | null =>
  unmanaged === 0
    ? null
    : `${formatCount(unmanaged, 'override')} at these services ${unmanaged === 1 ? 'is' : 'are'} in no manifest and not managed by qoverride (unmanaged).`;

const noteSkipped = (plan: Plan): string | null => {
  const counts = new Map<Reason, number>();
  for (const { action, reason } of plan.changes) {
    if (action === 'none' && REASON_TRAITS[reason].isSkippable)
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  const parts = [...counts].map(([reason, count]) => `${String(count)} ${reason}`).toSorted();
  return `skipped by --skip: ${parts.join(', ')}.`;
};
