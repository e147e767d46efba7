import { describe, expect, it } from 'vitest';
import { buildAudit } from '../../../../src/plan/audit/build.js';
import {
  auditOf,
  checkout,
  keyring,
  list,
  override,
  parent,
  production,
  secret,
  shop,
  type Stored,
  verdicts,
  worker,
} from '../../../support/worlds/index.js';

const stored: readonly Stored[] = [
  { at: shop, secret: parent },
  { at: shop, secret: secret(202, { key: 'PLAIN' }) },
  { at: checkout, secret: override() },
  { at: worker, secret: secret(501, { key: 'LONE', scope: 'CONTAINER' }) },
];

describe('the rows of an audit', () => {
  it('are the secrets that are overridden or shadowed somewhere', () => {
    expect(Object.keys(verdicts(auditOf(stored)))).toEqual([
      'shop/production/application/checkout/DATABASE_URL',
      'shop/production/container/worker/DATABASE_URL',
    ]);
  });

  it('are all with --all', () => {
    expect(verdicts(auditOf(stored, { options: { showAll: true } }))).toEqual({
      'shop/production/application/checkout/DATABASE_URL': 'unmanaged',
      'shop/production/application/checkout/PLAIN': 'inherited',
      'shop/production/container/worker/DATABASE_URL': 'inherited',
      'shop/production/container/worker/LONE': 'own-secret',
      'shop/production/container/worker/PLAIN': 'inherited',
    });
  });

  it('are those of --target alone, and a glob that matches nothing is warned about', () => {
    const audit = auditOf(stored, { options: { target: ['**/worker/*', 'shop/x/*'], showAll: true } });
    expect(audit.cells.map(({ scope }) => scope.id)).toEqual([worker.id, worker.id, worker.id]);
    expect(audit.diagnostics).toMatchObject([{ severity: 'warning', code: 'target-unmatched' }]);
  });

  it('never look complete where a service could not be read', () => {
    const audit = buildAudit({
      services: [worker, checkout],
      wider: [production, shop],
      listings: new Map([
        [checkout.id, list(stored, checkout)],
        [worker.id, { kind: 'unreadable', code: 'access-denied', message: 'no way', hint: 'ask' }],
      ]),
      keyring,
      manifests: null,
      options: { showAll: false, stacks: [], target: [] },
    });
    expect(audit.unread).toEqual([worker]);
    expect(audit.scopes).toEqual([checkout, worker]);
    expect(audit.diagnostics).toMatchObject([{ severity: 'error', code: 'scope-unread', hint: 'ask' }]);
    expect(audit.cells).toHaveLength(1);
  });
});
