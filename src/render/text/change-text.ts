import type { Action, Change, Reason } from '../../model/plan.js';
import { formatTime } from '../../text/time.js';
import { printable } from '../../text/escape.js';
import { formatLocation } from './diagnostics-text.js';
import { describeOutsideEdit } from './outside-edit-text.js';
import type { Paint } from './paint.js';
import { describeValueReference } from './value-source.js';
import { diffWordsWithSpace, type ChangeObject } from 'diff';

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

const SENTENCES: Readonly<Record<Reason, string>> = {
  'no-service': 'what it names was not found',
  'no-parent': 'there is no one secret at a higher scope to override',
  'no-value': 'its value could not be resolved',
  'own-secret': 'a secret of its own already has that key there',
  'foreign-owner': 'another system owns the override',
  missing: 'no override exists yet',
  'other-stack': 'the override belongs to another stack',
  adopt: 'takes over an override that qoverride did not write; the value there is lost',
  'edited-outside': 'changed outside qoverride after our last write',
  'value-unknown': 'written without a key, or with one that is not at hand; the value may differ',
  'value-changed': 'the value differs from what was last written',
  rekey: 'nothing differs, but it was signed with an old key',
  'metadata-changed': 'the description or the interpolation differs',
  'in-sync': 'nothing differs',
  undeclared: 'written by this stack, and no longer declared',
};

/** Says a verdict's reason in words, with the word that scripts and `--skip` know it by. */
export const describeReason = (reason: Reason): string => `${SENTENCES[reason]} (${reason})`;

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
