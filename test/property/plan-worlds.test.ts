import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../src/model/diagnostic.js';
import type { Listing, RemoteSecret } from '../../src/model/remote-secret.js';
import { scopeHeight, type Scope } from '../../src/model/scope.js';
import type { Change, Plan } from '../../src/model/plan.js';
import type { PlanEntry, PlanOptions } from '../../src/plan/build.js';
import { createOperation } from '../../src/plan/signing/operation.js';
import { checkSavedPlan } from '../../src/plan/saved/saved-plan-compare.js';
import { parseSavedPlan } from '../../src/plan/saved/saved-plan-parse.js';
import { createSavedPlan, formatSavedPlan } from '../../src/plan/saved/saved-plan.js';
import {
  checkout,
  declare,
  describeMarked,
  entry,
  keyring,
  keyringOf,
  location,
  OLD_KEY,
  OTHER_KEY,
  planOf,
  production,
  resolved,
  scopeTypeOf,
  secret,
  shop,
  signingKey,
  TIME,
  uuidOf,
  worker,
} from '../support/worlds/index.js';

const SCOPES = [shop, production, checkout, worker] as const;
const KEYS = ['A', 'B', 'C'] as const;
const LATER = TIME + 1000;

/** A live secret and the scope that it hangs on. */
interface Stored {
  readonly at: Scope;
  readonly secret: RemoteSecret;
}

interface World {
  readonly stored: readonly Stored[];
  readonly entries: readonly PlanEntry[];
}

const scopes = fc.constantFrom(...SCOPES);
const secretKeys = fc.constantFrom(...KEYS);
const values = fc.constantFrom('hunter-1', 'hunter-2');

const descriptions = (at: Scope, secretKey: string) =>
  fc.oneof(
    fc.constantFrom(
      null,
      '',
      'by hand',
      'd'.repeat(250),
      'has [qoverride: in it',
      '[qoverride:2:storefront:x]',
    ),
    fc
      .record({
        key: fc.constantFrom(
          keyring.signing,
          signingKey(OLD_KEY),
          signingKey(OTHER_KEY),
          keyringOf(null).signing,
        ),
        stack: fc.constantFrom('storefront', 'storefront', 'storefront', 'backoffice'),
        scopeId: fc.constantFrom(at.id, at.id, at.id, worker.id),
        text: fc.constantFrom('', 'text'),
        value: values,
      })
      .map((fields) => describeMarked({ ...fields, secretKey })),
  );

/** Parents at built-in, project and environment scope, then overrides, aliases and own secrets below them. */
const storedSecrets: fc.Arbitrary<readonly Stored[]> = fc
  .record({
    parents: fc.uniqueArray(
      fc.record({ key: secretKeys, scope: fc.constantFrom('BUILT_IN', 'PROJECT', 'ENVIRONMENT') }),
      {
        selector: ({ key, scope }) => `${key} ${scope}`,
        maxLength: 6,
      },
    ),
    others: fc.uniqueArray(
      fc.tuple(scopes, secretKeys, fc.constantFrom('override', 'override', 'override', 'alias', 'own')),
      {
        selector: ([at, key]) => `${at.id} ${key}`,
        maxLength: 8,
      },
    ),
  })
  .chain(({ parents, others }) => {
    const above = parents.map(({ key, scope }, index) => ({
      at: scope === 'ENVIRONMENT' ? production : shop,
      secret: secret(1000 + index, { key, scope }),
    }));
    const below = others.flatMap(([at, key, kind], index) => {
      if (above.some((one) => one.at === at && one.secret.key === key && one.secret.scope === at.type))
        return [];
      const link = above.find(
        (one) => one.secret.key === key && (scopeHeight(one.secret.scope) ?? 0) > (scopeHeight(at.type) ?? 0),
      );
      const fields = { key, scope: at.type, type: null };
      if (kind === 'own' || link === undefined)
        return [fc.constant({ at, secret: secret(2000 + index, fields) })];
      const { id, scope } = link.secret;
      const to = { id, key, scope };
      if (kind === 'alias')
        return [fc.constant({ at, secret: secret(2000 + index, { ...fields, aliasOf: to }) })];
      return [
        fc
          .tuple(
            descriptions(at, key),
            fc.constantFrom(0, 0, 0, 60_000),
            fc.constantFrom(null, true, false),
            fc.constantFrom('QOVERY', 'QOVERY', 'QOVERY', 'Doppler'),
          )
          .map(([description, late, enableInterpolationInFile, ownedBy]) => ({
            at,
            secret: secret(2000 + index, {
              ...fields,
              overrides: to,
              description,
              ownTime: TIME * 1000 + late,
              enableInterpolationInFile,
              ownedBy,
            }),
          })),
      ];
    });
    return fc.tuple(...below).map((made) => [...above, ...made]);
  });

const declaredEntries: fc.Arbitrary<readonly PlanEntry[]> = fc
  .array(
    fc.record({
      at: scopes,
      key: secretKeys,
      stack: fc.constantFrom('storefront', 'storefront', 'backoffice'),
      description: fc.constantFrom(null, null, '', 'text', 'other'),
      interpolation: fc.constantFrom(null, null, true, false),
      optional: fc.boolean(),
      value: values,
      fate: fc.constantFrom('fine', 'fine', 'fine', 'fine', 'lost', 'failed'),
    }),
    { maxLength: 8 },
  )
  .map((wanted) =>
    wanted.map(({ at, key, stack, description, interpolation, optional, value, fate }, index): PlanEntry => {
      const declared = declare({
        ...scopeTypeOf(at),
        secret: key,
        stack,
        description,
        enableInterpolationInFile: interpolation,
        optional,
        location: location(10 * (index + 1)),
      });
      const one = entry(declared, at, resolved(value));
      if (fate === 'lost') {
        return { ...one, scope: { kind: 'missing', code: 'no-service', message: 'not there', hint: null } };
      }
      if (fate === 'fine') return one;
      const diagnostic = createDiagnostic({ severity: 'error', code: 'env-unset', message: 'not set' });
      return { ...one, value: { kind: 'failed', refused: false, diagnostic } };
    }),
  );

const worlds: fc.Arbitrary<World> = fc.record({ stored: storedSecrets, entries: declaredEntries });

/** What one list call at a scope would bring. */
const list = (stored: readonly Stored[], scope: Scope): Listing => ({
  kind: 'read',
  secrets: stored
    .filter(({ at, secret: { scope: type } }) => {
      if (at.id === scope.id) return true;
      return (scopeHeight(type) ?? 0) > (scopeHeight(scope.type) ?? 0);
    })
    .map((one) => one.secret),
});

const plan = ({ stored, entries }: World, options: Partial<PlanOptions> = {}): Plan =>
  planOf(entries, new Map(SCOPES.map((scope) => [scope.id, list(stored, scope)])), {
    skipBlocked: true,
    takeOver: new Set(['backoffice']),
    ...options,
  });

const withPrune = ({ entries }: World): Partial<PlanOptions> => ({
  prune: {
    targets: ['storefront', 'backoffice'].map((stack) => ({
      target: {
        stack,
        stackIsWritten: true,
        organization: null,
        project: 'shop',
        environment: 'production',
        location: location(1),
      },
      environment: production,
    })),
    declared: entries,
    scopes: SCOPES,
    maxDeletes: 100,
  },
});

/** Writes what one change says, as the API would. */
const write = (stored: readonly Stored[], change: Change): readonly Stored[] => {
  const { action, scope } = change;
  if (scope === null || action === 'none' || action === 'blocked') return stored;
  if (action === 'delete') return stored.filter((one) => one.secret.id !== change.overrideId);
  const written = {
    description: createOperation(change, keyring).describe(LATER),
    enableInterpolationInFile: change.after?.enableInterpolationInFile ?? null,
    ownTime: LATER * 1000 + 900,
  };
  if (action === 'update') {
    return stored.map((one) =>
      one.secret.id === change.overrideId ? { ...one, secret: { ...one.secret, ...written } } : one,
    );
  }
  const parentId = change.parentId ?? '';
  const overridden = stored.find((one) => one.secret.id === parentId)?.secret;
  if (overridden === undefined) throw new Error('a create without a parent');
  const { id, key, scope: at } = overridden;
  const made = secret(3000 + stored.length, {
    key,
    scope: scope.type,
    type: 'OVERRIDE',
    overrides: { id, key, scope: at },
    ...written,
  });
  return [...stored, { at: scope, secret: made }];
};

const apply = ({ stored, entries }: World, { changes }: Plan): World => ({
  stored: changes.reduce(write, stored),
  entries,
});

const countWrites = ({ summary }: Plan): number => summary.create + summary.update + summary.delete;

describe('a plan, for any world', () => {
  it('has nothing left to do once it was applied, and what it wrote is in sync', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const first = plan(world);
        const second = plan(apply(world, first));
        expect(countWrites(second)).toBe(0);
        for (const { declared, action } of first.changes) {
          if (action !== 'create' && action !== 'update') continue;
          expect(second.changes.find((change) => change.declared === declared)?.reason).toBe('in-sync');
        }
      }),
      { numRuns: 400 },
    );
  });

  it('has nothing left to do once it was applied with --prune', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const first = plan(world, withPrune(world));
        const second = apply(world, first);
        expect(countWrites(plan(second, withPrune(second)))).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it('deletes nothing but what our key proves to be ours, and nothing that is declared', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        for (const change of plan(world, withPrune(world)).changes) {
          if (change.action !== 'delete') continue;
          const live = world.stored.find((one) => one.secret.id === change.overrideId);
          const proofs = ['hunter-1', 'hunter-2'].flatMap((value) =>
            [keyring.signing, signingKey(OLD_KEY)].map((key) =>
              describeMarked({
                key,
                value,
                stack: change.stack,
                scopeId: live?.at.id ?? '',
                secretKey: change.secretKey,
                text: change.before?.description ?? '',
              }),
            ),
          );
          expect(proofs).toContain(live?.secret.description);
          const isDeclared = world.entries.some(
            ({ declared, scope }) =>
              declared.secret === change.secretKey &&
              scope.kind === 'found' &&
              scope.scope.id === live?.at.id,
          );
          expect(isDeclared).toBe(false);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is the same whatever the order of entries and answers', () => {
    const shuffled = worlds.chain((world) =>
      fc.record({
        world: fc.constant(world),
        other: fc.record({
          stored: fc.shuffledSubarray([...world.stored], { minLength: world.stored.length }),
          entries: fc.shuffledSubarray([...world.entries], { minLength: world.entries.length }),
        }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ world, other }) => {
        expect(plan(other, withPrune(other))).toEqual(plan(world, withPrune(world)));
      }),
      { numRuns: 300 },
    );
  });

  it('names every declared override exactly once, in one shard exactly', () => {
    const names = ({ changes }: Plan): readonly unknown[] =>
      changes.map(({ declared }) => declared?.location.line);
    const inOrder = (lines: readonly unknown[]): readonly unknown[] =>
      lines.toSorted((left, right) => Number(left) - Number(right));
    fc.assert(
      fc.property(worlds, fc.integer({ min: 1, max: 4 }), (world, count) => {
        const lines = inOrder(world.entries.map(({ declared }) => declared.location.line));
        expect(inOrder(names(plan(world)))).toEqual(lines);
        const shards = Array.from({ length: count }, (_, index) =>
          plan(world, { shard: { index: index + 1, count } }),
        );
        expect(inOrder(shards.flatMap(names))).toEqual(lines);
      }),
      { numRuns: 200 },
    );
  });

  it('explains each blocked override, and shows no value', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const made = plan(world, { skipBlocked: false });
        for (const change of made.changes) {
          const errors = made.diagnostics.filter(
            ({ severity, address }) => severity === 'error' && address === change.address,
          );
          if (change.action === 'blocked') expect(errors.length).toBeGreaterThan(0);
        }
        expect(JSON.stringify(made)).not.toContain('hunter');
      }),
      { numRuns: 200 },
    );
  });

  it('holds as a saved plan until it is applied', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const made = plan(world);
        fc.pre(!made.diagnostics.some(({ severity }) => severity === 'error'));
        const saved = parseSavedPlan(
          formatSavedPlan(createSavedPlan(made, keyring, { toolVersion: '1', nonce: 'n', flags: {} })),
        );
        expect(() => checkSavedPlan(saved, plan(world), keyring, {})).not.toThrow();
        if (countWrites(made) === 0) return;
        expect(() => checkSavedPlan(saved, plan(apply(world, made)), keyring, {})).toThrow(
          expect.objectContaining({ code: 'stale-plan' }),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('costs one pass over a large estate', () => {
    const count = 20_000;
    const keys = Array.from({ length: count }, (_, index) => `K${index}`);
    const parents = keys.map((key, index) => ({ at: shop, secret: secret(10_000 + index, { key }) }));
    const entries = keys.map((key) => entry(declare({ secret: key })));
    const made = planOf(entries, new Map([[checkout.id, list(parents, checkout)]]));
    expect(made.summary.create).toBe(count);
    expect(made.changes[1]).toMatchObject({ secretKey: 'K1', parentId: uuidOf(10_001) });
  });
});
