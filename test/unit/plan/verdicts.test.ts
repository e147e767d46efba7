import { describe, expect, it } from 'vitest';
import type { Reason } from '../../../src/model/plan.js';
import {
  codes,
  declare,
  describeMarked,
  entry,
  KEY,
  keyringOf,
  OLD_KEY,
  only,
  OTHER_KEY,
  override,
  parent,
  planOf,
  resolved,
  secret,
  signingKey,
  TIME,
  uuidOf,
  worker,
} from '../../support/worlds/index.js';

const NOT_EVALUATED = { kind: 'not-evaluated' } as const;
const withOverride = (description: string, ownTime = TIME * 1000) => [
  parent,
  override({ description, ownTime }),
];

describe('the verdict on an existing override', () => {
  it.each<readonly [string, string, Reason]>([
    ['nothing differs', describeMarked(), 'in-sync'],
    ['there is no marker', 'made in the console', 'adopt'],
    ['the description is empty', '', 'adopt'],
    ['the marker is another stack’s', describeMarked({ stack: 'backoffice' }), 'other-stack'],
    ['the marker is of another version', '[qoverride:2:storefront:x]', 'other-stack'],
    ['the marker is a clone of another scope’s', describeMarked({ scopeId: worker.id }), 'adopt'],
    ['the marker is a copy of another secret’s', describeMarked({ secretKey: 'OTHER' }), 'adopt'],
    [
      'the marker was made with a key that we lack',
      describeMarked({ key: signingKey(OTHER_KEY) }),
      'value-unknown',
    ],
    ['the marker was made without a key', describeMarked({ key: keyringOf(null).signing }), 'value-unknown'],
    ['the value is another one', describeMarked({ value: 'hunter3' }), 'value-changed'],
    ['it was signed with an old key', describeMarked({ key: signingKey(OLD_KEY) }), 'rekey'],
    [
      'the value is another one, under an old key',
      describeMarked({ key: signingKey(OLD_KEY), value: 'hunter3' }),
      'value-changed',
    ],
  ])('when %s', (_, description, reason) => {
    const change = only(planOf([entry()], withOverride(description)));
    expect(change.reason).toBe(reason);
    const action = { 'in-sync': 'none', 'other-stack': 'blocked' }[reason as string] ?? 'update';
    expect(change.action).toBe(action);
  });

  it.each([
    [3000, 'in-sync'],
    [-2000, 'in-sync'],
    [3001, 'edited-outside'],
    [-2001, 'edited-outside'],
  ])('%i ms after the marker’s time is %s', (milliseconds, reason) => {
    const live = withOverride(describeMarked(), TIME * 1000 + milliseconds);
    expect(only(planOf([entry()], live)).reason).toBe(reason);
  });

  it('sees a marker whose time was moved to hide an edit as not ours', () => {
    const later = TIME + 3600;
    const forged = describeMarked().replace(TIME.toString(36), later.toString(36));
    expect(only(planOf([entry()], withOverride(forged, later * 1000))).reason).toBe('adopt');
  });

  it('looks at edits before values, and at values before keys and metadata', () => {
    const entries = [entry(declare({ description: 'new' }), undefined, resolved('new'))];
    const old = describeMarked({ key: signingKey(OLD_KEY) });
    expect(only(planOf(entries, withOverride(old, TIME * 1000 + 60_000))).reason).toBe('edited-outside');
    expect(only(planOf(entries, withOverride(old))).reason).toBe('value-changed');
    const sameValue = [entry(declare({ description: 'new' }))];
    expect(only(planOf(sameValue, withOverride(old))).reason).toBe('rekey');
    expect(only(planOf(sameValue, withOverride(describeMarked()))).reason).toBe('metadata-changed');
  });

  it('tries every key that has the marker’s id', () => {
    const keys = keyringOf(KEY, [OLD_KEY, OTHER_KEY]);
    const twins = { ...keys, old: keys.old.map((key) => ({ ...key, id: keys.signing.id })) };
    const second = { ...signingKey(OTHER_KEY), id: keys.signing.id };
    const live = withOverride(describeMarked({ key: second }));
    expect(only(planOf([entry()], live, { keyring: twins })).reason).toBe('rekey');
  });
});

describe('description and interpolation', () => {
  it('are left as they are, and sent back, where the manifest leaves them out', () => {
    const live = [
      parent,
      override({
        description: describeMarked({ text: 'by hand', value: 'old' }),
        enableInterpolationInFile: true,
      }),
    ];
    const change = only(planOf([entry()], live));
    expect(change.after).toEqual({ description: 'by hand', enableInterpolationInFile: true });
    expect(change.before).toEqual(change.after);
  });

  it.each([
    ['behind the marker', `by hand ${describeMarked()} (ask Jane)`, 'by hand (ask Jane)'],
    ['in front of it', `(ask Jane) ${describeMarked()}.`, '(ask Jane).'],
    ['over half of it', describeMarked().slice(0, 20), null],
    ['inside another marker', `[qoverride:1:[qoverride:1:x] y`, 'y'],
  ])('text that somebody wrote %s stays, and the dead marker goes', (_, description, text) => {
    const change = only(planOf([entry()], withOverride(description)));
    expect(change).toMatchObject({ action: 'update', reason: 'adopt' });
    expect(change.after?.description).toBe(text);
  });

  it.each([
    ['', 'text', 'metadata-changed'],
    ['', '', 'in-sync'],
    ['text', 'text', 'in-sync'],
    ['Text', 'text', 'metadata-changed'],
  ])('declared %j over %j is %s', (description, text, reason) => {
    const live = withOverride(describeMarked({ text }));
    const change = only(planOf([entry(declare({ description }))], live));
    expect(change.reason).toBe(reason);
    expect(change.after?.description).toBe(description === '' ? null : description);
  });

  it.each([
    [false, null, 'metadata-changed'],
    [true, false, 'metadata-changed'],
    [false, false, 'in-sync'],
    [null, true, 'in-sync'],
  ])('interpolation declared %j over %j is %s', (wanted, live, reason) => {
    const remote = override({ description: describeMarked(), enableInterpolationInFile: live });
    const declared = declare({ enableInterpolationInFile: wanted });
    expect(only(planOf([entry(declared)], [parent, remote])).reason).toBe(reason);
  });
});

describe('a create', () => {
  it('carries all that it takes', () => {
    const declared = declare({ description: 'ours', enableInterpolationInFile: false });
    const plan = planOf([entry(declared)], [parent]);
    expect(only(plan)).toMatchObject({
      address: 'shop/production/application/checkout/DATABASE_URL',
      action: 'create',
      reason: 'missing',
      parentId: parent.id,
      overrideId: null,
      ownTime: null,
      before: null,
      after: { description: 'ours', enableInterpolationInFile: false },
    });
    expect(only(plan).value?.reveal()).toBe('hunter2');
    expect(plan.summary).toEqual({
      create: 1,
      update: 0,
      delete: 0,
      inSync: 0,
      unknown: 0,
      blocked: 0,
      adopt: 0,
      unmanaged: 0,
    });
    expect(plan.diagnostics).toEqual([]);
  });

  it('is not affected by --skip, which is about updates', () => {
    expect(only(planOf([entry()], [parent], { skip: new Set(['missing']) })).action).toBe('create');
  });
});

describe('--skip', () => {
  it('leaves out updates of its reasons and no others', () => {
    const live = withOverride('by hand');
    const plan = planOf([entry()], live, { skip: new Set(['adopt']) });
    expect(only(plan)).toMatchObject({ action: 'none', reason: 'adopt' });
    expect(plan.summary).toMatchObject({ update: 0, adopt: 1 });
    expect(only(planOf([entry()], live, { skip: new Set(['rekey']) })).action).toBe('update');
  });
});

describe('--take-over', () => {
  it('adopts from the stack that it names, and from no other', () => {
    const live = withOverride(describeMarked({ stack: 'backoffice' }));
    const takeOver = new Set(['backoffice']);
    expect(only(planOf([entry()], live, { takeOver }))).toMatchObject({ action: 'update', reason: 'adopt' });
    expect(only(planOf([entry()], live, { takeOver: new Set(['other']) })).action).toBe('blocked');
  });

  it('adopts from another version of the same stack', () => {
    const live = withOverride('mine [qoverride:2:storefront:x]');
    const change = only(planOf([entry()], live, { takeOver: new Set(['storefront']) }));
    expect(change).toMatchObject({ reason: 'adopt', after: { description: 'mine' } });
  });

  it('cannot name a stack that another version hides', () => {
    const plan = planOf([entry()], withOverride('[qoverride:2:?]'), {
      takeOver: new Set(['storefront', '']),
    });
    expect(only(plan).action).toBe('blocked');
    expect(plan.diagnostics[0]?.hint).toBe('use the version that wrote it');
  });
});

describe('--no-values', () => {
  it.each<readonly [string, string, Reason, string]>([
    ['is in step as far as that can be seen', describeMarked({ text: 'text' }), 'value-unknown', 'none'],
    [
      'has another value, which nobody can see',
      describeMarked({ text: 'text', value: 'x' }),
      'value-unknown',
      'none',
    ],
    ['has another description', describeMarked(), 'metadata-changed', 'update'],
    ['is a clone', describeMarked({ scopeId: worker.id }), 'adopt', 'update'],
    [
      'has another description, and a key that we lack',
      describeMarked({ key: signingKey(OTHER_KEY) }),
      'metadata-changed',
      'update',
    ],
  ])('an override that %s', (_, description, reason, action) => {
    const declared = declare({ description: 'text' });
    const plan = planOf([entry(declared, undefined, NOT_EVALUATED)], withOverride(description), {
      noValues: true,
    });
    expect(only(plan)).toMatchObject({ reason, action, value: null });
  });

  it('takes values as not evaluated even where they are given', () => {
    const change = only(planOf([entry()], [parent], { noValues: true }));
    expect(change).toMatchObject({ action: 'create', value: null });
  });
});

describe('without a key', () => {
  const keyless = keyringOf(null, []);

  it('reads every marked override as value-unknown, and warns of what apply will refuse', () => {
    const plan = planOf([entry()], withOverride(describeMarked()), { keyring: keyless });
    expect(only(plan)).toMatchObject({ action: 'update', reason: 'value-unknown' });
    expect(plan.summary).toMatchObject({ update: 1, unknown: 1 });
    expect(codes(plan)).toEqual(['warning key-missing']);
  });

  it('has nothing to warn of where the marker was made without one too', () => {
    const plan = planOf([entry()], withOverride(describeMarked({ key: keyringOf(null).signing })), {
      keyring: keyless,
    });
    expect(only(plan).reason).toBe('value-unknown');
    expect(codes(plan)).toEqual([]);
  });

  it('still sees edits, by their time', () => {
    const live = withOverride(describeMarked(), TIME * 1000 + 60_000);
    expect(only(planOf([entry()], live, { keyring: keyless })).reason).toBe('edited-outside');
  });
});

describe('the order of things', () => {
  it('is that of the addresses', () => {
    const keys = ['b', 'A', 'a', 'B'];
    const live = keys.map((key, index) => secret(400 + index, { key }));
    const plan = planOf(
      keys.map((key) => entry(declare({ secret: key }))),
      live,
    );
    expect(plan.changes.map(({ secretKey }) => secretKey)).toEqual(['A', 'B', 'a', 'b']);
  });

  it('leaves out what is not targeted or in another shard', () => {
    const live = [parent, secret(202, { key: 'OTHER' })];
    const entries = [entry(), entry(declare({ secret: 'OTHER' }))];
    const targeted = planOf(entries, live, { isTargeted: (address) => address.endsWith('/OTHER') });
    expect(only(targeted).secretKey).toBe('OTHER');
    const shards = [1, 2, 3].map(
      (index) => planOf(entries, live, { shard: { index, count: 3 } }).changes.length,
    );
    expect(shards.filter((count) => count > 0)).toEqual([2]);
  });

  it('compares the target with the key, where the manifest has a UUID', () => {
    const plan = planOf([entry(declare({ secret: uuidOf(201).toUpperCase() }))], [parent], {
      isTargeted: (address) => address.endsWith('/DATABASE_URL'),
    });
    expect(only(plan)).toMatchObject({ secretKey: 'DATABASE_URL', parentId: parent.id });
  });

  it('needs no listing of what is not targeted, and insists on one of what is', () => {
    expect(planOf([entry()], new Map(), { isTargeted: () => false }).changes).toEqual([]);
    expect(() => planOf([entry()], new Map())).toThrow(TypeError);
  });
});
