import { HEAD_COLUMNS, HEAD_ROWS } from './cells.js';
import { findElement } from './element.js';
import type { View } from './filter.js';
import { createHeads, type Heads } from './heads.js';
import { chooseLayout, NARROW, type Layout } from './layout.js';
import { isInherited, type Matrix } from './matrix.js';
import { clampPosition, findMatch, findMove, type Extent, type Position } from './move.js';
import { createRows, type Rows } from './rows.js';
import { findVisible, listKept, scrollTo } from './window.js';

/** Callbacks for user actions in the grid. */
export interface GridEvents {
  /** A cell received the focus or the pointer. Its place in the matrix is given; -1 stands for heads. */
  readonly onPoint: (place: Position) => void;
  /** The user opened a cell. `hasKey` says whether they used the keyboard. */
  readonly onOpen: (place: Position, hasKey: boolean) => void;
  /** The focus moved to another cell. */
  readonly onMove: (place: Position) => void;
}

/** The matrix on the screen. Only visible parts are in the document. */
export interface Grid {
  readonly show: (view: View, hasWords: boolean) => void;
  /** Puts the focus on the cell that last had it. */
  readonly focus: () => void;
}

/** The elements for one view and layout. */
interface Drawn {
  readonly view: View;
  readonly layout: Layout;
  readonly heads: Heads;
  readonly rows: Rows;
}

/** Draws the matrix, follows scrolling and resizing, and moves the focus with the keyboard. */
export const createGrid = (matrix: Matrix, events: GridEvents): Grid => {
  const scroller = findElement('scroller', HTMLElement);
  const grid = findElement('grid', HTMLElement);
  const band = findElement('band', HTMLElement);
  let drawn: Drawn | null = null;
  let active: Position = { row: 0, column: 0 };
  let isDrawing = false;

  const draw = (): void => {
    isDrawing = false;
    if (drawn === null) return;
    const { view, layout, heads, rows } = drawn;
    const { scrollLeft, scrollTop } = scroller;
    const width = scroller.clientWidth - layout.headWidth;
    const height = scroller.clientHeight - layout.headHeight;
    const columns = findVisible(scrollLeft, width, layout.cellWidth, view.columns.length);
    const keptColumns = listKept(columns, active.column);
    const visibleRows = findVisible(scrollTop, height, layout.cellHeight, view.rows.length);
    heads.show(keptColumns, scrollLeft, width);
    rows.show(listKept(visibleRows, active.row), keptColumns);
    elementAt(drawn, active)?.setAttribute('tabindex', '0');
  };

  const drawSoon = (): void => {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(draw);
  };

  const inMatrix = ({ row, column }: Position): Position => ({
    row: drawn?.view.rows[row] ?? -1,
    column: drawn?.view.columns[column] ?? -1,
  });

  const activate = (to: Position): void => {
    if (drawn === null) return;
    elementAt(drawn, active)?.setAttribute('tabindex', '-1');
    active = to;
    draw();
  };

  const moveTo = (to: Position): void => {
    if (drawn === null) return;
    const { layout } = drawn;
    activate(to);
    const width = scroller.clientWidth - layout.headWidth;
    const height = scroller.clientHeight - layout.headHeight;
    if (to.column >= 0) {
      scroller.scrollLeft = scrollTo(to.column, scroller.scrollLeft, width, layout.cellWidth);
    }
    if (to.row >= 0) scroller.scrollTop = scrollTo(to.row, scroller.scrollTop, height, layout.cellHeight);
    draw();
    elementAt(drawn, to)?.focus({ preventScroll: true });
  };

  /** Skips inherited cells, because without filters every cell matches. */
  const nextMatch = ({ view }: Drawn, step: 1 | -1, extent: Extent): Position | null =>
    findMatch(active, extent, step, (at) => {
      const { row, column } = inMatrix(at);
      return view.isMatch(row, column) && !isInherited(matrix, row, column);
    });

  const point = (at: Position): void => {
    if (drawn === null) return;
    const { layout, view } = drawn;
    band.hidden = at.column < 0;
    band.style.left = `${String(layout.headWidth + at.column * layout.cellWidth)}px`;
    band.style.width = `${String(layout.cellWidth)}px`;
    band.style.height = `${String(layout.headHeight + view.rows.length * layout.cellHeight)}px`;
    events.onPoint(inMatrix(at));
  };

  scroller.addEventListener('scroll', drawSoon, { passive: true });
  new ResizeObserver(drawSoon).observe(scroller);
  grid.addEventListener('pointerover', ({ target }) => {
    const at = positionOf(target);
    if (at !== null) point(at);
  });
  grid.addEventListener('pointerleave', () => point(active));
  grid.addEventListener('focusin', ({ target }) => {
    const at = positionOf(target);
    if (at === null) return;
    if (at.row !== active.row || at.column !== active.column) activate(at);
    point(at);
    events.onMove(inMatrix(at));
  });
  grid.addEventListener('click', ({ target }) => {
    const at = positionOf(target);
    if (at !== null) events.onOpen(inMatrix(at), false);
  });
  grid.addEventListener('keydown', (event) => {
    if (drawn === null || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      events.onOpen(inMatrix(active), true);
      return;
    }
    const extent = extentOf(drawn, scroller.clientHeight);
    const to =
      event.key.toLowerCase() === 'n'
        ? nextMatch(drawn, event.shiftKey ? -1 : 1, extent)
        : findMove(event.key, event.ctrlKey, active, extent);
    if (to === null) return;
    event.preventDefault();
    moveTo(to);
  });

  return {
    focus: () => moveTo(active),
    show: (view, hasWords) => {
      const layout = chooseLayout(hasWords, matchMedia(NARROW).matches);
      const columns = view.columns.flatMap((column) => matrix.columns[column] ?? []);
      drawn = { view, layout, heads: createHeads(columns, layout), rows: createRows(matrix, view, layout) };
      active = clampPosition(active, extentOf(drawn, scroller.clientHeight));
      setSizes(scroller, grid, drawn);
      grid.replaceChildren(drawn.heads.element, drawn.rows.element);
      band.hidden = true;
      draw();
    },
  };
};

const elementAt = ({ heads, rows }: Drawn, { row, column }: Position): HTMLElement | undefined => {
  if (row >= 0) return rows.cell(row, column);
  return column >= 0 ? heads.columnHead(column) : heads.corner;
};

const extentOf = ({ view, layout }: Drawn, height: number): Extent => ({
  rows: view.rows.length,
  columns: view.columns.length,
  page: Math.max(1, Math.floor((height - layout.headHeight) / layout.cellHeight) - 1),
});

/** The position of an event in the grid; null outside cells and heads. */
const positionOf = (target: EventTarget | null): Position | null => {
  if (!(target instanceof Element)) return null;
  const column = target.closest<HTMLElement>('[data-column]')?.dataset['column'];
  const row = target.closest<HTMLElement>('[data-row]')?.dataset['row'];
  return column === undefined || row === undefined ? null : { row: Number(row), column: Number(column) };
};

const setSizes = (scroller: HTMLElement, grid: HTMLElement, { view, layout }: Drawn): void => {
  grid.setAttribute('aria-rowcount', String(view.rows.length + HEAD_ROWS));
  grid.setAttribute('aria-colcount', String(view.columns.length + HEAD_COLUMNS));
  grid.classList.toggle('wordy', layout.hasWords);
  const sizes = {
    '--cell-width': layout.cellWidth,
    '--cell-height': layout.cellHeight,
    '--head-width': layout.headWidth,
    '--head-height': layout.headHeight,
    '--span-height': layout.spanHeight,
    '--rows-height': view.rows.length * layout.cellHeight,
    '--grid-width': layout.headWidth + view.columns.length * layout.cellWidth,
  };
  for (const [name, length] of Object.entries(sizes)) scroller.style.setProperty(name, `${String(length)}px`);
};
