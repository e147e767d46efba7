import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RemoteSecret } from '../../../src/model/remote-secret.js';
import type { Scope } from '../../../src/model/scope.js';
import { indexListing } from '../../../src/plan/listing-index.js';
import { findLive } from '../../../src/plan/live.js';
import { narrowListing } from '../../../src/plan/locate.js';
import { findParent } from '../../../src/plan/parent.js';
import { uuidOf } from '../../support/worlds/index.js';

const SCOPE: Scope = {
  type: 'APPLICATION',
  id: uuidOf(900),
  organizationId: null,
  project: 'shop',
  projectId: uuidOf(901),
  environment: 'production',
  environmentId: uuidOf(902),
  service: 'checkout',
};

const key = fc.constantFrom('A', 'B', 'C', 'D');
const scope = fc.constantFrom('APPLICATION', 'ENVIRONMENT', 'PROJECT', 'BUILT_IN', 'GALAXY');
const link = fc.option(fc.record({ id: fc.integer({ min: 0, max: 11 }).map(uuidOf), key, scope }), {
  freq: 2,
});

/** UUIDs are distinct within a list, and links may lead outside it. */
const listing: fc.Arbitrary<readonly RemoteSecret[]> = fc
  .array(
    fc.record({
      key,
      scope,
      type: fc.constantFrom('VALUE', 'OVERRIDE', 'ALIAS', 'NOVEL', null),
      overrides: link,
      aliasOf: fc.option(fc.record({ id: fc.constant(uuidOf(3)), key, scope }), { freq: 6 }),
      description: fc.constant(null),
      enableInterpolationInFile: fc.constant(null),
      ownedBy: fc.constantFrom('QOVERY', 'DOPPLER'),
      ownTime: fc.constant(0),
    }),
    { maxLength: 9 },
  )
  .map((secrets) => secrets.map((secret, index) => ({ ...secret, id: uuidOf(index) })));

const named = fc.array(fc.oneof(key, fc.integer({ min: 0, max: 11 }).map(uuidOf)), {
  minLength: 1,
  maxLength: 3,
});

describe('narrowListing', () => {
  it('finds the same parents and the same live entries as the whole listing, or none', () => {
    fc.assert(
      fc.property(listing, named, (secrets, names) => {
        const whole = indexListing(SCOPE, secrets);
        const narrow = indexListing(SCOPE, narrowListing(SCOPE, secrets, new Set(names)));
        for (const name of names) {
          const expected = findParent(name, whole, () => null);
          const found = findParent(name, narrow, () => null);
          expect(found.kind).toBe(expected.kind);
          if (found.kind === 'missing' || expected.kind === 'missing') continue;
          expect(found).toEqual(expected);
          expect(findLive(found.key, found.parent, narrow)).toEqual(
            findLive(expected.key, expected.parent, whole),
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves out what nobody names', () => {
    const secret = (index: number, at: string): RemoteSecret => ({
      id: uuidOf(index),
      key: `KEY_${index}`,
      scope: at,
      type: 'VALUE',
      overrides: null,
      aliasOf: null,
      description: null,
      enableInterpolationInFile: null,
      ownedBy: null,
      ownTime: 0,
    });
    const secrets = [secret(1, 'APPLICATION'), secret(2, 'PROJECT'), secret(3, 'PROJECT')];
    expect(narrowListing(SCOPE, secrets, new Set(['KEY_3']))).toEqual([secrets[0], secrets[2]]);
  });
});
