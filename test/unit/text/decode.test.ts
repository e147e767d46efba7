import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, decodeValidStart, dropByteOrderMark } from '../../../src/text/decode.js';

/** What the platform's own strict decoder says; null where it refuses. */
const decodeStrictly = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
};

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
  fc
    .tuple(fc.string({ unit: 'binary' }), fc.uint8Array({ minLength: 1, maxLength: 3 }))
    .map(([text, tail]) => new Uint8Array([...new TextEncoder().encode(text), ...tail])),
);

describe('decodeText', () => {
  it('agrees with the strict decoder of the platform', () => {
    fc.assert(
      fc.property(bytes, (input) => {
        expect(decodeText(input)).toBe(decodeStrictly(input));
      }),
    );
  });

  it('decodes only the part of a buffer that it is given', () => {
    expect(decodeText(new TextEncoder().encode('abcdef').subarray(2, 4))).toBe('cd');
  });

  it('keeps a byte order mark, which dropByteOrderMark removes once', () => {
    const text = decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]));
    expect(text).toBe('\uFEFFa');
    expect(dropByteOrderMark(text ?? '')).toBe('a');
    expect(dropByteOrderMark('\uFEFF\uFEFFa')).toBe('\uFEFFa');
  });
});

describe('decodeValidStart', () => {
  it('gives the characters before the first bad byte', () => {
    expect(decodeValidStart(new Uint8Array([0x61, 0xc3, 0xa4, 0x62, 0xff, 0x63]))).toBe('aäb');
  });

  it('leaves out a character that is cut', () => {
    expect(decodeValidStart(new Uint8Array([0x61, 0xe2, 0x82]))).toBe('a');
  });

  it('always gives a start of what a lenient decoder reads', () => {
    fc.assert(
      fc.property(bytes, (input) => {
        expect(new TextDecoder().decode(input).startsWith(decodeValidStart(input))).toBe(true);
      }),
    );
  });
});
