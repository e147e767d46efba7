import type { Reason } from '../model/plan.js';
import { isSameDigest } from './digest.js';
import type { SavedChange } from './saved-plan.js';

/**
 * Says, a sentence each, what moved between a change as it was planned and as it is now; null stands for no such change.
 * Of what apply leaves alone then and now, only the verdict counts.
 */
export const compareSavedChanges = (
  saved: SavedChange | null,
  now: SavedChange | null,
  isSameKey: boolean,
): readonly string[] => {
  if (saved === null) return now === null ? [] : [describeAppearance(now)];
  if (now === null) return [describeDisappearance(saved)];
  if (isIdle(saved) && isIdle(now)) return compareVerdicts(saved, now);
  const moved = [
    ...compareRemote(saved, now),
    ...compareManifest(saved, now),
    ...(isSameKey && hasOtherValue(saved, now) ? ['the value moved: it is not the one that was planned'] : []),
  ];
  return moved.length === 0 ? compareVerdicts(saved, now) : moved;
};

/** Reasons that turn on the keys that a run holds, old ones included. */
const KEY_REASONS: ReadonlySet<Reason> = new Set<Reason>(['rekey', 'value-unknown']);

const isIdle = ({ action }: SavedChange): boolean => action === 'none' || action === 'blocked';

const describeAppearance = ({ reason }: SavedChange): string =>
  reason === 'undeclared'
    ? 'the manifest or the remote moved: this override is now to be deleted, and was not'
    : 'the manifest moved: this override was not in the plan';

const describeDisappearance = ({ reason }: SavedChange): string =>
  reason === 'undeclared'
    ? 'the manifest or the remote moved: this override was to be deleted, and no longer is'
    : 'the manifest moved: this override is no longer declared or targeted';

const compareVerdicts = (saved: SavedChange, now: SavedChange): readonly string[] => {
  if (saved.action === now.action && saved.reason === now.reason) return [];
  const what = KEY_REASONS.has(saved.reason) || KEY_REASONS.has(now.reason) ? 'key' : 'remote';
  return [
    `the ${what} moved: planned was ${saved.action} (${saved.reason}), and now it is ${now.action} (${now.reason})`,
  ];
};
