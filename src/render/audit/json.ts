import type { Audit, AuditCell, AuditVerdict } from '../../model/audit.js';
import type { Failure } from '../../model/failure.js';
import type { RequestUsage } from '../../model/plan.js';
import type { Scope } from '../../model/scope.js';
import { formatTime } from '../../text/time.js';
import {
  FORMAT_VERSION,
  diagnosticsOfFailure,
  diagnosticsToJson,
  locationToJson,
  renderJson,
} from '../json/json.js';
import { outsideEditToJson } from '../text/outside-edit-text.js';

/** An audit, and the facts about the run that its JSON contains. */
export interface AuditJsonInput {
  /** From `buildAudit`. */
  readonly audit: Audit;
  /** From the client. */
  readonly usage: RequestUsage;
  /** Value of `tool.version`. */
  readonly toolVersion: string;
}

/** Renders an audit as the object described by `schemas/audit.schema.json`. */
export const renderAuditJson = (input: AuditJsonInput): string => renderJson(auditToJson(input));

/** Converts an audit to the object described by `schemas/audit.schema.json`. */
export const auditToJson = ({ audit, usage, toolVersion }: AuditJsonInput): object =>
  toReport(audit, usage, toolVersion);

/** A failure that ended an audit. */
export interface AuditFailureInput {
  readonly failure: Failure;
  /** Null if no request was made. */
  readonly usage: RequestUsage | null;
  readonly toolVersion: string;
}

/** Renders a failure as an object with the same shape as an audit, but without cells. */
export const renderAuditFailureJson = ({ failure, usage, toolVersion }: AuditFailureInput): string =>
  renderJson(
    toReport({ ...NO_AUDIT, diagnostics: diagnosticsOfFailure(failure) }, usage, toolVersion, false),
  );

const NO_AUDIT: Omit<Audit, 'diagnostics'> = {
  scopes: [],
  unread: [],
  cells: [],
  summary: {
    inherited: 0,
    managed: 0,
    'edited-outside': 0,
    unmanaged: 0,
    'foreign-owner': 0,
    'own-secret': 0,
    orphan: 0,
    'other-stack': 0,
    missing: 0,
    undeclared: 0,
  },
};

const toReport = (
  audit: Audit,
  usage: RequestUsage | null,
  toolVersion: string,
  isComplete = audit.unread.length === 0,
): object => ({
  formatVersion: FORMAT_VERSION,
  tool: { name: 'qoverride', version: toolVersion },
  complete: isComplete,
  summary: summaryToJson(audit.summary),
  requests: {
    made: usage?.made ?? 0,
    limit: usage?.limit ?? null,
    remaining: usage?.remaining ?? null,
  },
  services: audit.scopes.map(scopeToJson),
  unread: audit.unread.map(scopeToJson),
  cells: audit.cells.map(cellToJson),
  diagnostics: diagnosticsToJson(audit.diagnostics),
});

const summaryToJson = (summary: Readonly<Record<AuditVerdict, number>>): object => ({
  inherited: summary.inherited,
  managed: summary.managed,
  editedOutside: summary['edited-outside'],
  unmanaged: summary.unmanaged,
  foreignOwner: summary['foreign-owner'],
  ownSecret: summary['own-secret'],
  orphan: summary.orphan,
  otherStack: summary['other-stack'],
  missing: summary.missing,
  undeclared: summary.undeclared,
});

const scopeToJson = ({ type, id, project, environment, service }: Scope): object => ({
  id,
  name: service ?? environment ?? project,
  type,
  project,
  environment,
});

const cellToJson = (cell: AuditCell): object => ({
  address: cell.address,
  serviceId: cell.scope.id,
  secretKey: cell.secretKey,
  verdict: cell.verdict,
  winner: cell.winner,
  overrideId: cell.overrideId,
  parentId: cell.parentId,
  parentScope: cell.parentScope,
  stack: cell.stack,
  verified: cell.isVerified,
  description: cell.description,
  owner: cell.owner,
  editedAt: timeToJson(cell.ownTime),
  writtenAt: timeToJson(cell.writtenAt),
  edit: outsideEditToJson(cell.edit),
  location: cell.location === null ? null : locationToJson(cell.location),
});

const timeToJson = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : formatTime(milliseconds);
