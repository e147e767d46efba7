import { diffWordsWithSpace, type ChangeObject } from 'diff';
import { printable } from './escape.js';
import type { Paint } from './paint.js';

/** Words that may differ before a diff says less than the two texts one after the other; it also bounds the work. */
const MAX_EDITS = 100;

/**
 * Shows what changes in a description word by word, the way `git diff --word-diff` does: `A [-red-]{+green+} door`.
 * The marks stay when colour is on, for those who cannot tell red from green.
 */
export const renderDescriptionDiff = (before: string, after: string, paint: Paint): string => {
  const [old, current] = [printable(before), printable(after)];
  const words = diffWordsWithSpace(old, current, { maxEditLength: MAX_EDITS });
  const parts = words !== undefined && isTelling(words) ? words : [removal(old), addition(current)];
  return parts
    .filter(({ value }) => value !== '')
    .map(({ value, added, removed }) => {
      if (added) return paint.create(`{+${value}+}`);
      return removed ? paint.delete(`[-${value}-]`) : value;
    })
    .join('');
};

/** Whether enough stays the same for a word-by-word diff to be easier to read than the two texts. */
const isTelling = (parts: readonly ChangeObject<string>[]): boolean => {
  const count = (kept: boolean): number =>
    parts
      .filter(({ added, removed }) => kept === !(added || removed))
      .reduce((sum, { value }) => sum + value.trim().length, 0);
  return count(true) * 2 >= count(false);
};

const removal = (value: string): ChangeObject<string> => ({ value, added: false, removed: true, count: 1 });

const addition = (value: string): ChangeObject<string> => ({ value, added: true, removed: false, count: 1 });
