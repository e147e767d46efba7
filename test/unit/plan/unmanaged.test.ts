import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeclaredOverride } from '../../../src/model/declared-override.js';
import type { Plan } from '../../../src/model/plan.js';
import type { Listing, RemoteSecret } from '../../../src/model/remote-secret.js';
import type { PlanOptions } from '../../../src/plan/build.js';
import {
  checkout,
  codes,
  declare,
  describeMarked,
  entry,
  location,
  OTHER_KEY,
  planOf,
  production,
  read,
  secret,
  signingKey,
  uuidOf,
  worker,
} from '../../support/worlds/index.js';

const PARENT = secret(201);
const STRAY_PARENT = secret(400, { key: 'STRAY' });

/** An override at checkout that no manifest declares. */
const stray = (fields: Partial<RemoteSecret> = {}): RemoteSecret =>
  secret(500, {
    key: 'STRAY',
    scope: 'APPLICATION',
    type: 'OVERRIDE',
    overrides: { id: STRAY_PARENT.id, key: 'STRAY', scope: 'PROJECT' },
    ...fields,
  });

const plan = (
  live: readonly RemoteSecret[],
  fields: Partial<DeclaredOverride> = {},
  options: Partial<PlanOptions> & {
    readonly prune?: never;
    readonly maxDeletes?: number;
    readonly isPruning?: boolean;
  } = {},
): Plan => {
  const { isPruning = false, maxDeletes = 5, ...rest } = options;
  const entries = [entry(declare(fields))];
  const listings = new Map<string, Listing>([
    [checkout.id, read(PARENT, STRAY_PARENT, ...live)],
    [worker.id, read(PARENT, STRAY_PARENT, stray({ id: uuidOf(600), scope: 'CONTAINER' }))],
    [production.id, read(PARENT, STRAY_PARENT)],
  ]);
  const target = {
    stack: 'storefront',
    stackIsWritten: true,
    organization: 'Acme',
    project: 'shop',
    environment: 'production',
    location: location(1),
  };
  const prune = {
    targets: [{ target, environment: production }],
    declared: entries,
    scopes: [production, checkout, worker],
    maxDeletes,
  };
  return planOf(entries, listings, { ...rest, ...(isPruning ? { prune } : {}) });
};

const deleted = ({ changes }: Plan): readonly string[] =>
  changes.filter(({ action }) => action === 'delete').map(({ address, reason }) => `${address} ${reason}`);

const ADDRESS = 'shop/production/application/checkout/STRAY';

describe('an override that nobody declared', () => {
  it('is told at a service that manifests name, and nowhere else', () => {
    const made = plan([stray()]);
    expect(made.summary).toMatchObject({ unmanaged: 1, delete: 0 });
    expect(made.diagnostics).toMatchObject([{ severity: 'info', code: 'unmanaged', address: ADDRESS }]);
    expect(made.diagnostics[0]?.message).toContain('or somebody replaced its description');
    expect(made.changes).toHaveLength(1);
    // Also with --prune, where everything in the environment is read.
    const pruned = plan([stray()], {}, { isPruning: true });
    expect(deleted(pruned)).toEqual([]);
    expect(codes(pruned)).toEqual(['info unmanaged']);
  });

  it.each<[string, Partial<RemoteSecret>]>([
    ['of another system', { ownedBy: 'DOPPLER' }],
    ['of another stack', { description: describeMarked({ stack: 'other', secretKey: 'STRAY' }) }],
    [
      'that is an alias',
      { overrides: null, aliasOf: { id: STRAY_PARENT.id, key: 'STRAY', scope: 'PROJECT' } },
    ],
    ['that is a secret of the service', { overrides: null, type: 'VALUE' }],
    ['of a type that this version does not know', { type: 'EXTERNAL_SECRET' }],
  ])('is not told %s', (_what, fields) => {
    const made = plan([stray(fields)], { isExclusive: true }, { isPruning: true });
    expect(codes(made)).toEqual([]);
    expect(deleted(made)).toEqual([]);
  });

  it('is deleted with --prune where the manifest is exclusive, behind the limit for deletes', () => {
    const made = plan([stray()], { isExclusive: true }, { isPruning: true });
    expect(deleted(made)).toEqual([`${ADDRESS} unmanaged`]);
    expect(made.summary).toMatchObject({ unmanaged: 0, delete: 1 });
    expect(codes(plan([stray()], { isExclusive: true }, { isPruning: true, maxDeletes: 0 }))).toEqual([
      'error too-many-deletes',
    ]);
    expect(deleted(plan([stray()], { isExclusive: true }))).toEqual([]);
  });

  it('is kept where it was found by a glob, has what looks like a marker, or has dependents', () => {
    expect(
      deleted(plan([stray()], { isExclusive: true, precision: 'matched' }, { isPruning: true })),
    ).toEqual([]);
    for (const description of [
      'ours [qoverride:1:storefront:',
      describeMarked({ secretKey: 'STRAY', key: signingKey(OTHER_KEY) }),
      describeMarked({ secretKey: 'STRAY', stack: 'other' }),
    ]) {
      expect(deleted(plan([stray({ description })], { isExclusive: true }, { isPruning: true }))).toEqual([]);
    }
    const alias = secret(501, {
      key: 'A',
      scope: 'APPLICATION',
      type: 'ALIAS',
      aliasOf: { id: uuidOf(500), key: 'STRAY', scope: 'APPLICATION' },
    });
    const made = plan([stray(), alias], { isExclusive: true }, { isPruning: true });
    expect(deleted(made)).toEqual([]);
    expect(codes(made)).toEqual(['error has-dependents']);
  });

  it('stays outside of a plan that does not target it', () => {
    const made = plan(
      [stray()],
      { isExclusive: true },
      { isPruning: true, isTargeted: (address) => address !== ADDRESS },
    );
    expect(codes(made)).toEqual([]);
    expect(deleted(made)).toEqual([]);
  });

  it('is never deleted unless nothing at all speaks against it', () => {
    const live = fc.record({
      ownedBy: fc.constantFrom('QOVERY', 'qovery', 'DOPPLER', 'terraform', null),
      type: fc.constantFrom('OVERRIDE', 'EXTERNAL_SECRET', 'VALUE', 'ALIAS', 'NEW_TYPE'),
      description: fc.constantFrom(
        null,
        '',
        'by hand',
        '[qoverride:',
        'x [qoverride:2:storefront:aaaaaa:Q7xk:mB2v0Zq1rT5sW8yA3dLk]',
        describeMarked({ secretKey: 'STRAY', stack: 'other' }),
        describeMarked({ secretKey: 'STRAY', key: signingKey(OTHER_KEY) }),
        describeMarked({ secretKey: 'OTHER' }),
      ),
    });
    const declared = fc.record({
      isExclusive: fc.boolean(),
      precision: fc.constantFrom('single' as const, 'listed' as const, 'matched' as const),
    });
    fc.assert(
      fc.property(live, declared, fc.boolean(), (fields, named, isPruning) => {
        const made = plan([stray(fields)], named, { isPruning });
        const mayGo =
          isPruning &&
          named.isExclusive &&
          named.precision !== 'matched' &&
          (fields.type === 'OVERRIDE' || fields.type === 'VALUE') &&
          fields.ownedBy?.toLowerCase() !== 'doppler' &&
          fields.ownedBy !== 'terraform' &&
          !(fields.description ?? '').includes('[qoverride:');
        expect(deleted(made)).toEqual(mayGo ? [`${ADDRESS} unmanaged`] : []);
      }),
      { numRuns: 500 },
    );
  });
});
