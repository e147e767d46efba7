import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GENERATED_KEY_BYTES,
  generateKey,
  isGeneratedKey,
} from '../../../../src/plan/signing/generated-key.js';
import { explainWeakKey, LEAST_KEY_BITS } from '../../../../src/plan/signing/key-strength.js';

const random = fc.uint8Array({ minLength: GENERATED_KEY_BYTES, maxLength: GENERATED_KEY_BYTES });

describe('a generated key', () => {
  it('holds all of its random bytes, and is recognized', () => {
    fc.assert(
      fc.property(random, (bytes) => {
        const key = generateKey(bytes);
        expect(key).toMatch(/^[\w-]{43}$/);
        expect(Buffer.from(key.slice(0, 36), 'base64url')).toEqual(Buffer.from(bytes));
        expect(isGeneratedKey(key)).toBe(true);
      }),
    );
  });

  it('is not recognized once a character differs, is missing or is added', () => {
    fc.assert(
      fc.property(random, fc.nat(42), fc.constantFrom('A', 'z', '-', ' '), (bytes, at, other) => {
        const key = generateKey(bytes);
        const [before, after] = [key.slice(0, at), key.slice(at + 1)];
        fc.pre(key[at] !== other);
        expect([`${before}${other}${after}`, before + after, `${key}${other}`].some(isGeneratedKey)).toBe(
          false,
        );
      }),
    );
  });

  it('keeps its form, since keys that are in use must be recognized for ever', () => {
    const key = generateKey(Uint8Array.from({ length: GENERATED_KEY_BYTES }, (_, index) => index * 9));
    expect(key).toMatchInlineSnapshot(`"AAkSGyQtNj9IUVpjbHV-h5CZoqu0vcbP2OHq7SR0Mvm"`);
  });
});

describe('a weak key', () => {
  it('is one below the least bits', () => {
    expect(LEAST_KEY_BITS).toBe(80);
    expect(explainWeakKey(79.9)?.code).toBe('key-weak');
    expect(explainWeakKey(80)).toBeNull();
  });

  it('is told as weak, with all that one can do', () => {
    const { message, hint } = explainWeakKey(0) ?? {};
    expect(message).toContain('weak');
    for (const way of ['qoverride keygen', 'QOVERRIDE_OLD_KEYS', '--weak-key']) expect(hint).toContain(way);
  });
});
