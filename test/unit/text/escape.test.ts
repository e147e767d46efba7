import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeJson, printable, printableExcerpt, printableLines } from '../../../src/text/escape.js';
import { hostileText, isCalm } from '../render/hostile.js';

describe('printable', () => {
  it.each([
    ['a\u001b[31mred', 'a\\u{1b}[31mred'],
    ['one\r\ntwo', 'one\\u{d}\\u{a}two'],
    ['\u0085\u2028\u2029', '\\u{85}\\u{2028}\\u{2029}'],
    ['user\u202etxt.exe', 'user\\u{202e}txt.exe'],
    ['to\u200bken', 'to\\u{200b}ken'],
    ['\u{e0041}', '\\u{e0041}'],
    ['half \ud800 pair', 'half \\u{d800} pair'],
    ['tab\there', 'tab\\u{9}here'],
    ['::stop-commands::x', '\\u{3a}:stop-commands::x'],
    ['  \u00a0::error::x', '  \u00a0\\u{3a}:error::x'],
    ['text ##[error]x', 'text #\\u{23}[error]x'],
    ['##vso[task.complete]', '#\\u{23}vso[task.complete]'],
  ])('spells %j as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(['plain text', 'Clé de l’été – 日本語 🔑', 'a::b', '#1', ''])('leaves %j as it is', (text) => {
    expect(printable(text)).toBe(text);
  });

  it('leaves nothing that is unsafe, and nothing more to do', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = printable(text);
        expect(isCalm(shown)).toBe(true);
        expect(shown).not.toContain('\n');
        expect(printable(shown)).toBe(shown);
      }),
    );
  });
});

describe('printableExcerpt', () => {
  it('cuts long text, never through a character', () => {
    expect(printableExcerpt('abcdef', 6)).toBe('abcdef');
    expect(printableExcerpt('abcdefg', 6)).toBe('abcdef…');
    expect(printableExcerpt('ab🔑cd', 3)).toBe('ab…');
  });
});

describe('printableLines', () => {
  it('keeps the lines and the columns of a block', () => {
    expect(printableLines('1 | a:\tb\r\n  |    ^\n::error::')).toEqual([
      '1 | a: b',
      '  |    ^',
      '\\u{3a}:error::',
    ]);
  });
});

describe('escapeJson', () => {
  it('keeps the data and leaves nothing that is unsafe', () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText, hostileText), (data) => {
        const json = escapeJson(JSON.stringify(data, null, 2));
        expect(isCalm(json)).toBe(true);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  it('spells an invisible character of two units as two', () => {
    expect(escapeJson(JSON.stringify('\u{e0041}##['))).toBe('"\\udb40\\udc41#\\u0023["');
  });
});
