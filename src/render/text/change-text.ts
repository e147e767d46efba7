import type { Action, Change, Reason } from '../../model/plan.js';
import { formatTime } from '../../text/time.js';
import { printable } from '../../text/escape.js';
import { formatLocation } from './diagnostics-text.js';
import { describeOutsideEdit } from './outside-edit-text.js';
import type { Paint } from './paint.js';
import { describeValueReference } from './value-source.js';
import { diffWordsWithSpace, type ChangeObject } from 'diff';

/** The sign for each action, as in Terraform plans. */
export const ACTION_SIGNS: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  delete: '-',
  blocked: '!',
  none: ' ',
};

const INDENT = ' '.repeat(4);

/** Renders one planned change as a heading and a few labelled lines. It never shows a value, only its source. */
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

/** Renders a labelled line; null if there is no text. */
const renderField = (label: string, text: string | null, paint: Paint): string | null =>
  text === null ? null : `${INDENT}${paint.faint(`${label}:`)} ${text}`;

/** When the live override was last edited, for overrides that somebody else may have edited. */
const describeLastEdit = ({ action, reason, ownTime }: Change): string | null => {
  if (ownTime === null) return null;
  const isRelevant = action === 'delete' || reason === 'adopt' || reason === 'edited-outside';
  return isRelevant ? formatTime(ownTime) : null;
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
  'no-service': 'the service, environment or project was not found or cannot be read',
  'no-parent': 'no single secret at a higher scope to override',
  'no-value': 'the value could not be resolved',
  'own-secret': 'the scope already has a secret of its own with that key',
  'foreign-owner': 'another system owns the override',
  'external-secret': 'its value stays in an external secret manager',
  missing: 'no override exists yet',
  'other-stack': 'the override belongs to another stack',
  adopt: 'takes over an override without a marker of this stack; its value will be lost',
  'edited-outside': 'changed outside qoverride after our last write',
  'value-unknown': 'written without a key, or with a key that this run does not have; the value may differ',
  'value-changed': 'the value differs from what was last written',
  rekey: 'nothing differs, but the override is signed with an old key',
  'metadata-changed': 'the description or the interpolation differs',
  'in-sync': 'nothing differs',
  undeclared: 'written by this stack, but no longer declared',
  unmanaged: 'not written by qoverride, and not declared; the manifest is exclusive',
};

/** Describes a reason in words, followed by the reason's word for scripts and `--skip`. */
export const describeReason = (reason: Reason): string => `${SENTENCES[reason]} (${reason})`;

/** Maximum number of changed words in a diff. Beyond that, the two texts are easier to read; the limit also bounds the work. */
const MAX_EDITS = 100;

/**
 * Renders the changes of a description word by word, like `git diff --word-diff`: `A [-red-]{+green+} door`.
 * The marks stay when colour is on, for people who cannot distinguish red from green.
 */
export const renderDescriptionDiff = (before: string, after: string, paint: Paint): string => {
  const [old, current] = [printable(before), printable(after)];
  const words = diffWordsWithSpace(old, current, { maxEditLength: MAX_EDITS });
  const parts = words !== undefined && isReadable(words) ? words : [removal(old), addition(current)];
  return parts
    .filter(({ value }) => value !== '')
    .map(({ value, added, removed }) => {
      if (added) return paint.create(`{+${value}+}`);
      return removed ? paint.delete(`[-${value}-]`) : value;
    })
    .join('');
};

/** Whether enough stays the same for a word-by-word diff to be easier to read than the two texts. */
const isReadable = (parts: readonly ChangeObject<string>[]): boolean => {
  const count = (kept: boolean): number =>
    parts
      .filter(({ added, removed }) => kept === !(added || removed))
      .reduce((sum, { value }) => sum + value.trim().length, 0);
  return count(true) * 2 >= count(false);
};

const removal = (value: string): ChangeObject<string> => ({ value, added: false, removed: true, count: 1 });

const addition = (value: string): ChangeObject<string> => ({ value, added: true, removed: false, count: 1 });
