import { createDiagnostic } from '../../../../src/model/diagnostic.js';
import {
  type Audit,
  type AuditCell,
  type AuditVerdict,
  AUDIT_VERDICTS,
} from '../../../../src/model/audit.js';
import type { Scope } from '../../../../src/model/scope.js';
import { OWN_TIME } from '../sample.js';

const id = (number: number): string => `0a1b2c3d-0000-4000-8000-${String(number).padStart(12, '0')}`;

const production: Scope = {
  type: 'ENVIRONMENT',
  id: id(3),
  organizationId: id(1),
  project: 'shop',
  projectId: id(2),
  environment: 'production',
  environmentId: id(3),
  service: null,
};
const checkout: Scope = { ...production, type: 'APPLICATION', id: id(4), service: 'checkout' };
const worker: Scope = { ...production, type: 'CONTAINER', id: id(5), service: 'worker' };

const HOUR = 3_600_000;

const cell = (secretKey: string, verdict: AuditVerdict, parts: Partial<AuditCell> = {}): AuditCell => ({
  address: `shop/production/application/checkout/${secretKey}`,
  scope: checkout,
  secretKey,
  verdict,
  winner: 'APPLICATION',
  overrideId: id(20),
  parentId: id(10),
  parentScope: 'PROJECT',
  stack: null,
  isVerified: false,
  description: null,
  owner: null,
  ownTime: OWN_TIME,
  writtenAt: null,
  edit: null,
  location: null,
  ...parts,
});

const ours: Partial<AuditCell> = {
  stack: 'storefront',
  isVerified: true,
  description: 'Its own',
  writtenAt: OWN_TIME - HOUR,
};
const location = { file: 'overrides/prod.yaml', line: 14, column: 5 };

const cells: readonly AuditCell[] = [
  cell('ALPHA', 'managed', { ...ours, writtenAt: OWN_TIME }),
  {
    ...cell('ALPHA', 'inherited', { winner: 'PROJECT', overrideId: null }),
    address: 'shop/production/container/worker/ALPHA',
    scope: worker,
  },
  cell('BETA', 'edited-outside', ours),
  cell('CHI', 'edited-outside', {
    ...ours,
    edit: { by: 'Jane Doe', origin: 'CONSOLE', at: OWN_TIME, isCertain: true },
  }),
  cell('DELTA', 'unmanaged', { description: 'Typed by hand' }),
  cell('EPSILON', 'unmanaged', { stack: 'storefront' }),
  cell('ETA', 'foreign-owner', { owner: 'Doppler' }),
  cell('IOTA', 'own-secret', { overrideId: null }),
  cell('KAPPA', 'own-secret', { overrideId: null, parentId: null, parentScope: null }),
  cell('LAMBDA', 'orphan', ours),
  cell('MU', 'other-stack', { ...ours, stack: 'back-office', location }),
  cell('NU', 'missing', { winner: 'PROJECT', overrideId: null, ownTime: null, location }),
  cell('OMEGA', 'undeclared', ours),
  {
    ...cell('PI', 'unmanaged', { winner: 'ENVIRONMENT' }),
    address: 'shop/production/PI',
    scope: production,
  },
];

/** Puts cells together to an audit. */
export const auditOf = (listed: readonly AuditCell[], parts: Partial<Audit> = {}): Audit => ({
  scopes: [production, checkout, worker],
  unread: [],
  cells: listed,
  summary: Object.fromEntries(
    AUDIT_VERDICTS.map((verdict) => [verdict, listed.filter((one) => one.verdict === verdict).length]),
  ) as Audit['summary'],
  diagnostics: [],
  ...parts,
});

/** An audit with every verdict, and a service that could not be read. */
export const FULL_AUDIT: Audit = auditOf(cells, {
  unread: [{ ...worker, id: id(6), service: 'secretive' }],
  diagnostics: [
    createDiagnostic({
      severity: 'error',
      code: 'scope-unread',
      message:
        'container secretive is not in this audit: the API token may not read its secrets (status 403)',
      hint: 'give the token a role that may read this environment',
    }),
  ],
});

/** A cell to make many of. */
export const sampleCell = cell;
