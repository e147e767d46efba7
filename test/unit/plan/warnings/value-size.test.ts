import { describe, expect, it } from 'vitest';
import { SIZE_THRESHOLD } from '../../../../src/plan/warnings/value-size.js';
import {
  checkout,
  codes,
  declare,
  describeMarked,
  entry,
  override,
  parent,
  planOf,
  resolved,
  TIME,
} from '../../../support/worlds/index.js';

/** The longest text that takes at most so many bytes base64-encoded. */
const textOf = (encoded: number): string => 'x'.repeat((encoded / 4) * 3);

describe('the size of what is declared for a service', () => {
  it.each([
    [SIZE_THRESHOLD - 4, [] as string[]],
    [SIZE_THRESHOLD, ['warning values-near-limit']],
  ])('of %i bytes, base64-encoded, gives %j', (size, expected) => {
    const plan = planOf([entry(declare(), checkout, resolved(textOf(size)))], [parent]);
    expect(codes(plan)).toEqual(expected);
    expect(JSON.stringify(plan.diagnostics)).not.toContain('xxx');
  });
});

describe('an edit outside', () => {
  const edited = (description: string | null, live: string) =>
    planOf(
      [entry(declare({ description }))],
      [parent, override({ description: describeMarked({ text: live }), ownTime: (TIME + 60) * 1000 })],
    );

  it('of a managed description warns that the console may have emptied the value', () => {
    const plan = edited('Replica', 'Replica, see ticket');
    expect(plan.changes[0]?.reason).toBe('edited-outside');
    expect(codes(plan)).toContain('warning value-may-be-empty');
  });

  it.each([
    ['Replica', 'Replica'],
    [null, 'Replica'],
  ])('of something else does not (declared %j, live %j)', (declared, live) => {
    expect(codes(edited(declared, live))).not.toContain('warning value-may-be-empty');
  });
});
