import { describe, expect, it } from 'vitest';
import { askMeant, suggest } from '../../../src/text/words.js';

const composed = 'caf\u00E9';
const decomposed = 'cafe\u0301';

describe('suggest', () => {
  it('finds a name that only looks the same, however many of its characters differ', () => {
    expect(suggest(composed, ['tea', decomposed])).toBe(decomposed);
    expect(suggest('db\u200B', ['db', 'dc'])).toBe('db');
    expect(suggest('\u00C9\u00E9\u00E8', ['E\u0301e\u0301e\u0300'])).toBe('E\u0301e\u0301e\u0300');
  });
});

describe('askMeant', () => {
  it('says so where two names look the same', () => {
    expect(askMeant(composed, decomposed)).toContain('It looks the same');
    expect(askMeant('db\u00A0', 'db')).toContain('It looks the same');
    expect(askMeant('Db', 'db')).toBe('did you mean db?');
    expect(askMeant('bd', 'db', '"db"')).toBe('did you mean "db"?');
  });
});
