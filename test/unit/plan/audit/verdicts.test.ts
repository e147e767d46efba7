import { describe, expect, it } from 'vitest';
import { isDrift } from '../../../../src/model/audit.js';
import type { DeclaredOverride } from '../../../../src/model/declared-override.js';
import type { RemoteSecret } from '../../../../src/model/remote-secret.js';
import type { ScopeResolution } from '../../../../src/model/scope.js';
import type { AuditManifests } from '../../../../src/plan/audit/wanted.js';
import {
  auditOf,
  type AuditSetup,
  cellAt,
  checkout,
  declare,
  describeMarked,
  keyringOf,
  OTHER_KEY,
  override,
  parent,
  production,
  secret,
  shop,
  signingKey,
  type Stored,
  TIME,
  uuidOf,
  verdicts,
  worker,
} from '../../../support/worlds/index.js';

const CHECKOUT = 'shop/production/application/checkout/DATABASE_URL';
const WORKER = 'shop/production/container/worker/DATABASE_URL';

const above: Stored = { at: shop, secret: parent };
const at = (fields: Partial<RemoteSecret>): Stored => ({ at: checkout, secret: override(fields) });
const marked = describeMarked({ text: 'ours' });

const declaring = (
  declared: DeclaredOverride,
  scope: ScopeResolution = { kind: 'found', scope: checkout },
): AuditManifests => ({
  entries: [{ declared, scope }],
  environments: [{ stack: declared.stack, environment: production }],
});
/** Manifests of our stack that declare something else. */
const elsewhere = declaring(declare({ secret: 'OTHER', optional: true }));

const verdictAt = (live: Partial<RemoteSecret>, setup: AuditSetup = {}): string =>
  cellAt(auditOf([above, at(live)], setup), CHECKOUT).verdict;

describe('the verdict on what is live', () => {
  it.each<[string, Partial<RemoteSecret>, string]>([
    ['our marker', { description: marked }, 'managed'],
    ['no marker', { description: 'by hand' }, 'unmanaged'],
    ['a marker of another place', { description: describeMarked({ scopeId: worker.id }) }, 'unmanaged'],
    [
      'a marker under a key that nobody holds',
      { description: describeMarked({ key: signingKey(OTHER_KEY) }) },
      'managed',
    ],
    ['a marker of another version', { description: '[qoverride:2:storefront:x]' }, 'managed'],
    ['an own time 15 s after the marker', { description: marked, ownTime: TIME * 1000 + 15_000 }, 'managed'],
    ['a later own time', { description: marked, ownTime: TIME * 1000 + 15_001 }, 'edited-outside'],
    ['an earlier own time', { description: marked, ownTime: TIME * 1000 - 15_001 }, 'edited-outside'],
    ['another owner', { description: marked, ownedBy: 'Doppler' }, 'foreign-owner'],
    ['a secret of its own', { overrides: null, type: 'VALUE' }, 'own-secret'],
    [
      'an alias',
      { overrides: null, type: 'ALIAS', aliasOf: { id: uuidOf(9), key: 'X', scope: 'PROJECT' } },
      'own-secret',
    ],
    ['an override that does not say of what', { overrides: null, type: 'OVERRIDE' }, 'own-secret'],
  ])('%s: %s', (_what, live, verdict) => {
    expect(verdictAt(live)).toBe(verdict);
  });

  it('takes markers at their word without a key, and says so', () => {
    const audit = auditOf([above, at({ description: describeMarked({ scopeId: worker.id }) })], {
      keyring: keyringOf(null),
    });
    expect(cellAt(audit, CHECKOUT)).toMatchObject({
      verdict: 'managed',
      stack: 'storefront',
      isVerified: false,
    });
  });

  it('says what is there without the marker, and which level wins', () => {
    expect(cellAt(auditOf([above, at({ description: marked })]), CHECKOUT)).toEqual({
      address: CHECKOUT,
      scope: checkout,
      secretKey: 'DATABASE_URL',
      verdict: 'managed',
      winner: 'APPLICATION',
      overrideId: uuidOf(301),
      parentId: parent.id,
      parentScope: 'PROJECT',
      stack: 'storefront',
      isVerified: true,
      description: 'ours',
      owner: null,
      ownTime: TIME * 1000,
      writtenAt: TIME * 1000,
      edit: null,
      location: null,
    });
  });

  it('believes no time that a forged marker claims', () => {
    const claimed = describeMarked({ scopeId: worker.id, time: 36 ** 9 - 1 });
    const stored = [above, at({ description: claimed })];
    expect(cellAt(auditOf(stored), CHECKOUT)).toMatchObject({
      verdict: 'unmanaged',
      stack: 'storefront',
      writtenAt: null,
    });
    expect(cellAt(auditOf(stored, { keyring: keyringOf(null) }), CHECKOUT).writtenAt).toBeNull();
  });
});

describe('a level in between', () => {
  const ofProduction = secret(401, {
    scope: 'ENVIRONMENT',
    type: 'OVERRIDE',
    overrides: { id: parent.id, key: parent.key, scope: 'PROJECT' },
  });

  it.each(['listed', 'hidden'] as const)(
    'wins where it overrides, overridden secrets being %s',
    (overridden) => {
      const audit = auditOf([above, { at: production, secret: ofProduction }], { overridden });
      expect(verdicts(audit)).toEqual({
        'shop/production/DATABASE_URL': 'unmanaged',
        [CHECKOUT]: 'inherited',
        [WORKER]: 'inherited',
      });
      expect(cellAt(audit, CHECKOUT)).toMatchObject({
        winner: 'ENVIRONMENT',
        parentId: parent.id,
        parentScope: 'PROJECT',
      });
      expect(audit.scopes.map(({ id }) => id)).toEqual([production.id, checkout.id, worker.id]);
    },
  );

  it('wins where it has a secret of its own, which shadows the other', () => {
    const own = secret(402, { scope: 'ENVIRONMENT' });
    const audit = auditOf([above, { at: production, secret: own }]);
    expect(verdicts(audit)).toMatchObject({
      'shop/production/DATABASE_URL': 'own-secret',
      [CHECKOUT]: 'inherited',
    });
    expect(cellAt(audit, CHECKOUT)).toMatchObject({ winner: 'ENVIRONMENT', parentId: own.id });
  });
});

describe('an orphan', () => {
  const gone = { id: uuidOf(777), key: 'GONE', scope: 'PROJECT' };
  const orphan: Stored = {
    at: checkout,
    secret: override({ id: uuidOf(302), key: 'GONE', overrides: gone }),
  };
  const address = 'shop/production/application/checkout/GONE';

  it('is an override whose secret other lists of its project do not hold either', () => {
    for (const overridden of ['listed', 'hidden'] as const) {
      const audit = auditOf([above, orphan], { overridden });
      expect(cellAt(audit, address)).toMatchObject({
        verdict: 'orphan',
        parentId: gone.id,
        winner: 'APPLICATION',
      });
    }
  });

  it('is one also where the only list is seen to hold what is overridden', () => {
    const stored = [above, at({}), orphan];
    expect(cellAt(auditOf(stored, { services: [checkout] }), address).verdict).toBe('orphan');
  });

  it('is none where no other list could tell', () => {
    for (const overridden of ['listed', 'hidden'] as const) {
      const audit = auditOf([orphan], { services: [checkout], overridden });
      expect(cellAt(audit, address).verdict).toBe('unmanaged');
    }
  });

  it('is none where every list has an override of it, or one list holds it', () => {
    const ofWorker: Stored = {
      at: worker,
      secret: override({ id: uuidOf(303), key: 'GONE', overrides: gone, scope: 'CONTAINER' }),
    };
    expect(verdicts(auditOf([orphan, ofWorker], { overridden: 'hidden' }))).toEqual({
      [address]: 'unmanaged',
      'shop/production/container/worker/GONE': 'unmanaged',
    });
    const held: Stored = { at: shop, secret: secret(777, { key: 'GONE' }) };
    expect(cellAt(auditOf([orphan, held], { overridden: 'hidden' }), address).verdict).toBe('unmanaged');
  });

  it('is one that does not say of what, where nothing above has its key', () => {
    const lone = override({ id: uuidOf(304), key: 'LONE', overrides: null });
    const audit = auditOf([{ at: checkout, secret: lone }]);
    expect(cellAt(audit, 'shop/production/application/checkout/LONE').verdict).toBe('orphan');
  });
});

describe('the verdict beside manifests', () => {
  it.each<[string, Partial<RemoteSecret>, AuditSetup, string, boolean]>([
    ['declared by its stack', { description: marked }, { manifests: declaring(declare()) }, 'managed', false],
    [
      'declared by another',
      { description: marked },
      { manifests: declaring(declare({ stack: 'back' })) },
      'other-stack',
      true,
    ],
    ['declared, but typed by hand', {}, { manifests: declaring(declare()) }, 'unmanaged', true],
    [
      'declared, of another version',
      { description: '[qoverride:2:storefront:x]' },
      { manifests: declaring(declare()) },
      'other-stack',
      true,
    ],
    ['no longer declared', { description: marked }, { manifests: elsewhere }, 'undeclared', true],
    [
      'no longer declared, and edited',
      { description: marked, ownTime: 0 },
      { manifests: elsewhere },
      'undeclared',
      true,
    ],
    [
      'of a stack without manifests',
      { description: describeMarked({ stack: 'back' }) },
      { manifests: elsewhere },
      'other-stack',
      false,
    ],
    [
      'of a stack named outright',
      { description: describeMarked({ stack: 'back' }) },
      { manifests: elsewhere, options: { stacks: ['back'] } },
      'undeclared',
      true,
    ],
    [
      'of a stack that is not the one named',
      { description: marked },
      { options: { stacks: ['back'] } },
      'other-stack',
      false,
    ],
    [
      'of the one named, without manifests',
      { description: marked },
      { options: { stacks: ['storefront'] } },
      'managed',
      false,
    ],
  ])('%s', (_what, live, setup, verdict, isTelling) => {
    const cell = cellAt(auditOf([above, at(live)], setup), CHECKOUT);
    expect(cell.verdict).toBe(verdict);
    expect(isDrift(cell)).toBe(isTelling);
  });

  it('leaves alone what a stack wrote in an environment that none of its manifests names', () => {
    const manifests: AuditManifests = { ...elsewhere, environments: [], entries: [] };
    const named = {
      ...manifests,
      environments: [
        { stack: 'storefront', environment: { ...production, id: uuidOf(4), environmentId: uuidOf(4) } },
      ],
    };
    expect(verdictAt({ description: marked }, { manifests: named })).toBe('managed');
  });

  it('misses what is declared and not there, and says where it is declared', () => {
    const declared = declare();
    const audit = auditOf([above], { manifests: declaring(declared) });
    expect(cellAt(audit, CHECKOUT)).toMatchObject({
      verdict: 'missing',
      winner: 'PROJECT',
      parentId: parent.id,
      overrideId: null,
      location: declared.location,
    });
    expect(cellAt(audit, WORKER).verdict).toBe('inherited');
  });

  it('misses what has nothing to override, with the reason; an optional one needs nothing', () => {
    const audit = auditOf([], { manifests: declaring(declare()) });
    expect(cellAt(audit, CHECKOUT)).toMatchObject({ verdict: 'missing', winner: null, parentId: null });
    expect(audit.diagnostics).toMatchObject([{ severity: 'error', code: 'no-parent', address: CHECKOUT }]);
    const optional = auditOf([], { manifests: declaring(declare({ optional: true })) });
    expect(optional.cells).toEqual([]);
    expect(optional.diagnostics).toMatchObject([{ severity: 'warning', code: 'no-parent' }]);
  });

  it('reports a declared service that is not there', () => {
    const lost: ScopeResolution = {
      kind: 'missing',
      code: 'no-service',
      message: 'no application chekout',
      hint: null,
    };
    const audit = auditOf([above, at({ description: marked })], { manifests: declaring(declare(), lost) });
    expect(audit.diagnostics).toMatchObject([{ severity: 'error', code: 'no-service' }]);
    expect(cellAt(audit, CHECKOUT).verdict).toBe('managed');
  });
});
