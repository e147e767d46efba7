import type { OutsideEdit } from '../../model/outside-edit.js';
import { formatTime } from '../../text/time.js';
import { printableExcerpt } from '../../text/escape.js';

/** Most UTF-16 units of a name: the log may hold any. */
const NAME_LIMIT = 200;

/** Says who edited an override outside, from where and when, such as `edited outside by Jane Doe from CONSOLE at 2026-…Z`. */
export const describeOutsideEdit = (edit: OutsideEdit): string => {
  const likely = edit.isCertain ? '' : ', probably';
  const by = edit.by.trim() === '' ? 'somebody the log does not name' : printableExcerpt(edit.by, NAME_LIMIT);
  const from = edit.origin === null ? '' : ` from ${printableExcerpt(edit.origin, NAME_LIMIT)}`;
  return `edited outside${likely} by ${by}${from} at ${formatTime(edit.at)}`;
};

/** The same as JSON has it; null where nobody is named. */
export const outsideEditToJson = (edit: OutsideEdit | null): object | null =>
  edit === null
    ? null
    : { by: edit.by, origin: edit.origin, at: formatTime(edit.at), certain: edit.isCertain };
