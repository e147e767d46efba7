import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../../src/model/scope.js';
import { nameVariables, type VariableWanted } from '../../../../src/plan/import/variable-names.js';

const at = (service: string | null, secretKey: string, place: Partial<Scope> = {}): VariableWanted => ({
  scope: {
    type: service === null ? 'ENVIRONMENT' : 'APPLICATION',
    id: 'id',
    organizationId: null,
    project: 'shop',
    projectId: null,
    environment: 'production',
    environmentId: null,
    service,
    ...place,
  },
  secretKey,
});

const FREE = { taken: new Set<string>(), isCredential: () => false };

describe('nameVariables', () => {
  it('joins service and key', () => {
    expect(
      nameVariables([at('checkout', 'DATABASE_URL'), at('e-mail Worker', 'apiKey'), at(null, 'TOKEN')], FREE),
    ).toEqual(['CHECKOUT_DATABASE_URL', 'E_MAIL_WORKER_API_KEY', 'PRODUCTION_TOKEN']);
  });

  it('puts the environment, the project and the kind in front only where it must', () => {
    const staging = { environment: 'staging' };
    const blog = { project: 'blog' };
    expect(
      nameVariables(
        [
          at('checkout', 'URL'),
          at('checkout', 'URL', staging),
          at('worker', 'URL', staging),
          at('worker', 'KEY'),
          at('worker', 'KEY', blog),
          at('api', 'KEY'),
          at('api', 'KEY', { type: 'JOB' }),
        ],
        FREE,
      ),
    ).toEqual([
      'PRODUCTION_CHECKOUT_URL',
      'STAGING_CHECKOUT_URL',
      'WORKER_URL',
      'SHOP_PRODUCTION_WORKER_KEY',
      'BLOG_PRODUCTION_WORKER_KEY',
      'SHOP_PRODUCTION_API_APPLICATION_KEY',
      'SHOP_PRODUCTION_API_JOB_KEY',
    ]);
  });

  it('keeps away from names that are taken or hold a credential', () => {
    const names = nameVariables([at('vault', 'TOKEN'), at('checkout', 'URL')], {
      taken: new Set(['CHECKOUT_URL']),
      isCredential: (name) => name === 'VAULT_TOKEN',
    });
    expect(names).toEqual(['PRODUCTION_VAULT_TOKEN', 'PRODUCTION_CHECKOUT_URL']);
  });

  it('keeps within what a manifest may name, also where long names are alike', () => {
    const [long, digits] = ['x'.repeat(300), '1'.repeat(300)];
    const names = nameVariables([at(long, 'A'), at(long, 'B'), at(digits, 'A'), at(digits, 'B')], FREE);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Z\d_]{0,254}$/);
  });

  it('gives every secret a name that shells take and nothing else has', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', '1', '-', '_', ' ', 'é', '漢', '.'),
      maxLength: 4,
    });
    const wanted = fc.array(fc.tuple(text, text, text), { maxLength: 20 });
    const taken = fc.array(fc.constantFrom('A_A', 'SECRET', 'SECRET_1', 'B_2'), { maxLength: 3 });
    fc.assert(
      fc.property(wanted, taken, (places, names) => {
        const given = nameVariables(
          places.map(([service, key, environment]) => at(service, key, { environment })),
          { taken: new Set(names), isCredential: (name) => name.startsWith('A_') },
        );
        expect(given).toHaveLength(places.length);
        expect(new Set([...given, ...names]).size).toBe(places.length + new Set(names).size);
        for (const name of given) expect(name).toMatch(/^(?!A_)[A-Z][A-Z\d_]*$/);
      }),
    );
  });
});
