import type { Audit, AuditCell } from '../../model/audit.js';
import type { Drift, OutsideEdit } from '../../model/outside-edit.js';

/** Finds what of an audit was edited outside after our last write. */
export const findAuditDrifts = ({ cells }: Audit): readonly Drift[] =>
  cells.flatMap((cell) => readDrift(cell) ?? []);

/** Puts names to the edits of an audit; `edits` go by the UUID of the override. */
export const nameAuditEdits = (audit: Audit, edits: ReadonlyMap<string, OutsideEdit>): Audit => ({
  ...audit,
  cells: audit.cells.map((cell) => {
    const edit = readDrift(cell) === null ? undefined : edits.get(cell.overrideId ?? '');
    return edit === undefined ? cell : { ...cell, edit };
  }),
});

const readDrift = ({
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
