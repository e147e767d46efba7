import { describeEmpty } from './detail-fields.js';
import { createElement } from './element.js';
import type { Layout } from './layout.js';
import { nameColumn, recordAt, type Column, type Matrix } from './matrix.js';
import type { Position } from './move.js';

/** Number of head rows above the first secret. */
export const HEAD_ROWS = 2;

/** Number of head columns before the first service. */
export const HEAD_COLUMNS = 1;

/** Creates the cell of a secret at a service. `at` is its position in the view. */
export const createCell = (
  matrix: Matrix,
  row: number,
  column: number,
  isMatch: boolean,
  at: Position,
  layout: Layout,
): HTMLElement => {
  const record = recordAt(matrix, row, column);
  const verdict = record === null ? undefined : matrix.verdicts[record.verdict];
  const isUnread = matrix.columns[column]?.isUnread === true;
  const name = verdict?.word ?? describeEmpty(isUnread);
  const cell = createElement('div', {
    role: 'gridcell',
    'aria-colindex': String(at.column + 1 + HEAD_COLUMNS),
    'aria-label': record === null || record.stack === '' ? name : `${name}, stack ${record.stack}`,
    class: [
      'cell',
      ...(verdict === undefined ? [] : [`v-${verdict.word}`]),
      ...(isMatch ? [] : ['beside']),
    ].join(' '),
    tabindex: '-1',
  });
  if (isUnread && verdict === undefined) cell.classList.add('unread');
  if (verdict !== undefined) {
    cell.append(createElement('span', { class: 'sign' }, verdict.sign));
    if (layout.hasWords) cell.append(` ${verdict.word}`);
  }
  cell.dataset['column'] = String(at.column);
  cell.style.left = `${String(layout.headWidth + at.column * layout.cellWidth)}px`;
  return cell;
};

/** Creates the head of a row. */
export const createRowHead = (secret: string): HTMLElement => {
  const head = createElement(
    'div',
    { role: 'rowheader', 'aria-colindex': '1', class: 'row-head', tabindex: '-1', title: secret },
    createElement('span', {}, secret),
  );
  head.dataset['column'] = '-1';
  return head;
};

/** Creates the head of a column. `at` is its index in the view. */
export const createColumnHead = (column: Column, at: number, layout: Layout): HTMLElement => {
  const { kind } = column;
  const head = createElement(
    'div',
    {
      role: 'columnheader',
      'aria-colindex': String(at + 1 + HEAD_COLUMNS),
      'aria-label': [column.name, kind, column.place, column.isUnread ? 'could not be read' : '']
        .filter(Boolean)
        .join(', '),
      class: column.isUnread ? 'column-head unread' : 'column-head',
      tabindex: '-1',
      title: nameColumn(column),
    },
    createElement('span', { class: 'column-name' }, `${column.isUnread ? '! ' : ''}${column.name}`),
    createElement('span', { class: 'column-kind' }, kind),
  );
  head.dataset['column'] = String(at);
  head.style.left = `${String(layout.headWidth + at * layout.cellWidth)}px`;
  return head;
};
