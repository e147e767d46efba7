/** Where a character is. Both count from 1; a column is a UTF-16 unit. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Finds the offset at which each line starts, once, so that each later look-up is a binary search. */
export const indexLines = (text: string): readonly number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** Finds the line and column of an offset in a text that `indexLines` has indexed. */
export const findPlace = (lineStarts: readonly number[], offset: number): TextPlace => {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
};
