import { type Diagnostic, createDiagnostic } from '../../model/diagnostic.js';
import type { Explanation } from '../../model/explanation.js';
import type { Drift, OutsideEdit } from '../../model/outside-edit.js';
import type { Change, Plan } from '../../model/plan.js';
import { hasDrifted } from '../verdict.js';
import type { Audit, AuditCell } from '../../model/audit.js';

/** Finds what of a plan was edited outside after our last write. */
export const findDrifts = ({ changes }: Plan): readonly Drift[] => [
  ...new Map(
    changes.flatMap((change) => readDrift(change) ?? []).map((drift) => [drift.overrideId, drift]),
  ).values(),
];

/** Puts names to the edits of a plan; `edits` go by the UUID of the override. */
export const nameEdits = (plan: Plan, edits: ReadonlyMap<string, OutsideEdit>): Plan => ({
  ...plan,
  changes: plan.changes.map((change) => ({
    ...change,
    edit: change.overrideId === null ? null : (edits.get(change.overrideId) ?? null),
  })),
});

/** Says that the event log names nobody; `gap` why it may be incomplete. */
export const reportUnnamed = ({ address }: Drift, gap: string | null): Diagnostic =>
  createDiagnostic({
    severity: 'info',
    code: 'edit-unnamed',
    message: `the event log does not say who edited this override${gap === null ? '' : `: ${gap}`}`,
    address,
  });

/** Says that an event log could not be read; the plan or audit stands without the names. */
export const reportUnreadable = ({ message, hint }: Explanation): Diagnostic =>
  createDiagnostic({
    severity: 'warning',
    code: 'events-unreadable',
    message: `--who cannot name who edited what outside: ${message}`,
    hint,
  });

const readDrift = (change: Change): Drift | null => {
  const { address, scope, secretKey, overrideId, ownTime, writtenAt, declared } = change;
  if (!isEdited(change)) return null;
  if (scope === null || overrideId === null || ownTime === null || writtenAt === null) return null;
  return {
    address,
    scope,
    organization: declared?.organization ?? null,
    secretKey,
    overrideId,
    ownTime,
    writtenAt,
  };
};

/** Those with the verdict, and what `--prune` would delete though somebody edited it. */
const isEdited = ({ reason, ownTime, writtenAt }: Change): boolean =>
  reason === 'edited-outside' ||
  (reason === 'undeclared' && ownTime !== null && writtenAt !== null && hasDrifted(ownTime, writtenAt));

/** Finds what of an audit was edited outside after our last write. */
export const findAuditDrifts = ({ cells }: Audit): readonly Drift[] =>
  cells.flatMap((cell) => readAuditDrift(cell) ?? []);

/** Puts names to the edits of an audit; `edits` go by the UUID of the override. */
export const nameAuditEdits = (audit: Audit, edits: ReadonlyMap<string, OutsideEdit>): Audit => ({
  ...audit,
  cells: audit.cells.map((cell) => {
    const edit = readAuditDrift(cell) === null ? undefined : edits.get(cell.overrideId ?? '');
    return edit === undefined ? cell : { ...cell, edit };
  }),
});

const readAuditDrift = ({
  address,
  verdict,
  scope,
  secretKey,
  overrideId,
  ownTime,
  writtenAt,
}: AuditCell): Drift | null =>
  verdict !== 'edited-outside' || overrideId === null || ownTime === null || writtenAt === null
    ? null
    : { address, scope, organization: null, secretKey, overrideId, ownTime, writtenAt };
