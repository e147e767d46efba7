import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { GENERATED_KEY_BYTES, generateKey } from '../../src/plan/signing/generated-key.js';
import { LEAST_KEY_BITS } from '../../src/plan/signing/key-strength.js';
import { estimateBits } from '../../src/run/planning/estimate-bits.js';

/** Keys of each form; `KEYS` makes it more. */
const KEYS = Number(process.env['KEYS'] ?? 60);

// Not by fast-check: it likes zeros, and a key of zeros is weak.
it.each([
  ['qoverride keygen', () => generateKey(randomBytes(GENERATED_KEY_BYTES))],
  ['openssl rand -hex 16', () => randomBytes(16).toString('hex')],
  ['openssl rand -hex 32', () => randomBytes(32).toString('hex')],
  ['openssl rand -base64 24', () => randomBytes(24).toString('base64')],
  ['openssl rand -base64 32', () => randomBytes(32).toString('base64')],
])(
  'no key of %s is ever weak',
  (form, makeKey) => {
    const estimates = Array.from({ length: KEYS }, () => {
      const key = makeKey();
      return { key, bits: estimateBits(key) };
    });
    expect(estimates.filter(({ bits }) => bits < LEAST_KEY_BITS)).toEqual([]);
    const least = Math.min(...estimates.map(({ bits }) => bits));
    process.stdout.write(`${form}: ${String(KEYS)} keys, at least ${least.toFixed(0)} bits\n`);
  },
  60_000 + KEYS * 500,
);
