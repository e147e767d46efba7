import { createCell, createRowHead, HEAD_ROWS } from './cells.js';
import { createElement } from './element.js';
import type { View } from './filter.js';
import type { Layout } from './layout.js';
import type { Matrix } from './matrix.js';
import { reconcile, type Kept } from './reconcile.js';

/** The rows of secrets. */
export interface Rows {
  readonly element: HTMLElement;
  /** Shows exactly these rows and columns, by index in the view. */
  readonly show: (keptRows: readonly number[], keptColumns: readonly number[]) => void;
  /** The cell, or the row's head if `column` is -1; undefined if it is not in the document. */
  readonly cell: (row: number, column: number) => HTMLElement | undefined;
}

interface Row {
  readonly element: HTMLElement;
  readonly head: HTMLElement;
  readonly cells: Kept<HTMLElement>;
}

/** Creates the body of the matrix for a view. */
export const createRows = (matrix: Matrix, view: View, layout: Layout): Rows => {
  const element = createElement('div', { role: 'rowgroup', class: 'rows' });
  const kept: Kept<Row> = new Map();
  const createRow = (at: number): Row => {
    const head = createRowHead(matrix.secrets[view.rows[at] ?? 0] ?? '');
    const row = createElement(
      'div',
      { role: 'row', 'aria-rowindex': String(at + 1 + HEAD_ROWS), class: 'row' },
      head,
    );
    row.dataset['row'] = String(at);
    row.style.top = `${String(at * layout.cellHeight)}px`;
    return { element: row, head, cells: new Map() };
  };
  return {
    element,
    cell: (row, column) => (column < 0 ? kept.get(row)?.head : kept.get(row)?.cells.get(column)),
    show: (keptRows, keptColumns) => {
      reconcile(kept, keptRows, element, (row) => row.element, createRow);
      for (const [at, { element: parent, cells }] of kept) {
        const row = view.rows[at] ?? 0;
        reconcile(
          cells,
          keptColumns,
          parent,
          (cell) => cell,
          (shownColumn) => {
            const column = view.columns[shownColumn] ?? 0;
            const position = { row: at, column: shownColumn };
            return createCell(matrix, row, column, view.isMatch(row, column), position, layout);
          },
        );
      }
    },
  };
};
