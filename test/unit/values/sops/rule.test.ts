import { describe, expect, it } from 'vitest';
import { compileRule } from '../../../../src/values/sops/rule.js';

/** Whether a pattern selects a key. */
const compilePattern = (text: string): ((key: string) => boolean) => {
  const { start, step } = compileRule({ kind: 'pattern', text, selects: 'encrypted' });
  return (key) => step(start, key) === 'encrypted';
};

describe('compileRule', () => {
  it('selects everything below a key that a pattern finds', () => {
    const { start, step } = compileRule({ kind: 'pattern', text: 'clear', selects: 'clear' });
    expect(start).toBe('encrypted');
    expect(step(start, 'a')).toBe('encrypted');
    expect(step(step(start, 'is_clear_here'), 'a')).toBe('clear');
  });

  it.each([
    ['^(data|stringData)$', ['data', 'stringData'], ['metadata', 'dataX', 'data\n']],
    ['word', ['password', 'words'], ['w-ord']],
    ['(?i)pass(word)?', ['PASSWORD', 'dbPass'], ['pas']],
    ['(?i)^k$', ['k', 'K', '\u212A'], ['x']],
    ['(?i:key)$', ['API_KEY', 'Key'], ['keys']],
    ['(?P<name>tok)en', ['token'], ['toke']],
    ['^a.b$', ['a-b', 'a😀b'], ['a\nb']],
    ['(?s)^a.b$', ['a\nb'], ['ab']],
    [String.raw`\Aab\z`, ['ab'], ['abc']],
    ['a{x', ['a{x'], ['a']],
    ['[]a]+$', [']', 'a'], ['b']],
    ['^[[:alpha:]]+$', ['abc'], ['a1']],
    [String.raw`\bkey\b`, ['api-key'], ['api_key']],
    [String.raw`^\pL+$`, ['naïve'], ['a1']],
    [String.raw`^\d$`, ['1'], ['\u0661']],
    [String.raw`\s`, [' '], ['\u00A0']],
    [String.raw`\Qa.b\E`, ['a.b'], ['axb']],
  ])('reads %s as Go does', (source, yes, no) => {
    const isMatch = compilePattern(source);
    expect(yes.filter((key) => !isMatch(key))).toEqual([]);
    expect(no.filter((key) => isMatch(key))).toEqual([]);
  });

  it.each([
    '(',
    ')',
    'a)',
    '*a',
    'a**',
    '[a',
    '[b-a]',
    '\\',
    '(?=a)',
    '(?<!a)',
    String.raw`(a)\1`,
    'a{2,1}',
    'a{1001}',
    '(x{1000}){1000}',
    '('.repeat(1000),
  ])('refuses %s', (source) => {
    expect(() => compilePattern(source)).toThrow(
      expect.objectContaining({
        code: 'bad-metadata',
        message: 'its metadata has an `encrypted_regex` that is not a valid regular expression',
      }),
    );
  });

  it.each([
    ['long', 'x'.repeat(1001)],
    ['large', '.{1000}y{1000}'],
    ['nested', '(?:(?:(?:x{10}){10}){10}y){1}z'],
  ])('has limits: a pattern can be too %s', (_what, source) => {
    expect(() => compilePattern(source)).toThrow(expect.objectContaining({ code: 'costly-pattern' }));
  });

  it('does not backtrack', () => {
    const isMatch = compilePattern('^(((a+)+)+)+$');
    expect(isMatch(`${'a'.repeat(20_000)}!`)).toBe(false);
    expect(isMatch('a'.repeat(20_000))).toBe(true);
  });

  it('bounds the work for a whole file, not for a key', () => {
    const isMatch = compilePattern('^(?:a?){100}$');
    const search = (count: number): readonly boolean[] =>
      Array.from({ length: count }, (_, index) => isMatch(`${'a'.repeat(999)}${String(index)}`));
    expect(search(10)).not.toContain(true);
    expect(() => search(1000)).toThrow(expect.objectContaining({ code: 'costly-pattern' }));
  });

  it('has work enough for a large file', () => {
    const isMatch = compilePattern('^(password|token|api_key|client_secret|private_key|data|stringData)$');
    const keys = Array.from({ length: 100_000 }, (_, index) => `some_setting_${String(index % 5000)}`);
    expect(keys.filter((key) => isMatch(key))).toEqual([]);
  });
});
