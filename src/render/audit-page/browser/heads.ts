import { createColumnHead, HEAD_COLUMNS } from './cells.js';
import { createElement } from './element.js';
import { type Layout, findSpans, type Span } from './layout.js';
import type { Column } from './matrix.js';
import { reconcile, type Kept } from './reconcile.js';

/** The rows of heads above the matrix. */
export interface Heads {
  readonly element: HTMLElement;
  /** Shows the heads of these columns, and the names of the visible environments. */
  readonly show: (kept: readonly number[], scrollLeft: number, width: number) => void;
  readonly columnHead: (column: number) => HTMLElement | undefined;
  readonly corner: HTMLElement;
}

/** Creates the heads of the columns. */
export const createHeads = (columns: readonly Column[], layout: Layout): Heads => {
  const corner = createCorner('Secret', 'corner');
  corner.tabIndex = -1;
  corner.dataset['column'] = '-1';
  const places = createRow(1, createCorner('Environment', 'corner corner-place'));
  const names = createRow(2, corner);
  names.dataset['row'] = '-1';
  const spans = findSpans(columns);
  const keptNames: Kept<HTMLElement> = new Map();
  const keptSpans: Kept<HTMLElement> = new Map();
  return {
    element: createElement('div', { role: 'rowgroup', class: 'heads' }, places, names),
    corner,
    columnHead: (column) => keptNames.get(column),
    show: (kept, scrollLeft, width) => {
      reconcile(
        keptNames,
        kept,
        names,
        (head) => head,
        (at) => createColumnHead(columns[at] as Column, at, layout),
      );
      const first = scrollLeft / layout.cellWidth;
      const end = (scrollLeft + width) / layout.cellWidth;
      const visible = spans.flatMap((span, index) => (span.first < end && span.end > first ? [index] : []));
      reconcile(
        keptSpans,
        visible,
        places,
        (head) => head,
        (index) => createSpanHead(spans[index]),
      );
      for (const [index, head] of keptSpans) {
        const span = spans[index];
        if (span === undefined) continue;
        const from = Math.max(first, span.first);
        head.style.left = `${String(layout.headWidth + from * layout.cellWidth)}px`;
        head.style.width = `${String((Math.min(end, span.end) - from) * layout.cellWidth)}px`;
      }
    },
  };
};

const createRow = (index: number, corner: HTMLElement): HTMLElement =>
  createElement('div', { role: 'row', 'aria-rowindex': String(index), class: 'head-row' }, corner);

const createCorner = (text: string, className: string): HTMLElement =>
  createElement('div', { role: 'columnheader', 'aria-colindex': '1', class: className }, text);

const createSpanHead = (span: Span | undefined): HTMLElement =>
  createElement(
    'div',
    {
      role: 'columnheader',
      'aria-colindex': String((span?.first ?? 0) + 1 + HEAD_COLUMNS),
      'aria-colspan': String((span?.end ?? 1) - (span?.first ?? 0)),
      class: 'span-head',
      title: span?.place ?? '',
    },
    createElement('span', {}, span?.label ?? ''),
  );
