import type { EncryptionRule } from './metadata.js';
import { compilePattern } from './pattern.js';

/** What a value must be: `as-written` where no key decides. */
export type Due = 'encrypted' | 'clear' | 'as-written';

/** An encryption rule, ready to follow a path down. */
export interface Selector {
  /** What a value is due to be before any key was looked at. */
  readonly start: Due;
  /** What it is due to be below one more key; a key that selects does so for all that is below it. */
  readonly step: (due: Due, key: string) => Due;
}

/**
 * Prepares a rule. Each key of the file is looked at once, however deep the values below it are.
 * @throws Failure `unsupported-pattern`
 */
export const compileRule = (rule: EncryptionRule): Selector => {
  switch (rule.kind) {
    case 'comment':
      return { start: 'as-written', step: (due) => due };
    case 'suffix':
      return selectBy(rule.selects, (key) => key.endsWith(rule.text));
    case 'pattern':
      return selectBy(rule.selects, compilePattern(rule.text));
  }
};

const selectBy = (selects: 'encrypted' | 'clear', isSelected: (key: string) => boolean): Selector => ({
  start: selects === 'encrypted' ? 'clear' : 'encrypted',
  step: (due, key) => (due === selects || isSelected(key) ? selects : due),
});
