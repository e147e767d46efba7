import { describe, expect, it } from 'vitest';
import type { Listing, RemoteSecret } from '../../../../src/model/remote-secret.js';
import { collectImport, type ImportFindings, type ImportInput } from '../../../../src/plan/import/collect.js';
import {
  checkout,
  declare,
  describeMarked,
  entry,
  override,
  parent,
  production,
  read,
  secret,
  shop,
  uuidOf,
  worker,
} from '../../../support/worlds/index.js';

/** Collects from lists by scope; what is not listed was not read. */
const collect = (
  listings: Readonly<Record<string, Listing>>,
  input: Partial<ImportInput> = {},
): ImportFindings =>
  collectImport({
    services: [checkout, worker],
    wider: [production, shop],
    listings: new Map(Object.entries(listings)),
    stack: 'default',
    declared: [],
    ...input,
  });

const atCheckout = (...secrets: readonly RemoteSecret[]): ImportFindings =>
  collect({ [checkout.id]: read(parent, ...secrets) });

const codesOf = ({ diagnostics }: ImportFindings): readonly string[] =>
  diagnostics.map(({ severity, code }) => `${severity} ${code}`);

describe('collectImport', () => {
  it('finds an override as a manifest can declare it', () => {
    expect(atCheckout(override({ description: 'Set by hand' }))).toEqual({
      overrides: [
        {
          address: 'shop/production/application/checkout/DATABASE_URL',
          scope: checkout,
          id: override().id,
          secretKey: 'DATABASE_URL',
          secret: 'DATABASE_URL',
          stack: null,
          description: 'Set by hand',
          enableInterpolationInFile: null,
          ownTime: override().ownTime,
        },
      ],
      live: new Set([`${checkout.id} DATABASE_URL`]),
      declared: 0,
      diagnostics: [],
    });
  });

  it('keeps the stack of a marker, and leaves the marker out of the description', () => {
    const [found] = atCheckout(
      override({ description: describeMarked({ text: 'Ours', stack: 'web' }) }),
    ).overrides;
    expect(found).toMatchObject({ stack: 'web', description: 'Ours' });
  });

  it('writes interpolation down only where it is on', () => {
    const interpolations = [true, false, null].map(
      (enableInterpolationInFile) =>
        atCheckout(override({ enableInterpolationInFile })).overrides[0]?.enableInterpolationInFile,
    );
    expect(interpolations).toEqual([true, null, null]);
  });

  it('says nothing of secrets of a service of its own, of aliases and of what is only inherited', () => {
    const own = secret(302, { key: 'OWN', scope: 'APPLICATION' });
    const alias = secret(303, {
      key: 'ALIAS',
      scope: 'APPLICATION',
      aliasOf: { id: parent.id, key: parent.key, scope: parent.scope },
    });
    expect(atCheckout(own, alias)).toEqual({ overrides: [], live: new Set(), declared: 0, diagnostics: [] });
  });

  it('names a secret by its UUID where several share its key', () => {
    const twin = secret(202, { scope: 'ENVIRONMENT' });
    const [found] = atCheckout(twin, override()).overrides;
    expect(found?.secret).toBe(parent.id);
  });

  it('counts what is already declared, and warns of nothing about it', () => {
    const long = override({ description: 'x'.repeat(255) });
    const findings = collect({ [checkout.id]: read(parent, long) }, { declared: [entry(declare())] });
    expect(findings).toMatchObject({ overrides: [], declared: 1, diagnostics: [] });
  });

  it.each([
    [
      'of a secret that is gone',
      override({ overrides: { id: uuidOf(999), key: 'DATABASE_URL', scope: 'ENVIRONMENT' } }),
    ],
    ['with a marker of another version', override({ description: 'Ours [qoverride:2:storefront:x]' })],
    ['that another system owns', override({ ownedBy: 'Doppler' })],
    ['of which the API does not say what it overrides', override({ overrides: null })],
  ])('warns of an override %s, and leaves it out', (_, live) => {
    const findings = collect({
      [checkout.id]: read(parent, live),
      [production.id]: read(parent),
      [shop.id]: read(parent),
    });
    expect(findings.overrides).toEqual([]);
    expect(codesOf(findings)).toEqual(['warning not-imported']);
    expect(findings.diagnostics[0]?.address).toBe('shop/production/application/checkout/DATABASE_URL');
  });

  it('says that it changed a description that leaves no room for a marker', () => {
    const findings = atCheckout(override({ description: 'x'.repeat(255) }));
    expect(codesOf(findings)).toEqual(['warning description-changed']);
    expect(findings.overrides[0]?.description?.length).toBeLessThan(255);
  });

  it('says of what it could not read that nothing of it was imported', () => {
    const denied: Listing = { kind: 'unreadable', code: 'access-denied', message: 'no', hint: null };
    const findings = collect({ [checkout.id]: read(parent, override()), [worker.id]: denied });
    expect(findings.overrides).toHaveLength(1);
    expect(findings.diagnostics).toMatchObject([
      { code: 'scope-unread', message: expect.stringContaining('worker') as string },
    ]);
  });

  it('knows from the lists of services what hangs on their environment', () => {
    const wide = override({ scope: 'ENVIRONMENT' });
    const findings = atCheckout(wide);
    expect(findings.overrides.map(({ address }) => address)).toEqual(['shop/production/DATABASE_URL']);
  });

  it('sorts by address, whatever the order of the input', () => {
    const listings = {
      [checkout.id]: read(parent, override()),
      [worker.id]: read(override({ id: uuidOf(302), scope: 'CONTAINER' }), parent),
    };
    const findings = collect(listings);
    expect(findings.overrides.map(({ address }) => address)).toEqual([
      'shop/production/application/checkout/DATABASE_URL',
      'shop/production/container/worker/DATABASE_URL',
    ]);
    expect(collect(listings, { services: [worker, checkout] })).toEqual(findings);
  });
});
