import type { Action, Change } from '../model/plan.js';
import { formatTime } from '../model/time.js';
import { renderDescriptionDiff } from './description-diff.js';
import { printable } from './escape.js';
import { formatLocation } from './location-text.js';
import { describeOutsideEdit } from './outside-edit-text.js';
import type { Paint } from './paint.js';
import { describeReason } from './reasons.js';
import { describeValueReference } from './value-source.js';

/** The sign that stands for each action, as in Terraform's plans. */
export const ACTION_SIGNS: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  delete: '-',
  blocked: '!',
  none: ' ',
};

const INDENT = ' '.repeat(4);

/** Shows one planned change as a heading and a few labelled lines; values never, only where they come from. */
export const renderChange = (change: Change, valuesEvaluated: boolean, paint: Paint): string =>
  [
    renderHeading(change, paint),
    renderField('reason', describeReason(change.reason), paint),
    renderField('last edit', describeLastEdit(change), paint),
    change.edit === null ? null : `${INDENT}${paint.warning(describeOutsideEdit(change.edit))}`,
    renderField('value', describeValue(change, valuesEvaluated), paint),
    renderField('description', describeDescription(change, paint), paint),
    renderField('interpolation', describeInterpolation(change, paint), paint),
    renderField(
      'manifest',
      change.declared === null ? null : formatLocation(change.declared.location),
      paint,
    ),
  ]
    .filter((line) => line !== null)
    .join('\n');

const renderHeading = ({ action, address }: Change, paint: Paint): string => {
  const sign = `${ACTION_SIGNS[action]} ${action}`;
  return `${paint[action](sign)} ${paint.strong(printable(address))}`;
};

/** A field without a text has no line. */
const renderField = (label: string, text: string | null, paint: Paint): string | null =>
  text === null ? null : `${INDENT}${paint.faint(`${label}:`)} ${text}`;

/** When the live override was last edited, for those that somebody else may have edited. */
const describeLastEdit = ({ action, reason, ownTime }: Change): string | null => {
  if (ownTime === null) return null;
  const matters = action === 'delete' || reason === 'adopt' || reason === 'edited-outside';
  return matters ? formatTime(ownTime) : null;
};

const describeValue = (change: Change, valuesEvaluated: boolean): string | null => {
  if (change.declared === null) return null;
  const source = describeValueReference(change.declared.valueFrom);
  if (!valuesEvaluated) return `not evaluated, from ${source}`;
  if (change.value === null) return `not resolved, from ${source}`;
  const isKnownSame = change.reason === 'rekey' || change.reason === 'metadata-changed';
  return `(sensitive), ${isKnownSame ? 'unchanged, ' : ''}from ${source}`;
};

const describeDescription = (change: Change, paint: Paint): string | null => {
  const before = change.before?.description ?? '';
  const after = change.after?.description ?? '';
  switch (change.action) {
    case 'create':
      return after === '' ? null : `"${printable(after)}"`;
    case 'delete':
      return before === '' ? null : `"${printable(before)}"`;
    case 'update': {
      const isManaged = typeof change.declared?.description === 'string';
      return isManaged && before !== after ? `"${renderDescriptionDiff(before, after, paint)}"` : null;
    }
    case 'blocked':
    case 'none':
      return null;
  }
};

const describeInterpolation = (change: Change, paint: Paint): string | null => {
  const before = change.before?.enableInterpolationInFile ?? null;
  const after = change.after?.enableInterpolationInFile ?? null;
  switch (change.action) {
    case 'create':
      return after === null ? null : describeSwitch(after);
    case 'update': {
      const isManaged = typeof change.declared?.enableInterpolationInFile === 'boolean';
      if (!isManaged || before === after) return null;
      return `${paint.delete(describeSwitch(before))} -> ${paint.create(describeSwitch(after))}`;
    }
    case 'delete':
    case 'blocked':
    case 'none':
      return null;
  }
};

const describeSwitch = (state: boolean | null): string => (state === null ? 'not set' : state ? 'on' : 'off');
