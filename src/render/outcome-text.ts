import type { Action } from '../model/plan.js';
import type { ChangeOutcome } from '../model/write.js';
import { ACTION_SIGNS } from './change-text.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from './escape.js';
import type { Paint } from './paint.js';

const DONE: Readonly<Record<Action, string>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  blocked: 'blocked',
  none: 'unchanged',
};

/** Says in one line, without a newline, what became of one change, such as `~ updated shop/production/TOKEN`. */
export const renderOutcomeLine = ({ change, outcome, error }: ChangeOutcome, paint: Paint): string => {
  const sign = ACTION_SIGNS[change.action];
  const address = printable(change.address);
  const why =
    error === null ? '' : `: ${printableExcerpt(error.message, MESSAGE_LIMIT)} (${printable(error.code)})`;
  switch (outcome) {
    case 'applied':
      return `${paint[change.action](`${sign} ${DONE[change.action]}`)} ${address}`;
    case 'failed':
      return `${paint.error(`${sign} failed`)}  ${address}${why}`;
    case 'not-attempted':
      return `${paint.faint(`${sign} not attempted`)} ${address}${why}`;
    case 'unchanged':
      return `${paint.faint(`${sign} unchanged`)} ${address}`;
  }
};

/** The same as a line of a report: with its newline and, below, the hint of a failure. */
export const renderOutcome = (outcome: ChangeOutcome, paint: Paint): string => {
  const hint = outcome.error?.hint ?? null;
  const hintLine = hint === null ? '' : `    hint: ${printableExcerpt(hint, MESSAGE_LIMIT)}\n`;
  return `${renderOutcomeLine(outcome, paint)}\n${hintLine}`;
};
