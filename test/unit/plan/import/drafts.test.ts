import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../../src/model/scope.js';
import { draftDocuments, type DraftInput, type Drafts } from '../../../../src/plan/import/drafts.js';
import type { ImportableOverride } from '../../../../src/plan/import/importable.js';
import { checkout, production, shop, uuidOf, worker } from '../../../support/worlds/index.js';

const staging: Scope = { ...production, id: uuidOf(4), environmentId: uuidOf(4), environment: 'staging' };

const at = (scope: Scope, fields: Partial<ImportableOverride> = {}): ImportableOverride => ({
  address: `${scope.environment ?? ''}/${scope.service ?? ''}/DATABASE_URL`,
  scope,
  id: uuidOf(301),
  secretKey: 'DATABASE_URL',
  secret: 'DATABASE_URL',
  stack: null,
  description: null,
  enableInterpolationInFile: null,
  ownTime: 0,
  ...fields,
});

const draft = (overrides: readonly ImportableOverride[], input: Partial<DraftInput> = {}): Drafts =>
  draftDocuments({
    overrides,
    environments: [production, staging],
    services: [checkout, worker],
    organization: 'Acme',
    byId: { project: false, environment: false },
    stack: 'default',
    avoid: { taken: new Set(), isCredential: () => false },
    ...input,
  });

describe('draftDocuments', () => {
  it('drafts a document with its overrides, and names the variables for their values', () => {
    const override = at(checkout, { stack: 'storefront', description: 'Set by hand' });
    expect(draft([override])).toEqual({
      documents: [
        {
          environmentId: production.id,
          draft: {
            stack: 'storefront',
            organization: 'Acme',
            project: 'shop',
            environment: 'production',
            overrides: [
              {
                scopeType: 'APPLICATION',
                service: 'checkout',
                secret: 'DATABASE_URL',
                env: 'CHECKOUT_DATABASE_URL',
                description: 'Set by hand',
                enableInterpolationInFile: null,
              },
            ],
          },
        },
      ],
      variables: [{ name: 'CHECKOUT_DATABASE_URL', address: override.address }],
    });
  });

  it('makes a document for each stack of each environment, in that order', () => {
    const { documents } = draft([
      at(staging),
      at(worker, { stack: 'web' }),
      at(checkout, { stack: 'api' }),
      at(production),
    ]);
    expect(documents.map((document) => `${document.draft.environment} ${document.draft.stack}`)).toEqual([
      'production api',
      'production default',
      'production web',
      'staging default',
    ]);
  });

  it('puts an override at project scope into the first environment of its project', () => {
    const { documents } = draft([at(shop)], { environments: [staging, production] });
    expect(documents.map(({ environmentId }) => environmentId)).toEqual([production.id]);
    expect(documents[0]?.draft.overrides[0]).toMatchObject({ scopeType: 'PROJECT', service: null });
  });

  it('writes UUIDs where a name would mean several, or was not asked for', () => {
    const twin = { ...checkout, id: uuidOf(103) };
    const { documents } = draft([at(checkout)], {
      services: [checkout, twin],
      byId: { project: true, environment: true },
    });
    expect(documents[0]?.draft).toMatchObject({
      project: shop.id,
      environment: production.id,
      overrides: [{ service: checkout.id }],
    });
  });

  it('tells apart services of one name by their kind, and environments by their project', () => {
    const twin: Scope = { ...checkout, type: 'JOB', id: uuidOf(103) };
    const blog: Scope = {
      ...production,
      id: uuidOf(5),
      environmentId: uuidOf(5),
      project: 'blog',
      projectId: uuidOf(6),
    };
    const { documents } = draft([at(checkout)], {
      services: [checkout, twin],
      environments: [production, blog],
    });
    expect(documents[0]?.draft).toMatchObject({
      environment: 'production',
      overrides: [{ service: 'checkout' }],
    });
  });

  it('gives no variable a name that is taken or holds a credential', () => {
    const avoid = {
      taken: new Set(['CHECKOUT_DATABASE_URL']),
      isCredential: (name: string) => name === 'PRODUCTION_CHECKOUT_DATABASE_URL',
    };
    const { variables } = draft([at(checkout)], { avoid });
    expect(variables.map(({ name }) => name)).toEqual(['SHOP_PRODUCTION_CHECKOUT_DATABASE_URL']);
  });

  it('passes over what lies in no environment in question', () => {
    const elsewhere = at({ ...checkout, environmentId: uuidOf(99) });
    expect(draft([elsewhere]).documents).toEqual([]);
  });
});
