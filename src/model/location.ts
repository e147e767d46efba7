/** A place in a file a person wrote: `line` and `column` count from 1, `column` in UTF-16 units. */
export interface Location {
  /** Path as shown to people: relative to the working folder where possible, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** Orders locations by file, line and column, so that reports come out the same on every run. */
export const compareLocations = (left: Location, right: Location): number =>
  compareText(left.file, right.file) || left.line - right.line || left.column - right.column;

/** Orders text by UTF-16 code unit, which unlike a locale is the same on every machine. */
export const compareText = (left: string, right: string): number =>
  left < right ? -1 : left > right ? 1 : 0;
