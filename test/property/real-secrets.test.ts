import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOddities, findPoison, type CheckedValue } from '../../src/values/checks.js';
import { realSecrets } from '../support/real-secrets.js';

/** All kinds together; more runs find rarer accidents. */
const RUNS = Number(process.env['REAL_SECRETS'] ?? 2000);

const codesOf = (text: string, source: CheckedValue['source']): readonly string[] => {
  const value: CheckedValue = {
    text,
    source,
    subject: 'the value',
    clear: null,
    allowEmpty: false,
    allowUnauthenticated: false,
    allowSuspicious: false,
    isStrict: true,
    // Qovery's own {{NAME}} is no accident of a pipeline.
    isInterpolated: false,
  };
  return [findPoison(value), ...findOddities(value)].flatMap((problem) => problem?.code ?? []);
};

describe('a value that looks like a real secret', () => {
  it.each(Object.entries(realSecrets))('gives no alarm: %s', (_, secrets) => {
    fc.assert(
      fc.property(secrets, fc.constantFrom('file', 'read', 'env'), (text, source) => {
        // A variable that ends with a newline gives a warning of its own.
        expect(codesOf(source === 'env' ? text.trimEnd() : text, source)).toEqual([]);
      }),
      { numRuns: Math.ceil(RUNS / Object.keys(realSecrets).length) },
    );
  });
});
