/** A position in a file that a person wrote. */
export interface Location {
  /** Path as shown to people: relative to the working folder where possible, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** Compares locations by file, line and column, so that reports are the same on every run. */
export const compareLocations = (left: Location, right: Location): number =>
  compareText(left.file, right.file) || left.line - right.line || left.column - right.column;

/** Compares text by UTF-16 code unit, which is the same on every machine, unlike locale order. */
export const compareText = (left: string, right: string): number =>
  left < right ? -1 : left > right ? 1 : 0;
