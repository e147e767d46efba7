import { describeCell } from './detail-fields.js';
import { createElement, findElement } from './element.js';
import type { View } from './filter.js';
import { isInherited, type Matrix } from './matrix.js';
import { formatCount, formatNumber } from './words.js';

/** Maximum number of printed cells. */
const MAX_PRINTED = 2000;

const HEADS = ['Verdict', 'Address', 'Owner', 'Last edited', 'Description'] as const;

/** Prints the matching cells as a list, without inherited ones, because a wide matrix does not fit on paper. */
export const createPrint = (matrix: Matrix, view: () => View): void => {
  const section = findElement('print', HTMLElement);
  addEventListener('beforeprint', () => section.replaceChildren(...renderList(matrix, view())));
  addEventListener('afterprint', () => section.replaceChildren());
};

const renderList = (matrix: Matrix, view: View): readonly Node[] => {
  const places = view.rows.flatMap((row) =>
    view.columns.flatMap((column) => (isPrinted(matrix, view, row, column) ? [{ row, column }] : [])),
  );
  const rows = places.slice(0, MAX_PRINTED).map(({ row, column }) => {
    const { sign, verdict, fields } = describeCell(matrix, row, column);
    const field = (label: string): string => fields.find((other) => other.label === label)?.text ?? '';
    const texts = [
      `${sign} ${verdict}`,
      field('Address'),
      field('Owner'),
      field('Last edited'),
      field('Description'),
    ];
    return createElement('tr', {}, ...texts.map((text) => createElement('td', {}, text)));
  });
  const left = places.length - rows.length;
  const caption = `${formatCount(places.length, 'cell')}, without inherited ones${left > 0 ? `; the last ${formatNumber(left)} are omitted` : ''}`;
  const heads = HEADS.map((head) => createElement('th', { scope: 'col' }, head));
  return [
    createElement(
      'table',
      {},
      createElement('caption', {}, caption),
      createElement('thead', {}, createElement('tr', {}, ...heads)),
      createElement('tbody', {}, ...rows),
    ),
  ];
};

const isPrinted = (matrix: Matrix, view: View, row: number, column: number): boolean =>
  view.isMatch(row, column) && !isInherited(matrix, row, column);
