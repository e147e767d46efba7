/** The visible part of a list: from `first` up to, but not including, `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** Number of extra entries on either side, so that a short scroll shows no gap. */
const MARGIN = 3;

/** Finds the visible entries of a list with entries of equal size. Lengths in pixels. */
export const findVisible = (scroll: number, length: number, size: number, count: number): Range => {
  const first = Math.min(count, Math.max(0, Math.floor(scroll / size) - MARGIN));
  const end = Math.min(count, Math.max(first, Math.ceil((scroll + length) / size) + MARGIN));
  return { first, end };
};

/** The entries to keep in the document: the visible ones, and the focused one wherever it is. */
export const listKept = ({ first, end }: Range, active: number): readonly number[] => [
  ...(active >= 0 && active < first ? [active] : []),
  ...Array.from({ length: end - first }, (_, index) => first + index),
  ...(active >= end ? [active] : []),
];

/** Finds the scroll position at which an entry is fully visible; unchanged if it already is. */
export const scrollTo = (index: number, scroll: number, length: number, size: number): number => {
  const start = index * size;
  if (start < scroll) return Math.max(0, start);
  return start + size > scroll + length ? start + size - length : scroll;
};
