import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  collect,
  collectReason,
  collectStack,
  durationOption,
  listOption,
  parseCommentId,
  parseCount,
  parseMost,
} from '../../../../src/cli/flags/flag-values.js';

/** What commander makes of a command line with this one option. */
const parse = (option: ReturnType<typeof durationOption>, ...argv: readonly string[]): unknown =>
  new Command()
    .addOption(option)
    .parse([...argv], { from: 'user' })
    .opts()['flag'];

describe('what stands behind a flag', () => {
  it.each(['1', '10', '999999999'])('takes %s for a count', (text) => {
    expect(parseCount(text)).toBe(Number(text));
  });

  it.each(['0', '-1', '1.5', '1e3', '', ' 1', '1234567890'])('does not take "%s" for a count', (text) => {
    expect(() => parseCount(text)).toThrow('at least 1');
  });

  it('takes 0 where a number may be none', () => {
    expect(parseMost('0')).toBe(0);
    expect(() => parseMost('-1')).toThrow('whole number');
  });

  it('takes a name that is safe in a comment, and no other', () => {
    expect(parseCommentId('web_1.eu-west')).toBe('web_1.eu-west');
    for (const text of ['', '-->', 'a b', 'x'.repeat(61)])
      expect(() => parseCommentId(text)).toThrow('up to 60');
  });

  it('collects stacks and reasons, and says which there are', () => {
    expect(collectStack('web', ['api'])).toEqual(['api', 'web']);
    expect(() => collectStack('Web', [])).toThrow('lower-case');
    expect(collectReason('adopt', ['rekey'])).toEqual(['rekey', 'adopt']);
    expect(() => collectReason('other', [])).toThrow('no-service, ');
  });

  it('is a list where it may be given several times, and an empty one where it is left out', () => {
    const flag = () => listOption('--flag <text>', 'texts', 'none', collect);
    expect(parse(flag(), '--flag', 'a', '--flag', 'b')).toEqual(['a', 'b']);
    expect(parse(flag())).toEqual([]);
    expect(flag().description).toBe('texts; repeatable');
  });

  it('is in milliseconds where it is a duration', () => {
    expect(parse(durationOption('--flag <duration>', 'a wait', '30s'), '--flag', '2m')).toBe(120_000);
    expect(parse(durationOption('--flag <duration>', 'a wait', '30s'))).toBe(30_000);
    expect(parse(durationOption('--flag <duration>', 'a wait', null))).toBeUndefined();
  });
});
