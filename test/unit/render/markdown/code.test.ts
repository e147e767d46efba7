import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableLines } from '../../../../src/text/escape.js';
import { escapeMarkdown, formatCodeBlock } from '../../../../src/render/markdown/code.js';
import { findLiveParts, parseMarkdown } from '../../../support/markdown.js';
import { hostileMarkdown } from './hostile.js';

describe('escapeMarkdown', () => {
  it.each([
    ['shop/production/DB_URL', '`shop/production/DB_URL`'],
    ['@octocat', '`@octocat`'],
    ['a|b`c', '`a\\u{7c}b\\u{60}c`'],
    ['one\ntwo', '`one\\u{a}two`'],
    ['', '` `'],
  ])('shows %j as %j', (text, shown) => {
    expect(escapeMarkdown(text)).toBe(shown);
  });

  it('shows any text as itself, in a line and in a table', () => {
    fc.assert(
      fc.property(hostileMarkdown, (text) => {
        const shown = printable(text).replaceAll('`', '\\u{60}').replaceAll('|', '\\u{7c}');
        for (const document of [
          `Before ${escapeMarkdown(text)} after`,
          escapeMarkdown(text),
          `| a | b |\n| --- | --- |\n| ${escapeMarkdown(text)} | end |\n`,
        ]) {
          const { code, prose } = parseMarkdown(document);
          expect(findLiveParts(document)).toEqual([]);
          expect(code.map((value) => value.trim())).toEqual([shown.trim()]);
          expect(prose.replaceAll(/\s/g, '')).toMatch(/^(Beforeafter|abend|)$/);
        }
      }),
    );
  });
});

describe('formatCodeBlock', () => {
  it('keeps any lines within the block, and changes only what would close it', () => {
    fc.assert(
      fc.property(fc.array(hostileMarkdown), (texts) => {
        const lines = texts.flatMap(printableLines);
        const document = `Before\n\n${formatCodeBlock(lines.join('\n'), 'text')}\n\nAfter`;
        const { code, prose } = parseMarkdown(document);
        expect(findLiveParts(document)).toEqual([]);
        expect(prose).toBe('Before\nAfter');
        const shown = lines.map((line) => (/^ {0,3}```/.test(line) ? `    ${line}` : line));
        expect(code).toEqual([shown.join('\n')]);
      }),
    );
  });
});
