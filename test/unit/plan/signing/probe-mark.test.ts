import { describe, expect, it } from 'vitest';
import { DESCRIPTION_LIMIT } from '../../../../src/model/marker.js';
import { splitDescription } from '../../../../src/plan/signing/marker.js';
import {
  fillProbeMark,
  formatProbeKey,
  formatProbeMark,
  isUntouched,
  readProbeMark,
} from '../../../../src/plan/signing/probe-mark.js';

const MARK = { time: 1_764_345_600, run: '7QK2M9XA' };
const PLACE = { scopeId: '11111111-2222-4333-8444-555555555555', secretKey: 'DATABASE_URL' };
const text = formatProbeMark(MARK, PLACE);
const key = formatProbeKey(MARK, PLACE.scopeId);

describe('the mark of a live run', () => {
  it('reads as it was written, with and without what fills it up', () => {
    const filled = fillProbeMark(text);
    expect(filled).toHaveLength(DESCRIPTION_LIMIT);
    for (const description of [text, filled]) expect(readProbeMark(description, PLACE)).toEqual(MARK);
    expect(readProbeMark(null, { ...PLACE, secretKey: key })).toEqual(MARK);
    expect(key).toMatch(/^[A-Z][A-Z0-9_]{1,254}$/);
  });

  it.each<[string, string | null, Partial<typeof PLACE>]>([
    ['at another service', text, { scopeId: '99999999-2222-4333-8444-555555555555' }],
    ['at another key', text, { secretKey: 'OTHER' }],
    ['at another time', text.replace(MARK.time.toString(36), (MARK.time + 1).toString(36)), {}],
    ['of another run', text.replace(MARK.run, '7QK2M9XB'), {}],
    ['that somebody wrote behind', `${text} needed`, {}],
    ['that is cut', text.slice(0, -2), {}],
    ['that is not there', null, {}],
    ['in a key that was copied to another service', null, { secretKey: key, scopeId: 'another' }],
  ])('does not verify %s', (_what, description, place) => {
    expect(readProbeMark(description, { ...PLACE, ...place })).toBeNull();
  });

  it('is no marker of an apply', () => {
    expect(splitDescription(text)).toEqual({ text, marker: null });
  });

  it('does not cover what was edited later', () => {
    expect(isUntouched(MARK, (MARK.time + 5) * 1000)).toBe(true);
    expect(isUntouched(MARK, (MARK.time + 300) * 1000)).toBe(false);
  });
});
