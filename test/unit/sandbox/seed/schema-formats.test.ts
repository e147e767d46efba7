import { fullFormats } from 'ajv-formats/dist/formats.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCHEMA_FORMATS } from '../../../../src/sandbox/seed/schema-formats.js';

const ID = '0a1b2c3d-0000-4000-8000-000000000001';

describe('the format uuid', () => {
  it.each([ID, ID.toUpperCase()])('accepts %s', (text) => {
    expect(SCHEMA_FORMATS.uuid(text)).toBe(true);
  });

  it.each(['', 'checkout', ` ${ID}`, `${ID}\n`, `urn:uuid:${ID}`, ID.replaceAll('-', '')])(
    'refuses %j',
    (text) => {
      expect(SCHEMA_FORMATS.uuid(text)).toBe(false);
    },
  );
});

describe('the format date-time', () => {
  it.each([
    '2024-02-29T23:59:59Z',
    '2024-01-01t00:00:00.123456z',
    '2024-01-01T00:00:00+05:30',
    '2024-01-01 00:00:00-0800',
  ])('accepts %s', (text) => {
    expect(SCHEMA_FORMATS['date-time'](text)).toBe(true);
  });

  it.each([
    ['no date', 'yesterday'],
    ['a date alone', '2024-01-01'],
    ['a time of no zone', '2024-01-01T00:00:00'],
    ['a month that does not exist', '2024-13-01T00:00:00Z'],
    ['a day that does not exist', '2023-02-29T00:00:00Z'],
    ['an hour that does not exist', '2024-01-01T24:00:00Z'],
    ['a leap second, which no Date can hold', '2016-12-31T23:59:60Z'],
    ['a line break after it', '2024-01-01T00:00:00Z\n'],
  ])('refuses %s', (_what, text) => {
    expect(SCHEMA_FORMATS['date-time'](text)).toBe(false);
  });

  it('accepts just what the reference accepts and a Date can hold', () => {
    const reference = fullFormats['date-time'] as { readonly validate: (text: string) => boolean };
    const digits = (length: number, max: number): fc.Arbitrary<string> =>
      fc.integer({ min: 0, max }).map((number) => String(number).padStart(length, '0'));
    const day = fc.tuple(digits(4, 9999), digits(2, 13), digits(2, 32)).map((parts) => parts.join('-'));
    const time = fc.tuple(digits(2, 24), digits(2, 60), digits(2, 61)).map((parts) => parts.join(':'));
    const zone = fc.constantFrom('Z', 'z', '', '+01:00', '-23:59', '+24:00', '+0100', '-00:00', '+1:00');
    const between = fc.constantFrom('T', 't', ' ', '', '_');
    const fraction = fc.constantFrom('', '.5', '.123456789', '.', ',5');
    const texts = fc.tuple(day, between, time, fraction, zone).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const isReadable = !Number.isNaN(Date.parse(text));
        expect(SCHEMA_FORMATS['date-time'](text)).toBe(reference.validate(text) && isReadable);
      }),
      { numRuns: 5000 },
    );
  });
});
