import type { Location } from '../model/location.js';

/** A manifest's text with what is needed to point into it. */
export interface SourceFile {
  /** Path as shown to people. */
  readonly file: string;
  /** Absolute folder. */
  readonly folder: string;
  /** Decoded, without a byte order mark. */
  readonly text: string;
  /** Offset at which each line starts. */
  readonly lineStarts: readonly number[];
  /** Offset of the last character that is no line break; 0 where there is none. */
  readonly lastOffset: number;
}

/** Indexes the lines of a text once, so that every later look-up is a binary search. */
export const createSourceFile = (file: string, folder: string, text: string): SourceFile => {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, folder, text, lineStarts, lastOffset: findLastOffset(text) };
};

/** Where an offset is; what lies past the end, such as a bracket that never closes, is put on the last character. */
export const locate = (source: SourceFile, offset: number): Location => {
  const inside = Math.min(offset, source.lastOffset);
  const line = findLine(source.lineStarts, inside);
  return { file: source.file, line: line + 1, column: inside - (source.lineStarts[line] ?? 0) + 1 };
};

/** Start and end of a line's text, counted from 0, without its line break; null where there is no such line, as after the last line break. */
export const lineSpan = (
  source: SourceFile,
  line: number,
): { readonly start: number; readonly end: number } | null => {
  const start = source.lineStarts[line];
  if (start === undefined || (line > 0 && start === source.text.length)) return null;
  const next = source.lineStarts[line + 1];
  let end = next === undefined ? source.text.length : next - 1;
  if (end > start && source.text[end - 1] === '\r') end -= 1;
  return { start, end };
};

/** Index of the last entry that is not above `offset`. */
const findLine = (lineStarts: readonly number[], offset: number): number => {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
};

const findLastOffset = (text: string): number => {
  let last = text.length - 1;
  while (last > 0 && (text[last] === '\n' || text[last] === '\r')) last -= 1;
  return Math.max(0, last);
};
