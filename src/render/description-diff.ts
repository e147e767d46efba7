import { diffWordsWithSpace } from 'diff';
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
  const parts = diffWordsWithSpace(old, current, { maxEditLength: MAX_EDITS }) ?? [
    { value: old, added: false, removed: true },
    { value: current, added: true, removed: false },
  ];
  return parts
    .map(({ value, added, removed }) => {
      if (added) return paint.create(`{+${value}+}`);
      return removed ? paint.delete(`[-${value}-]`) : value;
    })
    .join('');
};
