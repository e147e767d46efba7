import { compareDiagnostics, type Diagnostic, type Severity } from '../../model/diagnostic.js';
import type { Action, Change } from '../../model/plan.js';
import type { ChangeOutcome, Outcome } from '../../model/write.js';
import { renderChange } from '../text/change-text.js';
import { formatCount } from '../../text/words.js';
import { renderDiagnostics } from '../text/diagnostics-text.js';
import { renderOutcome } from '../text/apply-text.js';
import { createPaint } from '../text/paint.js';
import type { MarkdownGroup } from './fit.js';

const PLAIN = createPaint(false);

const NOUNS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** Groups the diagnostics of one severity. Errors are expanded. */
export const groupDiagnostics = (diagnostics: readonly Diagnostic[], severity: Severity): MarkdownGroup => {
  const found = diagnostics.filter((diagnostic) => diagnostic.severity === severity);
  return {
    title: formatCount(found.length, NOUNS[severity]),
    isOpen: severity === 'error',
    language: 'text',
    separator: '\n\n',
    entries: found
      .toSorted(compareDiagnostics)
      .map((diagnostic) => () => renderDiagnostics([diagnostic], PLAIN).trimEnd()),
  };
};

/** Groups the planned changes with one action, as `plan` prints them. Deletes are expanded. */
export const groupChanges = (
  changes: readonly Change[],
  action: Exclude<Action, 'none'>,
  valuesEvaluated: boolean,
): MarkdownGroup => {
  const found = changes.filter((change) => change.action === action);
  return {
    title: `${String(found.length)} ${action === 'blocked' ? action : `to ${action}`}`,
    isOpen: action === 'delete',
    language: 'diff',
    separator: '\n\n',
    entries: found.map((change) => () => renderChange(change, valuesEvaluated, PLAIN)),
  };
};

/** Groups the changes with one outcome, as `apply` prints them. Failures are expanded. */
export const groupOutcomes = (outcomes: readonly ChangeOutcome[], outcome: Outcome): MarkdownGroup => {
  const found = outcomes.filter((entry) => entry.outcome === outcome);
  return {
    title: `${String(found.length)} ${outcome.replace('-', ' ')}`,
    isOpen: outcome === 'failed',
    language: 'diff',
    separator: '\n',
    entries: found.map((entry) => () => renderOutcome(entry, PLAIN).trimEnd()),
  };
};
