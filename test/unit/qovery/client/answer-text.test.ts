import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretValue } from '../../../../src/model/secret-value.js';
import { readAnswerText } from '../../../../src/qovery/client/answer-text.js';

const VALUE = 'h7!kQ/z"9\\ö+Wp=3xR&';

describe('readAnswerText', () => {
  it.each([
    [{ status: 400, error: 'Bad Request', message: 'the key is too long' }, 'the key is too long'],
    [{ status: 400, detail: 'the key is too long' }, 'the key is too long'],
    [{ error: 'Bad Request' }, 'Bad Request'],
    [{ message: 'one\n  two' }, 'one two'],
    [{ message: 7 }, null],
    [{}, null],
    [[], null],
    ['text', null],
  ])('finds the message of %j', (body, text) => {
    expect(readAnswerText(JSON.stringify(body), [])).toBe(text);
  });

  it('gives nothing for what is not JSON', () => {
    expect(readAnswerText('<html>no</html>', [])).toBeNull();
  });

  it('cuts long messages without tearing a character', () => {
    const text = readAnswerText(JSON.stringify({ message: '😀'.repeat(400) }), []);
    expect(text?.length).toBeLessThanOrEqual(300);
    expect(text).toMatch(/^(😀)+…$/u);
  });

  const spellings: readonly (readonly [string, (value: string) => string])[] = [
    ['raw', (value) => value],
    ['as JSON in JSON', (value) => JSON.stringify(value)],
    ['URL-encoded', (value) => encodeURIComponent(value)],
    ['in base64', (value) => Buffer.from(value).toString('base64')],
    ['in base64url', (value) => Buffer.from(value).toString('base64url')],
    ['in base64 after a byte', (value) => Buffer.from(`:${value}`).toString('base64')],
    ['in base64 after two bytes', (value) => Buffer.from(`::${value}`).toString('base64')],
    ['in hex', (value) => Buffer.from(value).toString('hex')],
    ['cut short', (value) => value.slice(0, 12)],
    ['from its middle', (value) => value.slice(5, 14)],
  ];

  const wholeSpellings = spellings.filter(([name]) => !/after|cut|middle/.test(name));

  it.each(spellings)('gives nothing when the message holds the value %s', (_, spell) => {
    const body = JSON.stringify({ message: `'${spell(VALUE)}' is too long` });
    expect(readAnswerText(body, [])).not.toBeNull();
    expect(readAnswerText(body, [new SecretValue(VALUE)])).toBeNull();
  });

  it('gives nothing when the message holds one line of the value', () => {
    const secret = new SecretValue('-----BEGIN-----\nab\nQ7xkmB2v0Zq1\n-----END-----');
    expect(readAnswerText(JSON.stringify({ message: 'bad line Q7xkmB2v0Zq1' }), [secret])).toBeNull();
    expect(readAnswerText(JSON.stringify({ message: 'bad line ab' }), [secret])).toBeNull();
  });

  it('finds values that a message spreads over lines', () => {
    const secret = new SecretValue('Q7xk mB2v 0Zq1');
    expect(readAnswerText(JSON.stringify({ message: 'got Q7xk\nmB2v\n0Zq1' }), [secret])).toBeNull();
  });

  it('never shows a value of any kind that a message quotes', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.constantFrom(...wholeSpellings),
        (value, [, spell]) => {
          fc.pre(value.trim() !== '');
          const message = `<<${spell(value)}>>`;
          expect(readAnswerText(JSON.stringify({ message }), [new SecretValue(value)])).toBeNull();
        },
      ),
    );
  });

  it('shows no message next to a value too long to search for', () => {
    expect(readAnswerText('{"message":"no"}', [new SecretValue('x'.repeat(1 << 20))])).toBeNull();
  });
});
