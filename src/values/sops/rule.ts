import { RE2JS } from 're2js';
import { Failure } from '../../model/failure.js';
import type { EncryptionRule } from './metadata.js';

/** What a value must be: `as-written` where no key decides. */
export type Due = 'encrypted' | 'clear' | 'as-written';

/** An encryption rule, ready to follow a path down. */
export interface Selector {
  /** What a value is due to be before any key was looked at. */
  readonly start: Due;
  /**
   * What it is due to be below one more key; a key that selects does so for all that is below it.
   * @throws Failure `costly-pattern`
   */
  readonly step: (due: Due, key: string) => Due;
}

/** The code of files whose pattern asks for more work than this tool spends on it. */
export const COSTLY_PATTERN = 'costly-pattern';

/** Characters of a pattern, and instructions that it compiles to. Within it, compiling takes a second at most. */
const LARGEST = 1000;

/**
 * Instructions times characters of keys, over the different keys of a file: some seconds, where a pattern was made to
 * take long, and far more than others need.
 */
const MOST_WORK = 10_000_000;

/**
 * Prepares a rule. Each key of the file is matched once, however often it is there and however deep the values below it are.
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
 * Anybody who can push chooses the pattern, so it never reaches JavaScript's own engine, which backtracks. RE2 takes
 * linear time, and is what SOPS itself means by a pattern; the factor is bounded here.
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

/** The library's own message quotes the pattern, and so stays inside. */
const parsePattern = (source: string, selects: 'encrypted' | 'clear'): RE2JS => {
  try {
    return RE2JS.compile(source);
  } catch {
    const key = selects === 'encrypted' ? 'encrypted_regex' : 'unencrypted_regex';
    throw new Failure('bad-metadata', `its metadata has an \`${key}\` that is no regular expression`, {
      hint: 'SOPS reads the syntax of RE2, which has no lookaround, no backreferences and no counts above 1000.',
    });
  }
};

const costlyPattern = (): Failure =>
  new Failure(COSTLY_PATTERN, 'its pattern for what is encrypted is too costly to evaluate');
