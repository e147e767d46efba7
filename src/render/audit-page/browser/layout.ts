import type { Column } from './matrix.js';

/** Sizes of the grid's parts in pixels; the style sheet knows the same through custom properties. */
export interface Layout {
  /** Whether cells spell their verdict, or show its sign alone. */
  readonly hasWords: boolean;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Width of the column of secrets. */
  readonly headWidth: number;
  /** Height of both rows of heads. */
  readonly headHeight: number;
  readonly spanHeight: number;
}

/** Media query for windows in which the heads of rows must be short; the style sheet has the same. */
export const NARROW = '(max-width: 720px)';

/** Chooses the sizes of a matrix. */
export const chooseLayout = (hasWords: boolean, isNarrow: boolean): Layout => ({
  hasWords,
  cellWidth: hasWords ? 150 : 34,
  cellHeight: hasWords ? 36 : 30,
  headWidth: isNarrow ? 160 : 260,
  headHeight: hasWords ? 66 : 178,
  spanHeight: 28,
});

/** Most columns that start out with words: more of them fit on a screen as signs. */
const MOST_WORDY_COLUMNS = 12;

/** Whether a matrix of that many columns starts out with words. */
export const startsWithWords = (columns: number): boolean => columns <= MOST_WORDY_COLUMNS;

/** Neighbouring columns of one environment: from `first` up to but without `end`. */
export interface Span {
  /** What its head says: the environment alone where there is but one project. */
  readonly label: string;
  readonly place: string;
  readonly first: number;
  readonly end: number;
}

/** Groups shown columns by where they lie. Columns come sorted by place. */
export const findSpans = (columns: readonly Column[]): readonly Span[] => {
  const hasOneProject = new Set(columns.map(({ project }) => project)).size === 1;
  const starts = columns.flatMap(({ place, environment }, index) =>
    place === columns[index - 1]?.place
      ? []
      : [{ label: hasOneProject && environment !== '' ? environment : place, place, first: index }],
  );
  return starts.map((start, index) => ({ ...start, end: starts[index + 1]?.first ?? columns.length }));
};
