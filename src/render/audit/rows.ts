import type { AuditCell } from '../../model/audit.js';
import { compareText } from '../../model/location.js';

/** The cells of one secret, over all services of a project. */
export interface AuditRow {
  readonly project: string;
  readonly secretKey: string;
  /** Cells to list individually, sorted by address. */
  readonly listed: readonly AuditCell[];
  /** Number of inheriting services for each winning level, sorted by level. */
  readonly inherited: readonly { readonly winner: string; readonly count: number }[];
}

/** Groups cells into rows, sorted by project and key. */
export const groupRows = (cells: readonly AuditCell[]): readonly AuditRow[] => {
  const projects = new Map<string, Map<string, AuditCell[]>>();
  for (const cell of cells) {
    const keys = projects.get(cell.scope.project) ?? new Map<string, AuditCell[]>();
    projects.set(cell.scope.project, keys);
    const row = keys.get(cell.secretKey);
    if (row === undefined) keys.set(cell.secretKey, [cell]);
    else row.push(cell);
  }
  return sortEntries(projects).flatMap(([project, keys]) =>
    sortEntries(keys).map(([secretKey, row]) => ({
      project,
      secretKey,
      listed: row.filter(({ verdict }) => verdict !== 'inherited'),
      inherited: countWinners(row.filter(({ verdict }) => verdict === 'inherited')),
    })),
  );
};

const countWinners = (cells: readonly AuditCell[]): AuditRow['inherited'] => {
  const counts = new Map<string, number>();
  for (const { winner } of cells) counts.set(winner ?? '', (counts.get(winner ?? '') ?? 0) + 1);
  return sortEntries(counts).map(([winner, count]) => ({ winner, count }));
};

const sortEntries = <Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] =>
  [...map].toSorted(([left], [right]) => compareText(left, right));
