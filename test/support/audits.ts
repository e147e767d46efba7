import { formatAddress } from '../../src/model/address.js';
import { AUDIT_VERDICTS, type Audit, type AuditCell, type AuditVerdict } from '../../src/model/audit.js';
import { createDiagnostic, type Diagnostic } from '../../src/model/diagnostic.js';
import { isServiceType, type Scope, type ScopeType } from '../../src/model/scope.js';

/** 2026-01-15T08:30:00Z. */
export const AUDIT_TIME = Date.UTC(2026, 0, 15, 8, 30, 0);

const DAY = 24 * 60 * 60 * 1000;

/** An id that follows from what it is made of. */
const idOf = (kind: number, number: number): string =>
  `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A scope of an audit; `number` makes its id. */
export const auditScope = (
  number: number,
  type: ScopeType,
  project: string,
  environment: string | null,
  service: string | null,
): Scope => ({
  type,
  id: idOf(1, number),
  organizationId: idOf(2, 1),
  project,
  projectId: idOf(3, 1),
  environment,
  environmentId: environment === null ? null : idOf(4, 1),
  service,
});

/** A cell that inherits from the project, but for the given parts. */
export const auditCell = (scope: Scope, secretKey: string, parts: Partial<AuditCell> = {}): AuditCell => ({
  address: formatAddress(scope, secretKey),
  scope,
  secretKey,
  verdict: 'inherited',
  winner: 'PROJECT',
  overrideId: null,
  parentId: idOf(5, secretKey.length),
  parentScope: 'PROJECT',
  stack: null,
  isVerified: false,
  description: null,
  owner: null,
  ownTime: AUDIT_TIME - 90 * DAY,
  writtenAt: null,
  edit: null,
  location: null,
  ...parts,
});

/** An audit of these cells. */
export const auditOf = (
  scopes: readonly Scope[],
  cells: readonly AuditCell[],
  parts: Partial<Audit> = {},
): Audit => ({
  scopes,
  unread: [],
  cells,
  summary: Object.fromEntries(
    AUDIT_VERDICTS.map((verdict) => [verdict, cells.filter((cell) => cell.verdict === verdict).length]),
  ) as Audit['summary'],
  diagnostics: [],
  ...parts,
});

/** What a cell of each verdict holds besides. */
const partsOf = (verdict: AuditVerdict, scope: Scope, number: number): Partial<AuditCell> => {
  const there = {
    verdict,
    winner: scope.type,
    overrideId: idOf(6, number),
    ownTime: AUDIT_TIME - (number % 60) * DAY,
  };
  const ours = { stack: 'storefront', isVerified: true, writtenAt: there.ownTime };
  switch (verdict) {
    case 'inherited':
      return {};
    case 'managed':
      return { ...there, ...ours, description: `Its own, of ${String(number)}` };
    case 'edited-outside':
      return {
        ...there,
        ...ours,
        writtenAt: there.ownTime - DAY,
        edit: { by: 'Jane Doe', origin: 'CONSOLE', at: there.ownTime, isCertain: number % 2 === 0 },
      };
    case 'unmanaged':
      return { ...there, description: 'Set in the console' };
    case 'foreign-owner':
      return { ...there, owner: 'DOPPLER' };
    case 'own-secret':
      return { ...there, overrideId: null };
    case 'orphan':
      return { ...there, parentId: null, parentScope: null };
    case 'other-stack':
      return { ...there, ...ours, stack: 'payments' };
    case 'missing':
      return { verdict, location: { file: 'overrides/production.yaml', line: 10 + number, column: 5 } };
    case 'undeclared':
      return { ...there, ...ours };
  }
};

const KEYS = [
  'DATABASE_URL',
  'JWT_SIGNING_KEY',
  'PAYMENTS_TOKEN',
  'REDIS_URL',
  'S3_ACCESS_KEY',
  'SENTRY_DSN',
  'SESSION_SECRET',
  'SMTP_PASSWORD',
  'STRIPE_KEY',
  'TLS_CERT',
  'WEBHOOK_SIGNATURE',
];

/** What is not inherited in `sampleAudit`: scope, key, verdict. */
const SAMPLE: readonly (readonly [number, string, AuditVerdict])[] = [
  [0, 'PAYMENTS_TOKEN', 'managed'],
  [1, 'DATABASE_URL', 'managed'],
  [1, 'TLS_CERT', 'managed'],
  [1, 'STRIPE_KEY', 'edited-outside'],
  [2, 'DATABASE_URL', 'managed'],
  [2, 'SMTP_PASSWORD', 'missing'],
  [3, 'STRIPE_KEY', 'unmanaged'],
  [3, 'REDIS_URL', 'foreign-owner'],
  [3, 'WEBHOOK_SIGNATURE', 'orphan'],
  [4, 'SENTRY_DSN', 'own-secret'],
  [5, 'DATABASE_URL', 'managed'],
  [5, 'SESSION_SECRET', 'undeclared'],
  [6, 'DATABASE_URL', 'other-stack'],
  [6, 'JWT_SIGNING_KEY', 'managed'],
];

/** A small shop in which every verdict occurs. */
export const sampleAudit = (parts: Partial<Audit> = {}): Audit => {
  const scopes = [
    auditScope(1, 'ENVIRONMENT', 'shop', 'production', null),
    auditScope(2, 'APPLICATION', 'shop', 'production', 'checkout'),
    auditScope(3, 'APPLICATION', 'shop', 'production', 'storefront'),
    auditScope(4, 'CONTAINER', 'shop', 'production', 'worker'),
    auditScope(5, 'JOB', 'shop', 'production', 'nightly-reports'),
    auditScope(6, 'APPLICATION', 'shop', 'staging', 'checkout'),
    auditScope(7, 'CONTAINER', 'shop', 'staging', 'worker'),
  ];
  const exceptions = new Map(SAMPLE.map(([scope, key, verdict]) => [`${String(scope)} ${key}`, verdict]));
  const cells = scopes.flatMap((scope, index) =>
    KEYS.flatMap((key, row) => {
      const verdict = exceptions.get(`${String(index)} ${key}`) ?? 'inherited';
      if (verdict === 'inherited' && (!isServiceType(scope.type) || key === 'WEBHOOK_SIGNATURE')) return [];
      return [auditCell(scope, key, partsOf(verdict, scope, index * KEYS.length + row))];
    }),
  );
  return auditOf(scopes, cells, parts);
};

/** An organization of that size, in which one cell of twenty is not inherited; what it holds follows from the sizes alone. */
export const largeAudit = (services: number, secrets: number): Audit => {
  const perEnvironment = 40;
  const scopes = Array.from({ length: services }, (_, index) => {
    const environment = Math.floor(index / perEnvironment);
    const kind = (['APPLICATION', 'CONTAINER', 'JOB'] as const)[index % 3] ?? 'JOB';
    return auditScope(
      index,
      kind,
      `project-${String(Math.floor(environment / 5))}`,
      ['production', 'staging', 'preview-a', 'preview-b', 'development'][environment % 5] ?? 'other',
      `service-${String(index).padStart(4, '0')}`,
    );
  });
  const cells = scopes.flatMap((scope, column) =>
    Array.from({ length: secrets }, (_, row) => {
      const number = column * secrets + row;
      const telling = (column * 7 + row * 13) % 20 === 0;
      const verdict = telling ? (AUDIT_VERDICTS[1 + (number % 9)] ?? 'managed') : 'inherited';
      return auditCell(scope, `SECRET_${String(row).padStart(3, '0')}`, partsOf(verdict, scope, number));
    }),
  );
  return auditOf(scopes, cells);
};

/** A finding about something that could not be read. */
export const unreadFinding = (address: string): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code: 'scope-unread',
    message: `${address} is not in this audit: the API refused the token (HTTP 403).`,
    hint: 'Give a token that may read it.',
    address,
  });
