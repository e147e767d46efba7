/** A position in the visible grid; -1 is the row or column of heads. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

/** The size of the grid, and the number of rows per page. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
  readonly page: number;
}

/** Finds the target of a key, as in the grid pattern of the ARIA practices; null for keys that do not move the focus. */
export const findMove = (
  key: string,
  hasControl: boolean,
  from: Position,
  extent: Extent,
): Position | null => {
  const { row, column } = from;
  const lastRow = extent.rows - 1;
  const lastColumn = extent.columns - 1;
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(-1, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(lastRow, row + 1), column };
    case 'ArrowLeft':
      return { row, column: Math.max(-1, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(lastColumn, column + 1) };
    case 'PageUp':
      return { row: Math.max(-1, row - extent.page), column };
    case 'PageDown':
      return { row: Math.min(lastRow, row + extent.page), column };
    case 'Home':
      return { row: hasControl ? Math.min(0, lastRow) : row, column: -1 };
    case 'End':
      return { row: hasControl ? lastRow : row, column: lastColumn };
    default:
      return null;
  }
};

/** Finds the next or previous match from a position, row by row; null if there is no other. */
export const findMatch = (
  from: Position,
  extent: Extent,
  step: 1 | -1,
  isMatch: (at: Position) => boolean,
): Position | null => {
  const count = extent.rows * extent.columns;
  const start = Math.max(0, from.row) * extent.columns + Math.max(0, from.column);
  for (let distance = 1; distance < count; distance += 1) {
    const index = (start + step * distance + count) % count;
    const at = { row: Math.floor(index / extent.columns), column: index % extent.columns };
    if (isMatch(at)) return at;
  }
  return null;
};

/** Moves a position inside a grid that has become smaller. */
export const clampPosition = ({ row, column }: Position, extent: Extent): Position => ({
  row: Math.min(row, extent.rows - 1),
  column: Math.min(column, extent.columns - 1),
});
