import type { Column } from './matrix.js';

/** Sizes of the grid's parts in pixels. The style sheet gets them as custom properties. */
export interface Layout {
  /** Whether cells show their verdict in words, or only its sign. */
  readonly hasWords: boolean;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Width of the column of secrets. */
  readonly headWidth: number;
  /** Height of both rows of heads. */
  readonly headHeight: number;
  readonly spanHeight: number;
}

/** Media query for narrow windows, which need short row heads. The style sheet uses the same one. */
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

/** Maximum number of columns with words by default. With more columns, signs fit better. */
const MAX_WORDY_COLUMNS = 12;

/** Whether a matrix with that many columns shows words by default. */
export const startsWithWords = (columns: number): boolean => columns <= MAX_WORDY_COLUMNS;

/** Neighbouring columns of one environment: from `first` up to, but not including, `end`. */
export interface Span {
  /** Title: only the environment's name if there is just one project. */
  readonly label: string;
  readonly place: string;
  readonly first: number;
  readonly end: number;
}

/** Groups columns by place. The columns must be sorted by place. */
export const findSpans = (columns: readonly Column[]): readonly Span[] => {
  const hasOneProject = new Set(columns.map(({ project }) => project)).size === 1;
  const starts = columns.flatMap(({ place, environment }, index) =>
    place === columns[index - 1]?.place
      ? []
      : [{ label: hasOneProject && environment !== '' ? environment : place, place, first: index }],
  );
  return starts.map((start, index) => ({ ...start, end: starts[index + 1]?.first ?? columns.length }));
};
