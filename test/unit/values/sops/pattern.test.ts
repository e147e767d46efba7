import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../src/values/sops/pattern.js';

/** Patterns that mean the same in RE2 and JavaScript, over a small alphabet so that matches are common. */
const { pattern: patterns } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      '_',
      '.',
      '^',
      '$',
      '[ab]',
      '[^a]',
      '[a-c_]',
      String.raw`\d`,
      String.raw`\W`,
      String.raw`[\w-]`,
      String.raw`\.`,
      '',
    ),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(${left}|${right})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '*?', '{2}', '{1,}', '{0,2}'))
      .map(([part, count]) => `(?:${part})${count}`),
  ),
}));

describe('compilePattern', () => {
  it('agrees with the engine of JavaScript', () => {
    fc.assert(
      fc.property(
        patterns,
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', '_', '1', '.', '\n', '😀') }),
        (source, text) => {
          expect(compilePattern(source)(text)).toBe(new RegExp(source, 'u').test(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['^(data|stringData)$', ['data', 'stringData'], ['metadata', 'dataX']],
    ['(?i)pass(word)?', ['PASSWORD', 'dbPass'], ['pas']],
    ['(?i:key)$', ['API_KEY', 'Key'], ['keys']],
    ['(?i)[a-c]x', ['BX'], ['dx']],
    ['(?P<name>tok)en', ['token'], ['toke']],
    ['(?s)^a.b$', ['a\nb'], ['ab']],
    [String.raw`\Aab\z`, ['ab'], ['abc']],
    [String.raw`a\{1\}`, ['a{1}'], ['a']],
    ['a{x', ['a{x'], ['a']],
    ['[]a]+$', [']', 'a'], ['b']],
    [String.raw`^[\d_-]+$`, ['1_-2'], ['a']],
    [String.raw`\s`, [' '], ['\u00A0']],
    ['é', ['café'], ['cafe']],
    ['', ['', 'x'], []],
  ])('reads %s as RE2 does', (source, yes, no) => {
    const isMatch = compilePattern(source);
    expect(yes.filter((text) => !isMatch(text))).toEqual([]);
    expect(no.filter((text) => isMatch(text))).toEqual([]);
  });

  it.each([
    '(',
    ')',
    'a)',
    '*a',
    'a**',
    '[a',
    '[b-a]',
    '[[:alpha:]]',
    String.raw`\b`,
    String.raw`\pL`,
    '\\',
    '(?=a)',
    '(?<!a)',
    'a{2,1}',
    '((a{99}){99}){99}',
    '('.repeat(5000),
    'a'.repeat(5000),
  ])('refuses %s', (source) => {
    expect(() => compilePattern(source)).toThrow('cannot be evaluated here');
  });

  it('does not backtrack', () => {
    const isMatch = compilePattern('^(((a+)+)+)+$');
    expect(isMatch(`${'a'.repeat(20_000)}!`)).toBe(false);
    expect(isMatch('a'.repeat(20_000))).toBe(true);
  });
});
