/** Part of a list that is on the screen: from `first` up to but without `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** How many more entries are kept on either side, so that a short scroll shows no gap. */
const MARGIN = 3;

/** Finds which entries of one size are on the screen. Lengths in pixels. */
export const findVisible = (scroll: number, length: number, size: number, count: number): Range => {
  const first = Math.min(count, Math.max(0, Math.floor(scroll / size) - MARGIN));
  const end = Math.min(count, Math.max(first, Math.ceil((scroll + length) / size) + MARGIN));
  return { first, end };
};

/** The entries to keep in the document: the visible ones, and the one that has the focus wherever it is. */
export const listKept = ({ first, end }: Range, active: number): readonly number[] => [
  ...(active >= 0 && active < first ? [active] : []),
  ...Array.from({ length: end - first }, (_, index) => first + index),
  ...(active >= end ? [active] : []),
];

/** Finds where to scroll so that an entry is wholly on the screen; the same place where it already is. */
export const scrollTo = (index: number, scroll: number, length: number, size: number): number => {
  const start = index * size;
  if (start < scroll) return Math.max(0, start);
  return start + size > scroll + length ? start + size - length : scroll;
};
