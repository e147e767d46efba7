import { describe, expect, it } from 'vitest';
import type { OutsideEdit } from '../../../../src/model/outside-edit.js';
import { createPaint } from '../../../../src/render/text/paint.js';
import { renderChange } from '../../../../src/render/text/change-text.js';
import { describeOutsideEdit, outsideEditToJson } from '../../../../src/render/text/outside-edit-text.js';
import { OWN_TIME, update } from '../sample.js';

const edit: OutsideEdit = { by: 'Jane Doe', origin: 'CONSOLE', at: OWN_TIME, isCertain: true };

describe('an edit with a name on it', () => {
  it.each([
    [edit, 'edited outside by Jane Doe from CONSOLE at 2025-11-23T21:15:00Z'],
    [
      { ...edit, isCertain: false },
      'edited outside, probably by Jane Doe from CONSOLE at 2025-11-23T21:15:00Z',
    ],
    [{ ...edit, origin: null }, 'edited outside by Jane Doe at 2025-11-23T21:15:00Z'],
    [
      { ...edit, by: ' ' },
      'edited outside by somebody not named in the log from CONSOLE at 2025-11-23T21:15:00Z',
    ],
    [
      { ...edit, by: '\u202eenaJ\n##[x', origin: '\u001b[2J' },
      String.raw`edited outside by \u{202e}enaJ\u{a}#\u{23}[x from \u{1b}[2J at 2025-11-23T21:15:00Z`,
    ],
  ])('%j', (given, text) => {
    expect(describeOutsideEdit(given)).toBe(text);
  });

  it('does not fill the screen with one name', () => {
    expect(describeOutsideEdit({ ...edit, by: 'x'.repeat(100_000) }).length).toBeLessThan(300);
  });

  it('has a line of its own in the plan', () => {
    const lines = renderChange(update({ reason: 'edited-outside', edit }), true, createPaint(false)).split(
      '\n',
    );
    expect(lines[3]).toBe('    edited outside by Jane Doe from CONSOLE at 2025-11-23T21:15:00Z');
    expect(renderChange(update({ reason: 'edited-outside' }), true, createPaint(false))).not.toContain(
      ' by ',
    );
  });

  it('is an object in JSON, and null where nobody is named', () => {
    expect(outsideEditToJson(edit)).toEqual({
      by: 'Jane Doe',
      origin: 'CONSOLE',
      at: '2025-11-23T21:15:00Z',
      certain: true,
    });
    expect(outsideEditToJson(null)).toBeNull();
  });
});
