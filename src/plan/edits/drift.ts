import { type Diagnostic, createDiagnostic } from '../../model/diagnostic.js';
import type { Explanation } from '../../model/explanation.js';
import type { Drift, OutsideEdit } from '../../model/outside-edit.js';
import type { Change, Plan } from '../../model/plan.js';
import { hasDrifted } from '../verdict.js';
import type { Audit, AuditCell } from '../../model/audit.js';

/** Finds the overrides of a plan that were edited outside after our last write. */
export const findDrifts = ({ changes }: Plan): readonly Drift[] => [
  ...new Map(
    changes.flatMap((change) => readDrift(change) ?? []).map((drift) => [drift.overrideId, drift]),
  ).values(),
];

/** Adds the authors of outside edits to a plan. `edits` is keyed by the UUID of the override. */
export const nameEdits = (plan: Plan, edits: ReadonlyMap<string, OutsideEdit>): Plan => ({
  ...plan,
  changes: plan.changes.map((change) => ({
    ...change,
    edit: change.overrideId === null ? null : (edits.get(change.overrideId) ?? null),
  })),
});

/** Reports that nobody was found. Only a log that was read whole does not say it; `gap` says why events may be missing. */
export const reportUnnamed = ({ address }: Drift, gap: string | null): Diagnostic =>
  createDiagnostic({
    severity: 'info',
    code: 'edit-unnamed',
    message:
      gap === null
        ? 'the event log does not say who edited this override'
        : `it is unknown who edited this override; about the event log: ${gap}`,
    address,
  });

/** Reports that an event log could not be read. The plan or audit is complete except for the names. */
export const reportUnreadable = ({ message, hint }: Explanation): Diagnostic =>
  createDiagnostic({
    severity: 'warning',
    code: 'events-unreadable',
    message: `--who cannot name the authors of outside edits: ${message}`,
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

/** Includes overrides that `--prune` would delete although somebody edited them. */
const isEdited = ({ reason, ownTime, writtenAt }: Change): boolean =>
  reason === 'edited-outside' ||
  (reason === 'undeclared' && ownTime !== null && writtenAt !== null && hasDrifted(ownTime, writtenAt));

/** Finds the overrides of an audit that were edited outside after our last write. */
export const findAuditDrifts = ({ cells }: Audit): readonly Drift[] =>
  cells.flatMap((cell) => readAuditDrift(cell) ?? []);

/** Adds the authors of outside edits to an audit. `edits` is keyed by the UUID of the override. */
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
