import fc from 'fast-check';
import { LineCounter, parseAllDocuments } from 'yaml';
import { describe, expect, it } from 'vitest';
import { findPlace, indexLines } from '../../../src/text/lines.js';

describe('findPlace', () => {
  it('counts lines and columns from 1', () => {
    const starts = indexLines('ab\n\ncd');
    expect([0, 1, 2, 3, 4, 5].map((offset) => findPlace(starts, offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 1, column: 3 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 3, column: 2 },
    ]);
  });

  it('counts the line feeds before an offset', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', 'ä', '😀') });
    fc.assert(
      fc.property(text, fc.nat(40), (source, offset) => {
        const before = source.slice(0, offset).split('\n');
        expect(findPlace(indexLines(source), Math.min(offset, source.length))).toEqual({
          line: before.length,
          column: (before.at(-1) ?? '').length + 1,
        });
      }),
    );
  });

  it('agrees with the line counter of the YAML library', () => {
    const text = 'a: 1\nb:\n  - x\n---\nc: "y\n  z"\n';
    const lineCounter = new LineCounter();
    parseAllDocuments(text, { lineCounter });
    const starts = indexLines(text);
    for (let offset = 0; offset < text.length; offset += 1) {
      const { line, col } = lineCounter.linePos(offset);
      expect(findPlace(starts, offset)).toEqual({ line, column: col });
    }
  });
});
