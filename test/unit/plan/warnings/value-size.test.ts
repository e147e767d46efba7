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
  production,
  read,
  resolved,
  secret,
  shop,
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

  const third = SIZE_THRESHOLD / 3;
  const LISTINGS = new Map([
    [shop.id, read(secret(204, { key: 'OF_PROJECT', scope: 'BUILT_IN' }))],
    [production.id, read(secret(205, { key: 'OF_ENVIRONMENT' }))],
    [checkout.id, read(parent, secret(206, { key: 'OF_PROJECT' }))],
  ]);
  const wide = (size: number) => [
    entry(
      declare({ scopeType: 'PROJECT', environment: null, service: null, secret: 'OF_PROJECT' }),
      shop,
      resolved(textOf(size)),
    ),
    entry(
      declare({ scopeType: 'ENVIRONMENT', service: null, secret: 'OF_ENVIRONMENT' }),
      production,
      resolved(textOf(size)),
    ),
  ];

  it('counts what is declared for its environment and its project', () => {
    const near = planOf([...wide(third), entry(declare(), checkout, resolved(textOf(third - 4)))], LISTINGS);
    expect(near.changes.map(({ action }) => action)).toEqual(['create', 'create', 'create']);
    expect(codes(near)).toEqual([]);
    const { diagnostics } = planOf(
      [...wide(third), entry(declare(), checkout, resolved(textOf(third)))],
      LISTINGS,
    );
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'values-near-limit: the values declared for application checkout take 900 of 1024 KiB, base64-encoded; a service whose values take more cannot be deployed',
    ]);
  });

  it('counts a key once where the service overrides that of its project', () => {
    const own = entry(declare({ secret: 'OF_PROJECT' }), checkout, resolved(textOf(third)));
    expect(codes(planOf([...wide(third), own], LISTINGS))).toEqual([]);
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
