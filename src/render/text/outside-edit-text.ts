import type { OutsideEdit } from '../../model/outside-edit.js';
import { formatTime } from '../../text/time.js';
import { printableExcerpt } from '../../text/escape.js';

/** Maximum length of a name in UTF-16 units. Names in the log can have any length. */
const NAME_LIMIT = 200;

/** Describes who edited an override outside, from where and when, such as `edited outside by Jane Doe from CONSOLE at 2026-…Z`. */
export const describeOutsideEdit = (edit: OutsideEdit): string => {
  const likely = edit.isCertain ? '' : ', probably';
  const by = edit.by.trim() === '' ? 'somebody not named in the log' : printableExcerpt(edit.by, NAME_LIMIT);
  const from = edit.origin === null ? '' : ` from ${printableExcerpt(edit.origin, NAME_LIMIT)}`;
  return `edited outside${likely} by ${by}${from} at ${formatTime(edit.at)}`;
};

/** Converts an outside edit to its JSON form; null if nobody is named. */
export const outsideEditToJson = (edit: OutsideEdit | null): object | null =>
  edit === null
    ? null
    : { by: edit.by, origin: edit.origin, at: formatTime(edit.at), certain: edit.isCertain };
