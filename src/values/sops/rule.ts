import { RE2JS } from 're2js';
import { Failure } from '../../model/failure.js';
import type { EncryptionRule } from './metadata.js';

/** What a value must be; `as-written` if no key decides. */
export type Due = 'encrypted' | 'clear' | 'as-written';

/** An encryption rule, ready to follow a path down. */
export interface Selector {
  /** What a value must be before any key is considered. */
  readonly start: Due;
  /**
   * What it must be below one more key; a selecting key selects everything below it.
   * @throws Failure `costly-pattern`
   */
  readonly step: (due: Due, key: string) => Due;
}

/** The code of files whose pattern needs more work than this tool accepts. */
export const COSTLY_PATTERN = 'costly-pattern';

/** Limit for the characters of a pattern and for its compiled instructions; with it, compiling takes at most a second. */
const LARGEST = 1000;

/**
 * Instructions times characters, summed over the different keys of a file. A malicious pattern takes some seconds with it; an
 * ordinary one needs far less.
 */
const MOST_WORK = 10_000_000;

/**
 * Prepares a rule. Each different key of the file is matched only once, however often it occurs.
 * @throws Failure `bad-metadata`, `costly-pattern`
 */
export const compileRule = (rule: EncryptionRule): Selector => {
  switch (rule.kind) {
    case 'comment':
      return { start: 'as-written', step: (due) => due };
    case 'suffix':
      return selectBy(rule.selects, (key) => key.endsWith(rule.text));
    case 'pattern':
      return selectBy(rule.selects, compilePattern(rule.text, rule.selects));
  }
};

const selectBy = (selects: 'encrypted' | 'clear', isSelected: (key: string) => boolean): Selector => ({
  start: selects === 'encrypted' ? 'clear' : 'encrypted',
  step: (due, key) => (due === selects || isSelected(key) ? selects : due),
});

/**
 * Anybody who can push can choose the pattern, so it must not run on JavaScript's own engine, which backtracks. RE2, which
 * SOPS itself uses, takes linear time; the limits bound the factor.
 */
const compilePattern = (source: string, selects: 'encrypted' | 'clear'): ((key: string) => boolean) => {
  if (source.length > LARGEST) throw costlyPattern();
  const pattern = parsePattern(source, selects);
  const instructions = pattern.programSize();
  if (instructions > LARGEST) throw costlyPattern();
  const answers = new Map<string, boolean>();
  let work = 0;
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    work += instructions * key.length;
    if (work > MOST_WORK) throw costlyPattern();
    const answer = pattern.test(key);
    answers.set(key, answer);
    return answer;
  };
};

/** The library's own message quotes the pattern, and so is not passed on. */
const parsePattern = (source: string, selects: 'encrypted' | 'clear'): RE2JS => {
  try {
    return RE2JS.compile(source);
  } catch {
    const key = selects === 'encrypted' ? 'encrypted_regex' : 'unencrypted_regex';
    throw new Failure(
      'bad-metadata',
      `its metadata has an \`${key}\` that is not a valid regular expression`,
      {
        hint: 'SOPS uses RE2 syntax, which has no lookaround, no backreferences and no counts above 1000.',
      },
    );
  }
};

const costlyPattern = (): Failure =>
  new Failure(COSTLY_PATTERN, 'its pattern for what is encrypted is too costly to evaluate');
