import * as fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quoteForBash, readShellLine, type OpenWord } from '../../../../src/cli/completion/shell-line.js';

const BREAKS = ' \t\n"\'@><=;|&(:';
const QUOTES: readonly OpenWord['quote'][] = [null, "'", '"'];

describe('readShellLine', () => {
  it.each([
    ['qoverride ', ['qoverride'], ''],
    ['qoverride pl', ['qoverride'], 'pl'],
    [String.raw`q a\ b 'c d' "e f"'g' x`, ['q', 'a b', 'c d', 'e fg'], 'x'],
    [`q '' x`, ['q', ''], 'x'],
    [String.raw`q "a\"b\$c\d" x`, ['q', String.raw`a"b$c\d`], 'x'],
    ['q plan > out', ['q', 'plan'], 'out'],
    ['q $(touch x', ['q', '$', 'touch'], 'x'],
    [`q $HOME \`id\` x`, ['q', '$HOME', '`id`'], 'x'],
    ['q a\\', ['q'], 'a'],
  ])('cuts %s into words', (line, words, text) => {
    expect(readShellLine(line, BREAKS)).toMatchObject({ words, last: { text } });
  });

  it.each([
    ['q --format=js', '--format=', null],
    ['q a:b:c', 'a:b:', null],
    [String.raw`q a\:b`, '', null],
    ['q "a:b"c', '', null],
    ['q "a:b":c', 'a:b:', null],
    [`q --target='a:b`, '--target=', "'"],
    ['q a:b"c:d', 'a:b', '"'],
  ])('knows what bash leaves alone of %s', (line, kept, quote) => {
    expect(readShellLine(line, BREAKS).last).toMatchObject({ kept, quote });
  });

  it('breaks words only where this bash does', () => {
    expect(readShellLine('q a:b', ' \t\n').last.kept).toBe('');
  });
});

const word = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...'$`"\'\\!*?[]{}()~#&;|<> \t=:a'.split('')), maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);

describe('quoteForBash', () => {
  it('is undone by reading the line', () => {
    fc.assert(
      fc.property(word, fc.constantFrom(...QUOTES), (text, quote) => {
        const calm = text.replaceAll(/[\t\n]/g, '');
        const open = quote ?? '';
        const { words } = readShellLine(`q ${open}${quoteForBash(calm, quote)}${open} `, BREAKS);
        expect(words).toEqual(calm === '' && quote === null ? ['q'] : ['q', calm]);
      }),
    );
  });

  it.skipIf(spawnSync('bash', ['--version']).error !== undefined)('is undone by bash', () => {
    const samples = fc.sample(word, 300).map((text) => `x${text.replaceAll(/[\0\n]/g, '')}`);
    for (const quote of QUOTES) {
      const open = quote ?? '';
      const script = samples.map((text) => `printf '%s\\n' ${open}${quoteForBash(text, quote)}${open}\n`);
      const { stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc'], {
        input: script.join(''),
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(stdout.split('\n').slice(0, -1)).toEqual(samples);
    }
  });

  it('keeps ! from the history also within double quotes', () => {
    expect(quoteForBash('a!b', '"')).toBe(String.raw`a"\!"b`);
  });
});
