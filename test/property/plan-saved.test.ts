import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.js';
import { compareSavedPlan } from '../../src/plan/saved/saved-plan-compare.js';
import { parseSavedPlan } from '../../src/plan/saved/saved-plan-parse.js';
import { createSavedPlan, formatSavedPlan } from '../../src/plan/saved/saved-plan.js';
import { declare, entry, keyring, parent, planOf } from '../support/worlds/index.js';

const plan = planOf([entry(declare({ description: 'ours' }))], [parent]);
const text = formatSavedPlan(
  createSavedPlan(plan, keyring, { toolVersion: '1.2.3', nonce: 'n'.repeat(43), flags: { target: ['a'] } }),
);

/** Reads and compares; whatever a file holds, only a `Failure` may come of it. */
const differences = (file: string): number | string => {
  try {
    return compareSavedPlan(parseSavedPlan(file), plan, keyring, { target: ['a'] }).length;
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
};

describe('saved plans, for any file', () => {
  it('are read or refused, and never crash', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (file) => {
        expect(['bad-plan-file', 'plan-file-version']).toContain(differences(file));
      }),
      { numRuns: 300 },
    );
  });

  it('hold only as they were written: any other digest, word or id is a difference', () => {
    expect(differences(text)).toBe(0);
    const file = JSON.parse(text) as { readonly changes: readonly [Readonly<Record<string, unknown>>] };
    const fields = Object.keys(file.changes[0]);
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        const [change] = file.changes;
        fc.pre(JSON.stringify(change[field]) !== JSON.stringify(value));
        expect(differences(JSON.stringify({ ...file, changes: [{ ...change, [field]: value }] }))).not.toBe(
          0,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('survive any damage to their text without a crash', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: text.length }),
        fc.nat({ max: 20 }),
        fc.string({ maxLength: 5 }),
        (at, cut, put) => {
          expect(typeof differences(text.slice(0, at) + put + text.slice(at + cut))).toMatch(/number|string/);
        },
      ),
      { numRuns: 500 },
    );
  });
});
