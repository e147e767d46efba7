import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../../src/model/diagnostic.js';
import type { DeclaredTarget } from '../../../src/model/declared-override.js';
import type { Plan } from '../../../src/model/plan.js';
import type { Listing, RemoteSecret } from '../../../src/model/remote-secret.js';
import type { Scope } from '../../../src/model/scope.js';
import type { PlanEntry, PlanOptions } from '../../../src/plan/build.js';
import { checkPrune } from '../../../src/plan/prune.js';
import { compileTargets } from '../../../src/plan/target.js';
import {
  checkout,
  codes,
  declare,
  describeMarked,
  entry,
  keyring,
  keyringOf,
  location,
  type MarkerFields,
  OLD_KEY,
  only,
  OTHER_KEY,
  planOf,
  production,
  read,
  scopeTypeOf,
  secret,
  shop,
  signingKey,
  TIME,
  uuidOf,
  worker,
} from '../../support/worlds/index.js';

const target: DeclaredTarget = {
  stack: 'storefront',
  stackIsWritten: true,
  organization: 'Acme',
  project: 'shop',
  environment: 'production',
  location: location(1),
};

const above = secret(400, { key: 'ORPHAN' });

/** An override that nobody declares, at a scope. */
const orphan = (scope: Scope, marker: MarkerFields = {}, fields: Partial<RemoteSecret> = {}): RemoteSecret =>
  secret(500, {
    key: 'ORPHAN',
    scope: scope.type,
    type: 'OVERRIDE',
    overrides: { id: above.id, key: 'ORPHAN', scope: 'PROJECT' },
    description: describeMarked({ scopeId: scope.id, secretKey: 'ORPHAN', ...marker }),
    ...fields,
  });

const at = (...pairs: readonly (readonly [Scope, Listing])[]): ReadonlyMap<string, Listing> =>
  new Map(pairs.map(([scope, listing]) => [scope.id, listing]));

const unreadable: Listing = { kind: 'unreadable', code: 'access-denied', message: 'denied', hint: null };

/** Plans with `--prune` over production, checkout and worker. */
const prune = (
  listings: ReadonlyMap<string, Listing>,
  {
    entries = [],
    maxDeletes = 5,
    scopes = [production, checkout, worker],
    targets = [{ target, environment: production }],
    declared = entries,
    ...options
  }: Partial<PlanOptions> & {
    readonly entries?: readonly PlanEntry[];
    readonly maxDeletes?: number;
    readonly scopes?: readonly Scope[];
    readonly targets?: NonNullable<PlanOptions['prune']>['targets'];
    readonly declared?: readonly PlanEntry[];
  } = {},
): Plan => planOf(entries, listings, { ...options, prune: { targets, declared, scopes, maxDeletes } });

/** Every scope of production read, with these at checkout. */
const atCheckout = (...secrets: readonly RemoteSecret[]) =>
  at([production, read(above)], [checkout, read(above, ...secrets)], [worker, read(above)]);

describe('without --prune', () => {
  it('mentions what our stack wrote and nobody declares any more', () => {
    const parent = secret(201);
    const plan = planOf([entry()], [parent, orphan(checkout)]);
    expect(only(plan).action).toBe('create');
    expect(plan.diagnostics).toEqual([
      createDiagnostic({
        severity: 'info',
        code: 'undeclared',
        message: 'the stack "storefront" wrote this override, but no manifest declares it any more',
        hint: 'pass --prune to delete it',
        address: 'shop/production/application/checkout/ORPHAN',
      }),
    ]);
  });

  it('says nothing of what is not proven to be ours', () => {
    const live = [secret(201), orphan(checkout, { key: signingKey(OTHER_KEY) })];
    expect(planOf([entry()], live).diagnostics).toEqual([]);
    expect(
      planOf([entry()], [secret(201), orphan(checkout)], { keyring: keyringOf(null) }).diagnostics,
    ).toEqual([]);
  });
});

describe('--prune', () => {
  it('deletes what our stack wrote and nobody declares any more', () => {
    const plan = prune(atCheckout(orphan(checkout, { text: 'was ours' })));
    expect(only(plan)).toEqual({
      address: 'shop/production/application/checkout/ORPHAN',
      action: 'delete',
      reason: 'undeclared',
      stack: 'storefront',
      scopeType: 'APPLICATION',
      scope: checkout,
      secretKey: 'ORPHAN',
      parentId: above.id,
      overrideId: uuidOf(500),
      ownTime: TIME * 1000,
      writtenAt: TIME * 1000,
      edit: null,
      before: { description: 'was ours', enableInterpolationInFile: null },
      after: null,
      value: null,
      declared: null,
    });
    expect(plan.diagnostics).toEqual([]);
    expect(plan.summary.delete).toBe(1);
  });

  it('also what was signed with an old key', () => {
    expect(prune(atCheckout(orphan(checkout, { key: signingKey(OLD_KEY) }))).summary.delete).toBe(1);
  });

  it.each<readonly [string, RemoteSecret]>([
    ['has no marker', orphan(checkout, {}, { description: 'by hand' })],
    ['belongs to another stack', orphan(checkout, { stack: 'backoffice' })],
    ['was cloned from another scope', orphan(checkout, { scopeId: worker.id })],
    ['has the description of another secret', orphan(checkout, { secretKey: 'OTHER' })],
    ['was signed with a key that we lack', orphan(checkout, { key: signingKey(OTHER_KEY) })],
    ['was signed without a key', orphan(checkout, { key: keyringOf(null).signing })],
    [
      'has the marker of another version',
      orphan(checkout, {}, { description: '[qoverride:2:storefront:x]' }),
    ],
    ['belongs to another system', orphan(checkout, {}, { ownedBy: 'Doppler' })],
    ['has an unknown type', orphan(checkout, {}, { type: 'NEW' })],
    ['is an alias', orphan(checkout, {}, { aliasOf: { id: uuidOf(9), key: 'X', scope: 'PROJECT' } })],
    ['is a secret of its own', orphan(checkout, {}, { overrides: null, type: 'VALUE' })],
    ['is inherited', orphan(checkout, {}, { scope: 'CONTAINER' })],
  ])('leaves alone what %s', (_, live) => {
    expect(prune(atCheckout(live)).changes).toEqual([]);
  });

  it('leaves alone what lies in an environment that no manifest of the stack names', () => {
    const staging = { ...production, id: uuidOf(4), environment: 'staging', environmentId: uuidOf(4) };
    const targets = [
      { target, environment: staging },
      { target: { ...target, stack: 'backoffice' }, environment: production },
    ];
    expect(prune(atCheckout(orphan(checkout)), { targets }).changes).toEqual([]);
  });

  it('leaves alone what is outside the target or the shard', () => {
    const live = atCheckout(orphan(checkout));
    expect(prune(live, { isTargeted: () => false }).changes).toEqual([]);
    const counts = [1, 2].map((index) => prune(live, { shard: { index, count: 2 } }).changes.length);
    expect(counts.toSorted((left, right) => left - right)).toEqual([0, 1]);
  });

  it('warns of a scope that it could not search', () => {
    const plan = prune(at([production, read()], [checkout, unreadable], [worker, read()]));
    expect(plan.changes).toEqual([]);
    expect(plan.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'scope-unread',
        message: 'application checkout was not searched for undeclared overrides: denied',
      },
    ]);
  });

  it('warns where a delete would lose an edit', () => {
    const plan = prune(atCheckout(orphan(checkout, {}, { ownTime: TIME * 1000 + 60_000 })));
    expect(only(plan).action).toBe('delete');
    expect(codes(plan)).toEqual(['warning edited-outside']);
  });
});

const deletes = (entries: readonly PlanEntry[], options: Parameters<typeof prune>[1] = {}): number =>
  prune(atCheckout(orphan(checkout)), { entries, ...options }).summary.delete;

describe('a declared override is never undeclared', () => {
  const declared = declare({ secret: 'ORPHAN', optional: true });
  const noService = { kind: 'missing', code: 'no-service', message: 'no such service', hint: null } as const;

  it.each<readonly [string, PlanEntry]>([
    ['in sync', entry(declared)],
    [
      'blocked',
      entry(declared, checkout, {
        kind: 'failed',
        refused: false,
        diagnostic: createDiagnostic({ severity: 'error', code: 'x', message: 'x' }),
      }),
    ],
    ['written as the UUID of its parent', entry(declare({ secret: above.id.toUpperCase() }))],
    ['written as its own UUID, which is wrong', entry(declare({ secret: uuidOf(500) }))],
    [
      'at a service that was renamed',
      { ...entry(declare({ secret: 'ORPHAN', service: 'till' })), scope: noService },
    ],
    ['by UUID, at a service that was renamed', { ...entry(declare({ secret: above.id })), scope: noService }],
  ])('when it is %s', (_, one) => {
    expect(deletes([one], { skipBlocked: true })).toBe(0);
  });

  it('when it is outside the target, and its service was renamed', () => {
    const renamed = { ...entry(declare({ secret: 'ORPHAN', service: 'till' })), scope: noService };
    const atCheckoutOnly = compileTargets(['**/checkout/*']);
    expect(deletes([], { declared: [renamed], isTargeted: atCheckoutOnly })).toBe(0);
    expect(deletes([], { isTargeted: atCheckoutOnly })).toBe(1);
  });

  it('but one with a key of another case is', () => {
    expect(deletes([entry(declare({ secret: 'orphan', optional: true }))])).toBe(1);
  });

  it('but one of another stack, whose service was not found, protects nothing', () => {
    const other = declare({ secret: 'ORPHAN', stack: 'backoffice', optional: true });
    expect(deletes([{ ...entry(other), scope: noService }])).toBe(1);
  });
});

describe('what a delete would take with it', () => {
  const alias = secret(600, {
    key: 'ALIAS',
    scope: 'APPLICATION',
    aliasOf: { id: uuidOf(500), key: 'ORPHAN', scope: 'APPLICATION' },
  });

  it('blocks it', () => {
    const plan = prune(atCheckout(orphan(checkout), alias));
    expect(only(plan)).toMatchObject({ action: 'blocked', reason: 'undeclared' });
    expect(plan.diagnostics).toMatchObject([
      {
        severity: 'error',
        code: 'has-dependents',
        message: 'deleting this override would also delete the alias "ALIAS" at scope APPLICATION',
      },
    ]);
    expect(codes(prune(atCheckout(orphan(checkout), alias), { skipBlocked: true }))).toEqual([
      'warning has-dependents',
    ]);
  });

  it('is found at lower scopes too', () => {
    const below = secret(601, {
      key: 'ORPHAN',
      scope: 'CONTAINER',
      overrides: { id: uuidOf(500), key: 'ORPHAN', scope: 'ENVIRONMENT' },
    });
    const live = orphan(production);
    const plan = prune(at([production, read(live)], [checkout, read(live)], [worker, read(live, below)]));
    expect(only(plan).action).toBe('blocked');
    expect(codes(plan)).toEqual(['error has-dependents']);
  });

  it('is not known where a lower scope was not read', () => {
    const live = orphan(production);
    const plan = prune(at([production, read(live)], [checkout, read(live)]));
    expect(only(plan).action).toBe('blocked');
    expect(plan.diagnostics[0]?.code).toBe('dependents-unknown');
    expect(plan.diagnostics[0]?.message).toContain('container worker was not read');
    expect(prune(at([checkout, read(orphan(checkout))])).summary.delete).toBe(1);
  });
});

describe('project scope', () => {
  const live = orphan(shop, {}, { overrides: { id: uuidOf(401), key: 'ORPHAN', scope: 'BUILT_IN' } });
  const builtIn = secret(401, { key: 'ORPHAN', scope: 'BUILT_IN' });
  const kept = secret(402, { key: 'KEPT', scope: 'BUILT_IN' });
  const listings = at(
    [shop, read(builtIn, kept, live)],
    ...[production, checkout, worker].map((scope) => [scope, read(builtIn, kept, live)] as const),
  );
  const scopes = [shop, production, checkout, worker];

  it('is left alone unless a manifest of the stack declares an override there', () => {
    expect(prune(listings, { scopes }).changes).toEqual([]);
    const declared = entry(declare({ ...scopeTypeOf(shop), secret: 'KEPT' }), shop);
    expect(prune(listings, { scopes, entries: [declared] }).summary).toMatchObject({ create: 1, delete: 1 });
    const otherStack = entry(declare({ ...scopeTypeOf(shop), secret: 'KEPT', stack: 'backoffice' }), shop);
    expect(prune(listings, { scopes, entries: [otherStack] }).summary.delete).toBe(0);
  });
});

describe('what --prune refuses', () => {
  it('is more deletes than allowed, over the whole run', () => {
    const orphans = [1, 2, 3].map((number) =>
      orphan(checkout, { secretKey: `K${number}` }, { id: uuidOf(500 + number), key: `K${number}` }),
    );
    const plan = prune(atCheckout(...orphans), { maxDeletes: 2, skipBlocked: true });
    expect(plan.summary.delete).toBe(3);
    expect(plan.diagnostics).toMatchObject([
      {
        severity: 'error',
        code: 'too-many-deletes',
        hint: 'if you mean to delete them all, pass --max-deletes 3',
      },
    ]);
    expect(prune(atCheckout(...orphans), { maxDeletes: 3 }).diagnostics).toEqual([]);
    expect(codes(prune(atCheckout(orphan(checkout)), { maxDeletes: 0 }))).toEqual(['error too-many-deletes']);
  });

  it('is a run without a key', () => {
    expect(() => checkPrune([target], keyringOf(null))).toThrow(
      expect.objectContaining({ code: 'key-missing' }),
    );
    expect(() => prune(atCheckout(), { keyring: keyringOf(null) } as object)).toThrow(
      expect.objectContaining({ code: 'key-missing' }),
    );
  });

  it('is a manifest that does not write its stack', () => {
    const unwritten = { ...target, stackIsWritten: false, location: location(9) };
    expect(() => checkPrune([target, unwritten], keyring)).toThrow(
      expect.objectContaining({
        code: 'stack-not-written',
        diagnostics: [expect.objectContaining({ location: location(9) })],
      }),
    );
    expect(() => checkPrune([target], keyring)).not.toThrow();
    const entries = [entry(declare({ stackIsWritten: false }))];
    expect(() => prune(atCheckout(), { entries })).toThrow(
      expect.objectContaining({ code: 'stack-not-written' }),
    );
  });
});
