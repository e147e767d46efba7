import type { Action, Change, PlanSummary, Reason } from '../model/plan.js';

/** Counts what the last lines of a plan print: writes by action, the rest by reason. */
export const summarize = (changes: readonly Change[]): PlanSummary => {
  const actions = new Map<Action, number>();
  const reasons = new Map<Reason, number>();
  for (const { action, reason } of changes) {
    actions.set(action, (actions.get(action) ?? 0) + 1);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return {
    create: actions.get('create') ?? 0,
    update: actions.get('update') ?? 0,
    delete: actions.get('delete') ?? 0,
    inSync: reasons.get('in-sync') ?? 0,
    unknown: reasons.get('value-unknown') ?? 0,
    blocked: actions.get('blocked') ?? 0,
    adopt: reasons.get('adopt') ?? 0,
  };
};
