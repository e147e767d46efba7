import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../../src/model/diagnostic.js';
import type { RemoteSecret } from '../../../src/model/remote-secret.js';
import { descriptionRoom } from '../../../src/model/marker.js';
import type { ScopeResolution } from '../../../src/model/scope.js';
import type { ValueResolution } from '../../../src/model/value-reference.js';
import {
  checkout,
  codes,
  declare,
  describeMarked,
  entry,
  location,
  only,
  override,
  parent,
  planOf,
  production,
  read,
  scopeTypeOf,
  secret,
  uuidOf,
} from '../../support/worlds/index.js';

const missingService: ScopeResolution = {
  kind: 'missing',
  code: 'no-service',
  message: 'no application chekout in environment production',
  hint: 'did you mean checkout?',
};
const failedValue: ValueResolution = {
  kind: 'failed',
  refused: false,
  diagnostic: createDiagnostic({
    severity: 'error',
    code: 'env-unset',
    message: 'X is not set',
    location: location(3),
  }),
};

describe('a service that is not found', () => {
  it('blocks, with nothing but what the manifest says', () => {
    const declared = declare({ service: 'chekout' });
    const plan = planOf([{ ...entry(declared), scope: missingService }], []);
    expect(only(plan)).toMatchObject({
      address: 'shop/production/application/chekout/DATABASE_URL',
      action: 'blocked',
      reason: 'no-service',
      scope: null,
      parentId: null,
      overrideId: null,
      after: null,
    });
    expect(plan.diagnostics).toEqual([
      createDiagnostic({
        severity: 'error',
        code: 'no-service',
        message: missingService.message,
        hint: 'did you mean checkout?',
        address: 'shop/production/application/chekout/DATABASE_URL',
        location: declared.places.target,
      }),
    ]);
  });

  it('is passed over with a warning, its value too, where the override is optional', () => {
    const plan = planOf(
      [{ ...entry(declare({ optional: true }), checkout, failedValue), scope: missingService }],
      [],
    );
    expect(only(plan)).toMatchObject({ action: 'none', reason: 'no-service', after: null });
    expect(codes(plan)).toEqual(['warning no-service']);
  });

  it.each(['ambiguous-service', 'no-target', 'no-environment', 'wrong-kind'])(
    'blocks an optional override too when the trouble is %s',
    (code) => {
      const plan = planOf(
        [{ ...entry(declare({ optional: true })), scope: { ...missingService, code } }],
        [],
      );
      expect(only(plan).action).toBe('blocked');
      expect(codes(plan)).toEqual([`error ${code}`]);
    },
  );

  it('is reported along with the value that failed as well', () => {
    const plan = planOf([{ ...entry(declare(), checkout, failedValue), scope: missingService }], []);
    expect(codes(plan).toSorted()).toEqual(['error env-unset', 'error no-service']);
  });

  it.each([
    ['access-denied', true, 'blocked'],
    ['not-found', false, 'blocked'],
    ['not-found', true, 'none'],
  ])('a listing that is %s, optional %j: %s', (code, optional, action) => {
    const listing = { kind: 'unreadable', code, message: 'no', hint: 'do' } as const;
    const plan = planOf([entry(declare({ optional }))], new Map([[checkout.id, listing]]));
    expect(only(plan)).toMatchObject({
      action,
      reason: 'no-service',
      scope: code === 'not-found' ? null : checkout,
    });
    expect(plan.diagnostics[0]).toMatchObject({ code, message: 'no', hint: 'do' });
  });
});

const explain = (live: readonly RemoteSecret[], name = 'DATABASE_URL') => {
  const plan = planOf([entry(declare({ secret: name }))], live);
  expect(only(plan)).toMatchObject({ action: 'blocked', reason: 'no-parent', parentId: null });
  const [diagnostic] = plan.diagnostics;
  return [diagnostic?.code, diagnostic?.message, diagnostic?.hint];
};

describe('an environment that is gone', () => {
  it('is no missing service, so an optional override is blocked too', () => {
    const gone = { kind: 'unreadable', code: 'not-found', message: 'no', hint: null } as const;
    const declared = declare({ ...scopeTypeOf(production), optional: true });
    const plan = planOf([entry(declared, production)], new Map([[production.id, gone]]));
    expect(only(plan).action).toBe('blocked');
  });
});

describe('a parent that is not found', () => {
  it('offers the key that was meant', () => {
    expect(explain([parent], 'DATABASE_URI')).toEqual([
      'no-parent',
      'no secret with the key "DATABASE_URI" at a higher scope than application checkout',
      'did you mean "DATABASE_URL"?',
    ]);
  });

  it('says when the secret is only at the service itself', () => {
    expect(explain([secret(1, { scope: 'APPLICATION' })])[1]).toBe(
      '"DATABASE_URL" exists only at application checkout itself, as a secret of its own: no secret at a higher scope has that key',
    );
  });

  it('says what an alias, an override or something unknown at a higher scope is', () => {
    const aliasOf = { id: uuidOf(9), key: 'X', scope: 'PROJECT' };
    expect(explain([secret(1, { aliasOf })])[1]).toContain('at scope PROJECT it is an alias');
    const overrides = { id: uuidOf(9), key: 'DATABASE_URL', scope: 'ENVIRONMENT' };
    expect(explain([secret(9, { scope: 'NEW' }), secret(1, { overrides })])[1]).toContain(
      'itself an override',
    );
    expect(explain([secret(1, { type: 'NEW_TYPE' })])[1]).toContain('type NEW_TYPE, which this version');
  });

  it('takes nothing at an unknown scope for a parent', () => {
    expect(explain([secret(1, { scope: 'KIND_OF_THE_FUTURE' })])[0]).toBe('no-parent');
  });

  it('asks for the UUID where several have the key, even of an optional override', () => {
    const both = [parent, secret(202, { scope: 'ENVIRONMENT' })];
    expect(explain(both)).toEqual([
      'ambiguous-parent',
      '2 secrets at higher scopes than application checkout have the key "DATABASE_URL"',
      `name one by its UUID: ${uuidOf(201)} (PROJECT), ${uuidOf(202)} (ENVIRONMENT)`,
    ]);
    expect(only(planOf([entry(declare({ optional: true }))], both)).action).toBe('blocked');
    expect(only(planOf([entry(declare({ secret: uuidOf(202) }))], both)).parentId).toBe(uuidOf(202));
  });

  it('explains a UUID that is not at a higher scope', () => {
    expect(explain([], uuidOf(7))[1]).toBe(
      `no secret with the UUID ${uuidOf(7)} at a higher scope than application checkout`,
    );
    const [code, message, hint] = explain([parent, override()], uuidOf(301));
    expect(code).toBe('no-parent');
    expect(message).toContain('is not at a higher scope than application checkout');
    expect(hint).toBe(`name the secret that it overrides: ${uuidOf(201)} (PROJECT)`);
    expect(
      explain([secret(5, { aliasOf: { id: uuidOf(9), key: 'X', scope: 'PROJECT' } })], uuidOf(5))[1],
    ).toContain('cannot be overridden: it is an alias');
  });

  it('is passed over with a warning where the override is optional', () => {
    const plan = planOf([entry(declare({ optional: true }))], []);
    expect(only(plan)).toMatchObject({ action: 'none', reason: 'no-parent', after: null });
    expect(codes(plan)).toEqual(['warning no-parent']);
  });
});

describe('suggestions', () => {
  it('stop once they have cost too much, whatever the order of the entries', () => {
    const count = 5000;
    const live = Array.from({ length: count }, (_, index) =>
      secret(1000 + index, { key: `SECRET_${index}_A` }),
    );
    const entries = live.map(({ key }) => entry(declare({ secret: key.replace('_A', '_B') })));
    const plan = planOf(entries, live);
    const offered = plan.diagnostics.filter(({ hint }) => hint !== null).length;
    expect(plan.summary.blocked).toBe(count);
    expect(offered).toBeGreaterThan(10);
    expect(offered).toBeLessThan(200);
    expect(planOf(entries.toReversed(), live)).toEqual(plan);
  });
});

describe('a parent that the listing hides behind an override', () => {
  it('is known from the link of the override', () => {
    for (const name of ['DATABASE_URL', uuidOf(201)]) {
      const change = only(
        planOf([entry(declare({ secret: name }))], [override({ description: describeMarked() })]),
      );
      expect(change).toMatchObject({ reason: 'in-sync', parentId: uuidOf(201), secretKey: 'DATABASE_URL' });
    }
  });

  it('counts only where the listing shows no parent at all', () => {
    const stale = override({ overrides: { id: uuidOf(999), key: 'DATABASE_URL', scope: 'PROJECT' } });
    expect(only(planOf([entry()], [parent, stale]))).toMatchObject({ reason: 'adopt', parentId: parent.id });
  });

  it('is known from the link of an override at a scope between', () => {
    const between = secret(5, {
      scope: 'ENVIRONMENT',
      overrides: { id: uuidOf(201), key: 'DATABASE_URL', scope: 'PROJECT' },
    });
    expect(only(planOf([entry()], [between]))).toMatchObject({ action: 'create', parentId: uuidOf(201) });
  });
});

const obstacle = (...live: readonly RemoteSecret[]) => {
  const plan = planOf([entry()], [parent, ...live]);
  const [diagnostic] = plan.diagnostics;
  expect(only(plan).action).toBe('blocked');
  expect(diagnostic?.hint).toEqual(expect.any(String));
  return `${only(plan).reason}: ${diagnostic?.message}`;
};

const own = (fields: Partial<RemoteSecret>) => secret(7, { scope: 'APPLICATION', ...fields });

describe('what is there already', () => {
  it('blocks where it is not an override that may be managed', () => {
    const aliasOf = { id: uuidOf(9), key: 'X', scope: 'PROJECT' };
    const start = 'own-secret: application checkout already has "DATABASE_URL" as';
    expect(obstacle(own({}))).toBe(`${start} a secret of its own`);
    expect(obstacle(own({ aliasOf }))).toBe(`${start} an alias of "X"`);
    expect(obstacle(own({ type: 'OVERRIDE' }))).toBe(
      `${start} an override that does not name the secret it overrides`,
    );
    expect(obstacle(override({ type: 'NEW' }))).toBe(
      `${start} a secret of the type NEW, which this version does not know`,
    );
    expect(obstacle(override(), override({ id: uuidOf(8) }))).toContain(
      'own-secret: application checkout has 2',
    );
  });

  it('blocks where another secret with the same key is the one that is overridden', () => {
    const above = secret(202, { scope: 'ENVIRONMENT' });
    const plan = planOf([entry(declare({ secret: above.id }))], [parent, above, override()]);
    expect(only(plan)).toMatchObject({ action: 'blocked', reason: 'own-secret' });
    expect(plan.diagnostics[0]?.message).toContain(`${parent.id} (PROJECT)`);
  });

  it('blocks where another system owns it', () => {
    expect(obstacle(override({ ownedBy: 'Doppler' }))).toBe(
      'foreign-owner: the override of "DATABASE_URL" at application checkout is managed by Doppler',
    );
  });

  it.each(['EXTERNAL_SECRET', 'FILE_EXTERNAL_SECRET'])(
    'blocks where it, or its parent, is of type %s',
    (type) => {
      const marked = override({ type, description: describeMarked() });
      expect(obstacle(override({ type }))).toMatch(
        /^external-secret: "DATABASE_URL" is an external secret at/,
      );
      expect(obstacle(marked)).toContain('external-secret');
      for (const live of [[], [override()]]) {
        const plan = planOf([entry()], [{ ...parent, type }, ...live]);
        expect(only(plan)).toMatchObject({ action: 'blocked', reason: 'external-secret', after: null });
      }
    },
  );

  it.each([null, '', 'qovery', 'QOVERY', 'Qovery'])(
    'does not take the owner %j for another system',
    (ownedBy) => {
      expect(only(planOf([entry()], [parent, override({ ownedBy })])).reason).toBe('adopt');
    },
  );

  it('does not mind what a secret of a sibling kind of service is', () => {
    expect(only(planOf([entry()], [parent, secret(7, { scope: 'CONTAINER' })])).action).toBe('create');
  });

  it('is an override at environment scope as well', () => {
    const declared = declare(scopeTypeOf(production));
    const live = [
      parent,
      secret(7, { scope: 'ENVIRONMENT', overrides: { id: parent.id, key: parent.key, scope: 'PROJECT' } }),
    ];
    const plan = planOf([entry(declared, production)], new Map([[production.id, read(...live)]]));
    expect(only(plan)).toMatchObject({
      address: 'shop/production/DATABASE_URL',
      reason: 'adopt',
      overrideId: uuidOf(7),
    });
  });
});

describe('a value', () => {
  it('that failed blocks, before anything that is live is looked at', () => {
    const plan = planOf(
      [entry(declare(), checkout, failedValue)],
      [parent, secret(7, { scope: 'APPLICATION' })],
    );
    expect(only(plan)).toMatchObject({ action: 'blocked', reason: 'no-value', value: null });
    expect(plan.diagnostics).toEqual([
      { ...failedValue.diagnostic, address: 'shop/production/application/checkout/DATABASE_URL' },
    ]);
  });

  it('passes its warnings on', () => {
    const warning = createDiagnostic({
      severity: 'warning',
      code: 'trailing-newline',
      message: 'ends with a newline',
    });
    const { value } = entry();
    if (value.kind !== 'resolved') throw new Error('not resolved');
    const plan = planOf([entry(declare(), checkout, { ...value, warnings: [warning] })], [parent]);
    expect(only(plan).action).toBe('create');
    expect(plan.diagnostics).toEqual([{ ...warning, address: expect.stringContaining('/DATABASE_URL') }]);
  });
});

describe('a description', () => {
  const room = descriptionRoom('storefront');

  it.each([
    ['as long as there is room', 'd'.repeat(room), 'create', []],
    ['one character longer', 'd'.repeat(room + 1), 'blocked', ['error description-too-long']],
    ['that looks like a marker', 'a [qoverride: b', 'blocked', ['error description-contains-marker']],
  ])('%s', (_, description, action, expected) => {
    const plan = planOf([entry(declare({ description }))], [parent]);
    expect(only(plan)).toMatchObject({ action, reason: 'missing' });
    expect(codes(plan)).toEqual(expected);
  });

  it('that is there already and left alone blocks in the same way', () => {
    const plan = planOf([entry()], [parent, override({ description: 'd'.repeat(room + 1) })]);
    expect(only(plan)).toMatchObject({ action: 'blocked', reason: 'adopt', after: null });
    expect(plan.diagnostics[0]).toMatchObject({
      code: 'description-too-long',
      hint: 'set a shorter description in the manifest',
    });
    const managed = planOf(
      [entry(declare({ description: 'short' }))],
      [parent, override({ description: 'd'.repeat(255) })],
    );
    expect(only(managed).action).toBe('update');
  });

  it('that is never written does not matter', () => {
    const live = [parent, override({ description: 'd'.repeat(255) })];
    expect(only(planOf([entry()], live, { skip: new Set(['adopt']) })).action).toBe('none');
  });
});

describe('--skip-blocked', () => {
  it('makes warnings of what is blocked, and keeps it blocked', () => {
    const entries = [
      entry(),
      entry(declare({ secret: 'NONE' })),
      entry(declare({ secret: 'OTHER' }), checkout, failedValue),
    ];
    const live = [parent, secret(7, { scope: 'APPLICATION' }), secret(8, { key: 'OTHER' })];
    const plan = planOf(entries, live, { skipBlocked: true });
    expect(plan.summary.blocked).toBe(3);
    expect(plan.diagnostics.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning']);
  });
});

describe('two overrides of one secret', () => {
  const byKey = declare();
  const byId = declare({ secret: uuidOf(201) });

  it('are both blocked, and each names the other', () => {
    const plan = planOf([entry(byId), entry(byKey)], [parent], { skipBlocked: true });
    expect(
      plan.changes.map(({ action, reason, value, declared }) => [action, reason, value, declared]),
    ).toEqual([
      ['blocked', 'no-value', null, byKey],
      ['blocked', 'no-value', null, byId],
    ]);
    expect(plan.diagnostics).toMatchObject([
      {
        severity: 'error',
        code: 'duplicate-override',
        location: byKey.places.secret,
        related: [{ location: byId.places.secret }],
      },
      {
        code: 'duplicate-override',
        location: byId.places.secret,
        related: [{ location: byKey.places.secret }],
      },
    ]);
  });

  it('keep the reason that they have already', () => {
    const plan = planOf([entry(), entry(declare({ optional: true }))], []);
    expect(plan.changes.map(({ action, reason }) => [action, reason])).toEqual([
      ['blocked', 'no-parent'],
      ['blocked', 'no-parent'],
    ]);
  });

  it('name no more than five others, so that a long row does not cost its square', () => {
    const row = Array.from({ length: 500 }, () => entry());
    const plan = planOf(row, [parent]);
    expect(plan.summary.blocked).toBe(500);
    expect(plan.diagnostics[0]?.related).toHaveLength(5);
  });
});
