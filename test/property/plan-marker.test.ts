import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretValue } from '../../src/model/secret-value.js';
import { createOperation } from '../../src/plan/signing/operation.js';
import {
  composeDescription,
  formatMarker,
  signMarker,
  splitDescription,
} from '../../src/plan/signing/marker.js';
import {
  checkout,
  describeMarked,
  entry,
  keyring,
  keyringOf,
  only,
  override,
  parent,
  planOf,
  resolved,
  TIME,
} from '../support/worlds/index.js';

const stacks = fc.stringMatching(/^[a-z0-9-]{1,24}$/);
const times = fc.integer({ min: 0, max: 4_000_000_000 });
const texts = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
const values = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
/** White space around a key is not part of it. */
const keys = fc.stringMatching(/^[!-~][ -~]{30,62}[!-~]$/);
const markerCharacters = fc.constantFrom(
  'a',
  'b',
  'z',
  '0',
  '5',
  '9',
  'A',
  'Z',
  '_',
  '-',
  ':',
  '[',
  ']',
  ' ',
);

const reasonOf = (description: string, ownTime = TIME * 1000, value = 'hunter2') =>
  only(planOf([entry(undefined, checkout, resolved(value))], [parent, override({ description, ownTime })]))
    .reason;

describe('markers', () => {
  it('come back from any description that they were put into', () => {
    fc.assert(
      fc.property(texts, stacks, times, values, keys, (text, stack, time, value, key) => {
        const { signing } = keyringOf(key);
        const place = { scopeId: checkout.id, secretKey: 'X' };
        const marker = signMarker(signing, place, { stack, time, value: new SecretValue(value) });
        expect(splitDescription(composeDescription(text, marker))).toEqual({ text, marker });
      }),
      { numRuns: 500 },
    );
  });

  it('never make an override in sync once any of their characters changed', () => {
    const marked = describeMarked();
    fc.assert(
      fc.property(fc.nat({ max: marked.length - 1 }), markerCharacters, (index, character) => {
        fc.pre(marked[index] !== character);
        const changed = marked.slice(0, index) + character + marked.slice(index + 1);
        expect(reasonOf(changed)).not.toBe('in-sync');
      }),
      { numRuns: 500 },
    );
  });

  it('never make an override in sync once something was put in or taken out', () => {
    const marked = describeMarked();
    fc.assert(
      fc.property(
        fc.nat({ max: marked.length }),
        fc.nat({ max: 3 }),
        fc.string({ unit: markerCharacters, maxLength: 3 }),
        (index, removed, added) => {
          const changed = marked.slice(0, index) + added + marked.slice(index + removed);
          fc.pre(!changed.endsWith(marked));
          expect(reasonOf(changed)).not.toBe('in-sync');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('verify for no other scope, secret, value or key', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), values, keys, (scopeId, secretKey, value, key) => {
        fc.pre(scopeId !== checkout.id && secretKey !== 'DATABASE_URL' && value !== 'hunter2');
        expect(reasonOf(describeMarked({ scopeId }))).toBe('adopt');
        expect(reasonOf(describeMarked({ secretKey }))).toBe('adopt');
        expect(reasonOf(describeMarked({ value }))).toBe('value-changed');
        expect(reasonOf(describeMarked({ key: keyringOf(key).signing }))).toBe('value-unknown');
        expect(reasonOf(describeMarked({ key: { ...keyringOf(key).signing, id: keyring.signing.id } }))).toBe(
          'adopt',
        );
      }),
    );
  });

  it('never hide an edit by a time that was moved, theirs or the override’s', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 1_000_000 }), fc.boolean(), (seconds, isLater) => {
        const moved = TIME + (isLater ? seconds : -seconds);
        const forged = describeMarked().replace(TIME.toString(36), moved.toString(36));
        expect(reasonOf(forged, moved * 1000)).toBe('adopt');
        expect(reasonOf(forged, TIME * 1000)).toBe('adopt');
        expect(reasonOf(describeMarked(), moved * 1000)).toBe('edited-outside');
      }),
    );
  });

  it('are known again by the operation that wrote them, for any text and value', () => {
    fc.assert(
      fc.property(values, times, (value, time) => {
        const change = only(planOf([entry(undefined, checkout, resolved(value))], [parent]));
        const operation = createOperation(change, keyring);
        const description = operation.describe(time);
        expect(operation.isOurs(override({ description }))).toBe(true);
        expect(reasonOf(description, time * 1000, value)).toBe('in-sync');
        expect(description).not.toContain(' ');
      }),
    );
  });

  it('show nothing of equal values', () => {
    const { signing } = keyring;
    const sign = (scopeId: string, time: number): string =>
      formatMarker(
        signMarker(
          signing,
          { scopeId, secretKey: 'X' },
          { stack: 's', time, value: new SecretValue('same') },
        ),
      ).slice(-21);
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), times, times, (left, right, before, after) => {
        fc.pre(left !== right && before !== after);
        expect(new Set([sign(left, before), sign(right, before), sign(left, after)]).size).toBe(3);
      }),
    );
  });
});
