import * as fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { compileGlob, LONGEST_GLOB } from '../../../src/text/glob.js';

const matches = (glob: string, text: string): boolean | undefined => compileGlob(glob)?.(text);

/** Steps are no names: picomatch drops them. */
const isNoStep = (segment: string): boolean => segment !== '.' && segment !== '..';

describe('compileGlob', () => {
  it.each([
    ['*', 'a', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['a/**', 'a/b/c', true],
    ['a/**', 'a', false],
    ['**/c', 'c', true],
    ['**/c', 'a/b/c', true],
    ['a/**/c', 'a/c', true],
    ['a/**/c', 'ac', false],
    ['**_KEY', 'a/b/THE_KEY', true],
    ['a**', 'ab/c', false],
    ['*.x', '.x', true],
    ['?', '/', false],
    ['?', '😀', true],
    ['[a-c]', 'b', true],
    ['[!a-c]', 'b', false],
    ['[^a-c]', 'd', true],
    ['[!a]', '/', false],
    ['[+-9]', '/', false],
    ['[+-9]', '5', true],
    ['[z-a]', 'b', false],
    ['[]]', ']', true],
    [String.raw`[\]a]`, ']', true],
    ['[a', '[a', true],
    ['[eu]', 'e', true],
    ['[eu]', '[eu]', true],
    ['[e-u]', '[e-u]', false],
    ['{a,b/c}', 'b/c', true],
    ['{a,b}', 'c', false],
    ['x{,y}', 'x', true],
    ['{a,{b,c}d}', 'cd', true],
    ['{**/x,y}', 'a/b/x', true],
    ['{a}', '{a}', true],
    ['{a,b', '{a,b', true],
    ['{a{b,c}d}', '{acd}', true],
    ['a,b', 'a,b', true],
    ['{1..3}', '2', false],
    [String.raw`\*`, '*', true],
    [String.raw`\*`, 'a', false],
    [String.raw`{a\,b,c}`, 'a,b', true],
    ['a\\', 'a\\', true],
    ['!a', 'b', false],
    ['!a', '!a', true],
    ['+(a)', 'aa', false],
    ['(a|b)', '(a|b)', true],
    ['a.c', 'abc', false],
    ['^a$', '^a$', true],
    ['A', 'a', false],
    ['a*b', 'a\nb', true],
  ])('%s over %j: %j', (glob, text, expected) => {
    expect(matches(glob, text)).toBe(expected);
  });

  it('takes up to 1,024 characters, and no empty text', () => {
    expect(matches('a'.repeat(LONGEST_GLOB), 'a'.repeat(LONGEST_GLOB))).toBe(true);
    expect(compileGlob('a'.repeat(LONGEST_GLOB + 1))).toBeNull();
    expect(compileGlob('')).toBeNull();
  });

  it('agrees with picomatch, which does not know [!a]', () => {
    const pieces = fc.constantFrom(
      'a',
      'b',
      '.',
      '*',
      '?',
      '[ab]',
      '[^a]',
      '{a,b}',
      '{b,a*}',
      String.raw`\*`,
      '-',
      '*b',
    );
    const segments = fc
      .oneof(
        fc
          .array(pieces, { minLength: 1, maxLength: 4 })
          .map((chosen) => chosen.join('').replaceAll(/\*+/g, '*')),
        fc.constant('**'),
      )
      .filter(isNoStep);
    const names = fc
      .string({ unit: fc.constantFrom('a', 'b', '.', '*', '-'), minLength: 1, maxLength: 4 })
      .filter(isNoStep);
    const paths = fc.array(names, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    let matched = 0;
    fc.assert(
      fc.property(fc.array(segments, { minLength: 1, maxLength: 4 }), paths, (parts, path) => {
        const glob = parts.join('/');
        const theirs = picomatch(glob, {
          dot: true,
          nonegate: true,
          noextglob: true,
          windows: false,
          strictSlashes: true,
        });
        if (theirs(path)) matched += 1;
        expect(matches(glob, path)).toBe(theirs(path));
      }),
      { numRuns: 10_000 },
    );
    expect(matched).toBeGreaterThan(500);
  });
});
