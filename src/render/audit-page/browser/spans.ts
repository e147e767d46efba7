import type { Column } from './matrix.js';

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
