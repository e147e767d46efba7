import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactLines } from '../../../src/values/redact.js';
import { findLeaks } from './find-leaks.js';

describe('redactLines', () => {
  it('hides texts that overlap, and does not look into what it has put there', () => {
    expect(redactLines('see abcdef and s', ['abcd', 'cdef', 's'])).toEqual([
      '(sensitive)ee (sensitive) and (sensitive)',
    ]);
  });

  it('hides single lines of a text, but not the short ones that are everywhere', () => {
    expect(redactLines('{\n  "a": 1\n} -----KEY----- ok', ['{\n-----KEY-----\n}'])).toEqual([
      '{',
      '  "a": 1',
      '} (sensitive) ok',
    ]);
  });

  it('hides base64 that is broken into lines, as base64(1) and PEM do', () => {
    const text = Array.from({ length: 200 }, (_, index) => `${index}`).join(',');
    const base64 = Buffer.from(text).toString('base64');
    for (const width of [76, 64]) {
      const broken = base64.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n');
      expect(redactLines(broken, [text])?.every((line) => /^\(sensitive\)=*$/.test(line))).toBe(true);
    }
  });

  it('hides parts of a text, and parts of it in other spellings, wherever they stand', () => {
    const text = 'postgres://shop:hunter2-kestrel@db/shop?mode=strict';
    const parts = ['hunter2-kestrel', Buffer.from(text).toString('hex').slice(7, 40), text.slice(0, 30)];
    for (const part of parts)
      expect(redactLines(`no ${part}: denied`, [text])).toEqual(['no (sensitive): denied']);
    expect(redactLines('the mode is strict', [text])).toEqual(['the mode is strict']);
  });

  it('hides base64 behind and before other text, and both cases of hexadecimal', () => {
    const text = 'hunter2-kestrel';
    for (const before of ['', 'u', 'us', 'user:']) {
      const bytes = Buffer.from(`${before}${text}:rest`);
      for (const encoding of ['base64', 'base64url'] as const) {
        const shown = redactLines(bytes.toString(encoding), [text])?.join('') ?? '';
        expect(shown.replace('(sensitive)', '').length).toBeLessThan(before.length + ':rest'.length + 8);
      }
    }
    const hex = Buffer.from(text).toString('hex').toUpperCase();
    expect(redactLines(hex, [text])).toEqual(['(sensitive)']);
  });

  it('costs no more than its input, where everything is a part of something', () => {
    const text = 'ab'.repeat(500_000);
    expect(redactLines('ab'.repeat(30_000), [text])).toEqual(['(sensitive)']);
  });

  it('gives the lines of what is left, without empty ones', () => {
    expect(redactLines('a\r\n\nb\rc', [])).toEqual(['a', 'b', 'c']);
  });

  it('leaves no form of a text in anything', () => {
    const secret = fc
      .string({ minLength: 4, maxLength: 20, unit: 'grapheme' })
      .filter((text) => text.trim() === text);
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (text, before, after) => {
        const forms = [
          text,
          encodeURIComponent(Buffer.from(text).toString()),
          Buffer.from(text).toString('base64'),
        ];
        const foreign = forms.map((form) => `${before}${form}${after}`).join('\n');
        const lines = redactLines(foreign, [text])?.join('\n').replaceAll('(sensitive)', '\uE000') ?? '';
        // What stands around the text may happen to hold it too, cut from both sides.
        fc.pre(!before.includes(text) && !after.includes(text));
        expect(findLeaks(lines, text)).toEqual([]);
      }),
    );
  });
});
