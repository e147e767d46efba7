import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampPosition, findMatch, findMove } from '../../../../src/render/audit-page/browser/move.js';
import { findSpans } from '../../../../src/render/audit-page/browser/layout.js';
import { findVisible, listKept, scrollTo } from '../../../../src/render/audit-page/browser/window.js';
import { formatCount, formatMoment } from '../../../../src/render/audit-page/browser/words.js';
import { readMatrix } from '../../../../src/render/audit-page/browser/matrix.js';
import { encodeAudit } from '../../../../src/render/audit-page/encode.js';
import { AUDIT_TIME, sampleAudit } from '../../../support/audits.js';

const EXTENT = { rows: 10, columns: 5, page: 4 };

describe('moving by keys', () => {
  it.each([
    ['ArrowDown', false, { row: 3, column: 3 }],
    ['ArrowUp', false, { row: 1, column: 3 }],
    ['ArrowLeft', false, { row: 2, column: 2 }],
    ['ArrowRight', false, { row: 2, column: 4 }],
    ['PageDown', false, { row: 6, column: 3 }],
    ['PageUp', false, { row: -1, column: 3 }],
    ['Home', false, { row: 2, column: -1 }],
    ['End', false, { row: 2, column: 4 }],
    ['Home', true, { row: 0, column: -1 }],
    ['End', true, { row: 9, column: 4 }],
    ['x', false, null],
  ])('%s (control: %s)', (key, hasControl, to) => {
    expect(findMove(key, hasControl, { row: 2, column: 3 }, EXTENT)).toEqual(to);
  });

  it('never leaves the grid, whatever its size', () => {
    const size = fc.record({ rows: fc.nat(20), columns: fc.nat(20), page: fc.integer({ min: 1, max: 20 }) });
    const keys = fc.array(
      fc.constantFrom('ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'PageDown', 'PageUp', 'Home', 'End'),
    );
    fc.assert(
      fc.property(size, keys, fc.boolean(), (extent, pressed, hasControl) => {
        let at = clampPosition({ row: 50, column: 50 }, extent);
        for (const key of pressed) at = findMove(key, hasControl, at, extent) ?? at;
        expect(at.row).toBeGreaterThanOrEqual(-1);
        expect(at.row).toBeLessThan(Math.max(1, extent.rows));
        expect(at.column).toBeGreaterThanOrEqual(-1);
        expect(at.column).toBeLessThan(Math.max(1, extent.columns));
      }),
    );
  });

  it('finds the next match and the one before, around the end', () => {
    const matches = new Set(['1 1', '8 4']);
    const isMatch = ({ row, column }: { row: number; column: number }): boolean =>
      matches.has(`${String(row)} ${String(column)}`);
    expect(findMatch({ row: 1, column: 1 }, EXTENT, 1, isMatch)).toEqual({ row: 8, column: 4 });
    expect(findMatch({ row: 8, column: 4 }, EXTENT, 1, isMatch)).toEqual({ row: 1, column: 1 });
    expect(findMatch({ row: 1, column: 0 }, EXTENT, -1, isMatch)).toEqual({ row: 8, column: 4 });
    expect(findMatch({ row: 1, column: 0 }, EXTENT, 1, () => false)).toBeNull();
  });
});

describe('what is on the screen', () => {
  const list = fc.record({
    count: fc.nat(5000),
    size: fc.integer({ min: 1, max: 200 }),
    length: fc.nat(3000),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('is every entry that shows, and few others', () => {
    fc.assert(
      fc.property(list, ({ count, size, length, part }) => {
        const scroll = part * Math.max(0, count * size - length);
        const { first, end } = findVisible(scroll, length, size, count);
        expect(first * size <= scroll || first === 0).toBe(true);
        expect(end * size >= scroll + length || end === count).toBe(true);
        expect(end - first).toBeLessThanOrEqual(length / size + 8);
      }),
    );
  });

  it('keeps the entry that has the focus, in order', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.integer({ min: -1, max: 120 }), (first, more, active) => {
        const kept = listKept({ first, end: first + more }, active);
        expect(kept.includes(active)).toBe(active >= 0);
        expect(kept).toEqual([...new Set(kept)].toSorted((left, right) => left - right));
      }),
    );
  });

  it('scrolls just as far as an entry needs', () => {
    expect(scrollTo(5, 100, 100, 10)).toBe(50);
    expect(scrollTo(12, 100, 100, 10)).toBe(100);
    expect(scrollTo(20, 100, 100, 10)).toBe(110);
  });
});

describe('the words of the page', () => {
  it('group columns by environment, without the project where there is but one', () => {
    const { columns } = readMatrix(encodeAudit(sampleAudit(), '0.1.0', AUDIT_TIME));
    expect(findSpans(columns).map(({ label, first, end }) => [label, first, end])).toEqual([
      ['production', 0, 5],
      ['staging', 5, 7],
    ]);
  });

  it('spell times and counts', () => {
    expect(formatMoment(AUDIT_TIME / 1000)).toBe('2026-01-15 08:30 UTC');
    expect(formatMoment(0)).toBe('');
    expect([formatCount(1, 'cell'), formatCount(200_000, 'cell')]).toEqual(['1 cell', '200,000 cells']);
  });
});
