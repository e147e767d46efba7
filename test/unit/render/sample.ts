import type { DeclaredOverride } from '../../../src/model/declared-override.js';
import { createDiagnostic, type Diagnostic } from '../../../src/model/diagnostic.js';
import type { Change, Plan, PlanSummary, RequestUsage } from '../../../src/model/plan.js';
import { SecretValue } from '../../../src/model/secret-value.js';
import type { ValueReference } from '../../../src/model/value-reference.js';
import type { ChangeOutcome, WriteFailure } from '../../../src/model/write.js';
import { declare as declareIn, location } from '../../support/worlds/declared.js';

/** Text that must not come out of any renderer. */
export const PLAINTEXT = 'pl41ntext-of-a-s3cret';

/** 2025-11-23T21:15:00Z. */
export const OWN_TIME = Date.UTC(2025, 10, 23, 21, 15, 0);

export const USAGE: RequestUsage = {
  made: 5,
  limit: 1000,
  remaining: 992,
  resetsAt: Date.UTC(2025, 10, 23, 22, 0, 0),
};

export const NO_LIMITS: RequestUsage = { made: 5, limit: null, remaining: null, resetsAt: null };

/** An override as a manifest declares it, apart from the given parts, all of it at one place. */
export const declare = (parts: Partial<DeclaredOverride> = {}): DeclaredOverride => {
  const place = location(14);
  return declareIn({
    valueFrom: { kind: 'env', name: 'CHECKOUT_DATABASE_URL' },
    location: place,
    places: { target: place, secret: place, value: place, description: null },
    ...parts,
  });
};

/** A create of `shop/production/application/checkout/DATABASE_URL`, apart from the given parts. */
export const change = (parts: Partial<Change> = {}): Change => ({
  address: 'shop/production/application/checkout/DATABASE_URL',
  action: 'create',
  reason: 'missing',
  stack: 'storefront',
  scopeType: 'APPLICATION',
  scope: {
    type: 'APPLICATION',
    id: '0a1b2c3d-0000-4000-8000-000000000001',
    organizationId: '0a1b2c3d-0000-4000-8000-00000000000a',
    project: 'shop',
    projectId: '0a1b2c3d-0000-4000-8000-00000000000b',
    environment: 'production',
    environmentId: '0a1b2c3d-0000-4000-8000-00000000000c',
    service: 'checkout',
  },
  secretKey: 'DATABASE_URL',
  parentId: '0a1b2c3d-0000-4000-8000-0000000000aa',
  overrideId: null,
  ownTime: null,
  writtenAt: null,
  edit: null,
  before: null,
  after: { description: null, enableInterpolationInFile: null },
  value: new SecretValue(PLAINTEXT),
  declared: declare(),
  ...parts,
});

const OVERRIDE_ID = '0a1b2c3d-0000-4000-8000-0000000000bb';

/** An update of a live override, apart from the given parts. */
export const update = (parts: Partial<Change> = {}): Change =>
  change({
    action: 'update',
    reason: 'value-changed',
    overrideId: OVERRIDE_ID,
    ownTime: OWN_TIME,
    before: { description: null, enableInterpolationInFile: null },
    ...parts,
  });

/** An override that is as declared. */
export const inSync = (address: string): Change => update({ address, action: 'none', reason: 'in-sync' });

/** A plan of some changes, counted as the summary counts them. */
export const planOf = (changes: readonly Change[], diagnostics: readonly Diagnostic[] = []): Plan => {
  const count = (has: (entry: Change) => boolean): number => changes.filter(has).length;
  const summary: PlanSummary = {
    create: count(({ action }) => action === 'create'),
    update: count(({ action }) => action === 'update'),
    delete: count(({ action }) => action === 'delete'),
    inSync: count(({ reason }) => reason === 'in-sync'),
    unknown: count(({ reason }) => reason === 'value-unknown'),
    blocked: count(({ action }) => action === 'blocked'),
    adopt: count(({ reason }) => reason === 'adopt'),
    unmanaged: 0,
  };
  return { changes, diagnostics, summary };
};

/** One override for each source a value can come from. */
export const SOURCES = {
  literal: { kind: 'literal', value: new SecretValue(PLAINTEXT) },
  env: { kind: 'env', name: 'CHECKOUT_DATABASE_URL' },
  file: { kind: 'file', path: 'certs/checkout.pem' },
  sops: {
    kind: 'read',
    read: { kind: 'sops', file: 'secrets/production.enc.yaml', format: null },
    source: null,
    path: ['stripe', 'key'],
  },
  exec: {
    kind: 'read',
    read: { kind: 'exec', command: ['op', 'read', PLAINTEXT], format: 'json', timeout: null },
    source: null,
    path: ['list', 0, '0', 'two words'],
  },
  vault: {
    kind: 'read',
    read: { kind: 'vault', mount: 'secret', path: 'prod/db', version: 3, kvVersion: null },
    source: null,
    path: ['password'],
  },
  source: {
    kind: 'read',
    read: { kind: 'exec', command: ['op', 'read', PLAINTEXT], format: 'json', timeout: null },
    source: 'db',
    path: ['payments', 'token'],
  },
} as const satisfies Record<string, ValueReference>;

/** A plan with every kind of change that a reader can meet. */
export const FULL_PLAN: Plan = planOf(
  [
    update({
      address: 'shop/production/PAYMENTS_TOKEN',
      secretKey: 'PAYMENTS_TOKEN',
      scopeType: 'ENVIRONMENT',
      reason: 'edited-outside',
      declared: declare({
        valueFrom: SOURCES.source,
        location: { file: 'overrides/prod.yaml', line: 52, column: 5 },
      }),
    }),
    change({
      after: { description: "Checkout's own replica", enableInterpolationInFile: null },
      declared: declare({ description: "Checkout's own replica" }),
    }),
    inSync('shop/production/application/checkout/SESSION_KEY'),
    update({
      address: 'shop/production/application/checkout/TLS_CERT',
      secretKey: 'TLS_CERT',
      reason: 'metadata-changed',
      before: { description: 'Certificate of the old shop', enableInterpolationInFile: true },
      after: { description: 'Certificate of the new shop', enableInterpolationInFile: false },
      declared: declare({
        valueFrom: { kind: 'file', path: 'certs/checkout.pem' },
        description: 'Certificate of the new shop',
        enableInterpolationInFile: false,
        location: { file: 'overrides/prod.yaml', line: 23, column: 5 },
      }),
    }),
    change({
      address: 'shop/production/application/chekout/API_KEY',
      secretKey: 'API_KEY',
      action: 'blocked',
      reason: 'no-service',
      scope: null,
      parentId: null,
      after: null,
      declared: declare({ location: { file: 'overrides/prod.yaml', line: 31, column: 5 } }),
    }),
    update({
      address: 'shop/production/container/worker/LEGACY_KEY',
      secretKey: 'LEGACY_KEY',
      scopeType: 'CONTAINER',
      action: 'delete',
      reason: 'undeclared',
      before: { description: 'Left from the old worker', enableInterpolationInFile: null },
      after: null,
      value: null,
      declared: null,
    }),
    update({
      address: 'shop/production/container/worker/STRIPE_KEY',
      secretKey: 'STRIPE_KEY',
      scopeType: 'CONTAINER',
      reason: 'adopt',
      declared: declare({
        valueFrom: SOURCES.sops,
        location: { file: 'overrides/prod.yaml', line: 40, column: 5 },
      }),
    }),
  ],
  [
    createDiagnostic({
      severity: 'error',
      code: 'no-service',
      message: 'there is no application chekout in shop/production',
      hint: 'did you mean checkout?',
      address: 'shop/production/application/chekout/API_KEY',
      location: { file: 'overrides/prod.yaml', line: 31, column: 18 },
    }),
  ],
);

/** A write that failed, apart from the given parts. */
export const failedWrite = (parts: Partial<WriteFailure> = {}): WriteFailure => ({
  kind: 'failed',
  code: 'access-denied',
  message: 'the API answered 403 Forbidden',
  hint: 'the token needs a role that may edit this environment',
  fatal: false,
  ...parts,
});

/** The outcome of a change: unchanged, apart from the given parts. */
export const outcomeOf = (planned: Change, parts: Partial<ChangeOutcome> = {}): ChangeOutcome => ({
  change: planned,
  outcome: 'unchanged',
  error: null,
  overrideId: planned.overrideId,
  markerTime: null,
  startedAt: null,
  endedAt: null,
  ...parts,
});

/** An apply of the full plan's writes in which one failed, so that the delete was not attempted. */
export const FULL_OUTCOMES: readonly ChangeOutcome[] = FULL_PLAN.changes.map((planned) => {
  const times = { startedAt: OWN_TIME, endedAt: OWN_TIME + 400 };
  switch (planned.action) {
    case 'create':
      return outcomeOf(planned, { outcome: 'applied', overrideId: OVERRIDE_ID, ...times });
    case 'update':
      return planned.reason === 'adopt'
        ? outcomeOf(planned, { outcome: 'failed', error: failedWrite(), ...times })
        : outcomeOf(planned, { outcome: 'applied', ...times });
    case 'delete':
      return outcomeOf(planned, { outcome: 'not-attempted' });
    case 'none':
    case 'blocked':
      return outcomeOf(planned);
  }
});
