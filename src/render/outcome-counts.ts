import type { ChangeOutcome, Outcome } from '../model/write.js';

/** How many writes an apply carried out, failed at and never started. */
export const countOutcomes = (
  outcomes: readonly ChangeOutcome[],
): { readonly applied: number; readonly failed: number; readonly notAttempted: number } => {
  const count = (word: Outcome): number => outcomes.filter(({ outcome }) => outcome === word).length;
  return { applied: count('applied'), failed: count('failed'), notAttempted: count('not-attempted') };
};
