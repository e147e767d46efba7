import { describe, expect, it } from 'vitest';
import { readNamed } from '../../../../src/qovery/events/named.js';

const DRIFT = { secretKey: 'DB_URL', overrideId: '00000000-0000-4000-8000-0000000000aa' };

const subjectIn = (change: string): string => {
  const { overrideIds, namesKey } = readNamed(change, [DRIFT]);
  if (overrideIds.includes(DRIFT.overrideId)) return 'this';
  return namesKey ? 'another' : 'unnamed';
};

describe('what a change is about', () => {
  it.each([
    ['{"id":"x","key":"DB_URL"}', 'this'],
    ['{"before":{"key":"DB_URL"},"after":{"key":"OTHER"}}', 'this'],
    ['[{"key":"A"},{"key":"DB_URL"}]', 'this'],
    ['{"key":"DB_URL_2"}', 'another'],
    ['{"key":"OTHER","text":"was DB_URL"}', 'another'],
    ['{"key":7,"name":"DB_URL"}', 'this'],
    ['{"DB_URL":{"value":"***"}}', 'this'],
    ['{"text":"edited DB_URL."}', 'this'],
    ['{"text":"edited MY_DB_URL and DB_URL_2 and DB_URL-x"}', 'unnamed'],
    ['{"text":"MY_DB_URL, then DB_URL"}', 'this'],
    ['{"id":"00000000-0000-4000-8000-0000000000aa"}', 'this'],
    ['Secret DB_URL was updated', 'this'],
    ['{"key":"DB_URL"', 'this'],
    ['"DB_URL"', 'this'],
    ['', 'unnamed'],
    ['null', 'unnamed'],
    ['{"scope":"APPLICATION"}', 'unnamed'],
  ])('%s', (change, subject) => {
    expect(subjectIn(change)).toBe(subject);
  });

  it('is found however deep it is nested', () => {
    const change = `${'['.repeat(50_000)}"DB_URL"${']'.repeat(50_000)}`;
    expect(subjectIn(change)).toBe('this');
  });
});
