import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Keyring } from '../../../../src/model/marker.js';
import { Failure } from '../../../../src/model/failure.js';
import type { Plan } from '../../../../src/model/plan.js';
import { parseSavedPlan } from '../../../../src/plan/saved/saved-plan-parse.js';
import { checkSavedPlan, compareSavedPlan } from '../../../../src/plan/saved/saved-plan-compare.js';
import {
  createSavedPlan,
  digestPlan,
  formatSavedPlan,
  type SavedPlan,
  type SaveOptions,
} from '../../../../src/plan/saved/saved-plan.js';
import {
  checkout,
  declare,
  describeMarked,
  entry,
  KEY,
  keyring,
  keyringOf,
  OLD_KEY,
  OTHER_KEY,
  override,
  parent,
  planOf,
  resolved,
  secret,
  signingKey,
  TIME,
  uuidOf,
} from '../../../support/worlds/index.js';

const flags = { prune: false, target: ['b', 'a'], skip: [], 'max-deletes': 5, shard: null };
const options: SaveOptions = { toolVersion: '1.2.3', nonce: 'n'.repeat(43), flags };

const first = declare({ description: 'ours' });
const second = declare({ secret: 'OTHER' });
const other = secret(202, { key: 'OTHER' });
const live = [parent, other, override({ description: describeMarked({ text: 'theirs' }) })];
const planned = (): Plan => planOf([entry(first), entry(second)], live);

const save = (plan: Plan = planned(), keys: Keyring = keyring): SavedPlan =>
  parseSavedPlan(formatSavedPlan(createSavedPlan(plan, keys, options)));

const differences = (plan: Plan, keys: Keyring = keyring, given: SaveOptions['flags'] = flags) =>
  compareSavedPlan(save(), plan, keys, given).map(({ message }) => message);

describe('a saved plan', () => {
  it('says what will be done, and holds digests instead of values', () => {
    const saved = save();
    expect(saved).toMatchObject({
      formatVersion: '2.0',
      tool: { name: 'qoverride', version: '1.2.3' },
      keyId: keyring.signing.id,
      flags: { 'max-deletes': 5, target: ['a', 'b'] },
    });
    expect(saved.changes[0]).toEqual({
      address: 'shop/production/application/checkout/DATABASE_URL',
      action: 'update',
      reason: 'metadata-changed',
      stack: 'storefront',
      scope: 'APPLICATION',
      serviceId: checkout.id,
      secretKey: 'DATABASE_URL',
      parentId: parent.id,
      overrideId: uuidOf(301),
      ownTime: TIME * 1000,
      before: { description: 'theirs', enableInterpolationInFile: null },
      after: { description: 'ours', enableInterpolationInFile: null },
      valueDigest: createHmac('sha256', KEY)
        .update(JSON.stringify(['qoverride/2/plan', 'n'.repeat(43), checkout.id, 'DATABASE_URL', 'hunter2']))
        .digest('base64url'),
    });
    expect(formatSavedPlan(saved)).not.toContain('hunter2');
  });

  it('has digests that no other plan has', () => {
    const digests = ['a', 'b'].map(
      (nonce) => createSavedPlan(planned(), keyring, { ...options, nonce }).changes[0]?.valueDigest,
    );
    expect(digests[0]).not.toBe(digests[1]);
  });

  it('says that it is of an older version, which had no nonce', () => {
    expect(() => parseSavedPlan('{"formatVersion":"1.0"}')).toThrow(
      expect.objectContaining({
        code: 'plan-file-version',
        message: 'an older version of qoverride saved this plan; its format is no longer supported',
      }),
    );
  });

  it('survives its file', () => {
    expect(save()).toEqual(createSavedPlan(planned(), keyring, options));
  });

  it.each<readonly [string, () => Plan, Keyring]>([
    ['key-missing', planned, keyringOf(null)],
    ['plan-has-errors', () => planOf([entry()], []), keyring],
    ['values-missing', () => planOf([entry()], live, { noValues: true }), keyring],
  ])('is refused: %s', (code, plan, keys) => {
    expect(() => save(plan(), keys)).toThrow(expect.objectContaining({ code }));
  });

  it('may have overrides that are left out', () => {
    const plan = planOf([entry(declare({ optional: true })), entry(declare({ secret: 'X' }))], [], {
      skipBlocked: true,
    });
    expect(save(plan).changes).toHaveLength(2);
  });
});

describe('a saved plan compared with a new one', () => {
  it('is the same when nothing moved, whatever the order of flags', () => {
    expect(differences(planned())).toEqual([]);
    expect(differences(planned(), keyring, { ...flags, target: ['a', 'b', 'a'], prune: undefined })).toEqual(
      [],
    );
    expect(() => checkSavedPlan(save(), planned(), keyring, flags)).not.toThrow();
  });

  it('names a value', () => {
    const plan = planOf([entry(first), entry(second, checkout, resolved('hunter3'))], live);
    expect(differences(plan)).toEqual(['the value changed: it is not the planned value']);
  });

  it('names the remote', () => {
    const edited = override({
      description: describeMarked({ text: 'theirs', time: TIME + 60 }),
      ownTime: (TIME + 60) * 1000,
    });
    expect(differences(planOf([entry(first), entry(second)], [parent, other, edited]))).toEqual([
      'the remote changed: the override was edited',
    ]);
    const unmarked = override({ description: 'by hand', ownTime: (TIME + 60) * 1000 });
    expect(differences(planOf([entry(first), entry(second)], [parent, other, unmarked]))).toEqual([
      'the remote changed: the override was edited, and the marker that this stack left in its description is gone',
    ]);
    const created = secret(302, {
      ...override(),
      id: uuidOf(302),
      key: 'OTHER',
      overrides: { id: other.id, key: 'OTHER', scope: 'PROJECT' },
    });
    expect(differences(planOf([entry(first), entry(second)], [...live, created]))).toEqual([
      'the remote changed: the override now exists',
    ]);
    expect(differences(planOf([entry(first), entry(second)], [parent, other]))).toEqual([
      'the remote changed: the override is gone',
    ]);
    expect(
      differences(
        planOf(
          [entry(first), entry(second)],
          [...live.slice(0, 1), { ...other, id: uuidOf(9) }, ...live.slice(2)],
        ),
      ),
    ).toEqual(['the remote changed: it overrides another secret']);
  });

  it('names the manifest', () => {
    expect(differences(planOf([entry({ ...first, description: 'else' }), entry(second)], live))).toEqual([
      'the manifest changed: the description is different',
    ]);
    expect(
      differences(planOf([entry(first), entry({ ...second, enableInterpolationInFile: true })], live)),
    ).toEqual(['the manifest changed: the interpolation is different']);
    expect(differences(planOf([entry(first)], live))).toEqual([
      'the manifest changed: this override is no longer declared',
    ]);
    const third = entry(declare({ secret: 'THIRD' }));
    expect(
      differences(planOf([entry(first), entry(second), third], [...live, secret(203, { key: 'THIRD' })])),
    ).toEqual(['the manifest changed: this override was not in the plan']);
    expect(differences(planOf([entry(first), entry({ ...second, stack: 'backoffice' })], live))).toEqual([
      'the manifest changed: the stack is different',
    ]);
  });

  it('names the key, and then says nothing of values that nobody can compare', () => {
    const [message, ...others] = differences(planned(), keyringOf(OTHER_KEY));
    expect(message).toContain('the key changed');
    expect(others).toEqual([]);
    expect(differences(planned(), keyringOf(null))[0]).toContain('but this run has none');
  });

  it('names an old key that is gone', () => {
    const rekeyed = [
      parent,
      other,
      override({ description: describeMarked({ text: 'ours', key: signingKey(OLD_KEY) }) }),
    ];
    const entries = [entry(first), entry(second)];
    const saved = save(planOf(entries, rekeyed));
    const keys = keyringOf(KEY);
    const now = compareSavedPlan(saved, planOf(entries, rekeyed, { keyring: keys }), keys, flags);
    expect(now.map(({ message }) => message)).toEqual([
      'the key changed: the plan was update (rekey), now it is update (value-unknown)',
    ]);
  });

  it('names a flag', () => {
    expect(differences(planned(), keyring, { ...flags, prune: true })).toEqual([
      'the flags changed: --prune is not the same as for the plan',
    ]);
    expect(differences(planned(), keyring, { ...flags, target: ['a'] })).toHaveLength(1);
  });

  it('does not mind what moved and is left alone then and now', () => {
    const skip = new Set(['metadata-changed', 'missing'] as const);
    const inSync = [parent, override({ description: describeMarked() })];
    const rewritten = override({
      description: describeMarked({ time: TIME + 60 }),
      ownTime: (TIME + 60) * 1000,
    });
    const saved = save(planOf([entry()], inSync, { skip }));
    expect(compareSavedPlan(saved, planOf([entry()], [parent, rewritten], { skip }), keyring, flags)).toEqual(
      [],
    );
  });

  it('refuses all of it with one failure that lists each', () => {
    try {
      checkSavedPlan(save(), planOf([], []), keyring, { ...flags, prune: true });
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      expect(error.code).toBe('stale-plan');
      expect(error.message).toBe('the saved plan is out of date: 3 differences; nothing was changed');
      expect(error.diagnostics.map(({ code, address }) => [code, address])).toEqual([
        ['stale-plan', null],
        ['stale-plan', 'shop/production/application/checkout/DATABASE_URL'],
        ['stale-plan', 'shop/production/application/checkout/OTHER'],
      ]);
    }
  });

  it('takes nothing from a file that somebody altered: it just no longer holds', () => {
    const saved = save();
    const alter = (fields: object): SavedPlan => ({
      ...saved,
      changes: saved.changes.map((change, index) => (index === 0 ? { ...change, ...fields } : change)),
    });
    const alterations = [
      { action: 'delete' },
      { reason: 'in-sync', action: 'none' },
      { overrideId: uuidOf(999) },
      { serviceId: uuidOf(999) },
      { parentId: null },
      { stack: 'mine' },
      { ownTime: 0 },
      { before: null },
      { after: { description: 'mine', enableInterpolationInFile: null } },
      { valueDigest: 'A'.repeat(43) },
      { valueDigest: null },
      { address: 'shop/else' },
    ];
    for (const fields of alterations) {
      expect(compareSavedPlan(alter(fields), planned(), keyring, flags).length).toBeGreaterThan(0);
    }
    const twice = { ...saved, changes: [...saved.changes, ...saved.changes] };
    expect(compareSavedPlan(twice, planned(), keyring, flags)).toHaveLength(2);
  });
});

describe('parseSavedPlan', () => {
  const text = formatSavedPlan(save());
  const withChange = (fields: object): string => {
    const file = JSON.parse(text) as { readonly changes: readonly object[] };
    return JSON.stringify({ ...file, changes: [{ ...file.changes[0], ...fields }] });
  };

  it.each([
    ['', 'it is not JSON'],
    ['hunter2', 'it is not JSON'],
    ['[]', 'the file is not an object'],
    ['null', 'the file is not an object'],
    ['{}', 'formatVersion is not a string'],
    ['{"formatVersion":"2.0"}', 'tool is not an object'],
    ['{"formatVersion":"2.0","tool":{"name":"x","version":1}}', 'tool.version is not a string'],
    ['{"formatVersion":"2.0","tool":{"name":"x","version":"1"},"keyId":"a"}', 'nonce is not a string'],
    [
      '{"formatVersion":"2.0","tool":{"name":"x","version":"1"},"keyId":"a","nonce":"n"}',
      'flags is not an object',
    ],
    [
      withChange({ action: 'explode' }),
      'changes[0].action is not one of create, update, delete, none, blocked',
    ],
    [withChange({ ownTime: '0' }), 'changes[0].ownTime is not a number'],
    [withChange({ before: undefined }), 'changes[0].before is not an object'],
    [
      withChange({ after: { description: 'x', enableInterpolationInFile: 1 } }),
      'changes[0].after.enableInterpolationInFile is neither true nor false',
    ],
    ['['.repeat(100_000), 'it is not JSON'],
  ])('refuses what is no saved plan', (bad, what) => {
    expect(() => parseSavedPlan(bad)).toThrow(
      expect.objectContaining({ code: 'bad-plan-file', message: `this is not a saved plan: ${what}` }),
    );
  });

  it('reads what a later 2.x adds to, and refuses 3.0', () => {
    const file = JSON.parse(text) as object;
    expect(parseSavedPlan(JSON.stringify({ ...file, formatVersion: '2.7', more: 1 })).formatVersion).toBe(
      '2.7',
    );
    expect(() => parseSavedPlan(JSON.stringify({ ...file, formatVersion: '3.0' }))).toThrow(
      expect.objectContaining({ code: 'plan-file-version' }),
    );
  });
});

describe('digestPlan', () => {
  it('changes with what will be done, and not with a value', () => {
    const digest = digestPlan(planned());
    expect(digest).toMatch(/^[\w-]{43}$/);
    expect(digestPlan(planned())).toBe(digest);
    expect(digestPlan(planOf([entry(first)], live))).not.toBe(digest);
    expect(digestPlan(planOf([entry(first), entry(second, checkout, resolved('x'))], live))).toBe(digest);
  });
});
