import type { Location } from '../model/location.js';
import { isKnownWord } from './check/shape.js';
import type { Span } from './parse/nodes.js';
import { lineSpan, type SourceFile } from './source-file.js';
import { readWords, type Word } from './visible.js';

/** Draws the lines around a place, with a caret below it and every value replaced by `…`. */
export type Framer = (location: Location, length?: number) => string;

const HIDDEN = '…';
/** How many columns of a line a frame shows, and how many of these are before the caret on a long line. */
const WINDOW = 100;
const LEAD = 40;

/** Makes the framer of one file; nothing is parsed before the first frame is drawn. */
export const createFramer = (source: SourceFile): Framer => {
  let words: readonly Word[] | null | undefined;
  return ({ line, column }, length = 1) => {
    if (words === undefined) words = readWords(source.text);
    return drawFrame(source, words, line - 1, column - 1, length);
  };
};

const drawFrame = (
  source: SourceFile,
  words: readonly Word[] | null,
  line: number,
  column: number,
  length: number,
): string => {
  const gutter = String(line + 2).length;
  const from = column < WINDOW - LEAD ? 0 : column - LEAD;
  return [line - 1, line, line + 1]
    .flatMap((index) => {
      const span = lineSpan(source, index);
      if (span === null || index < 0) return [];
      const cells = maskLine(source.text, span, from, words);
      const shown = cells
        .map((cell) => cell.text)
        .join('')
        .trimEnd();
      const head = `${index === line ? '>' : ' '} ${String(index + 1).padStart(gutter)} |`;
      const drawn = shown === '' ? head : `${head} ${shown}`;
      if (index !== line) return [drawn];
      return [drawn, `${' '.repeat(gutter + 3)}| ${drawCaret(cells, span.start + column, length)}`];
    })
    .join('\n');
};

/** A piece of a drawn line, and the span of the file that it represents. */
interface Cell extends Span {
  readonly text: string;
}

const drawCaret = (cells: readonly Cell[], offset: number, length: number): string => {
  let width = 0;
  for (const cell of cells) {
    if (offset < cell.end) {
      const isVerbatim = cell.text.length === cell.end - cell.start;
      const skipped = isVerbatim ? Math.max(0, offset - cell.start) : 0;
      const carets = isVerbatim ? Math.min(length, cell.end - Math.max(offset, cell.start)) : 1;
      return `${' '.repeat(width + skipped)}${'^'.repeat(Math.max(1, carets))}`;
    }
    width += cell.text.length;
  }
  return `${' '.repeat(width)}^`;
};

const maskLine = (text: string, line: Span, from: number, words: readonly Word[] | null): readonly Cell[] => {
  const start = Math.min(line.start + from, line.end);
  const window = { start, end: Math.min(start + WINDOW, line.end) };
  if (words === null) return from === 0 ? maskMalformed(text, window) : hide(window);
  const cells: Cell[] = [];
  let index = findFirstEndingAfter(words, start);
  let gapStart = Math.max(line.start, words[index - 1]?.end ?? 0);
  for (let at = start; at < window.end; index += 1) {
    const word = words[index];
    const gapEnd = Math.min(word?.start ?? window.end, window.end);
    if (gapEnd > at) cells.push(...maskGap(text, gapStart, { start: at, end: gapEnd }));
    if (word === undefined || word.start >= window.end) break;
    const shown = { start: Math.max(word.start, at), end: Math.min(word.end, window.end) };
    const isWhole = shown.start === word.start && shown.end === word.end;
    cells.push(...(word.isVisible && isWhole ? show(text, shown) : hide(shown)));
    at = shown.end;
    gapStart = shown.end;
  }
  return joinHidden(cells);
};

const joinHidden = (cells: readonly Cell[]): readonly Cell[] => {
  const joined: Cell[] = [];
  for (const cell of cells) {
    const last = joined.at(-1);
    if (last?.text === HIDDEN && cell.text === HIDDEN) joined[joined.length - 1] = { ...last, end: cell.end };
    else joined.push(cell);
  }
  return joined;
};

/** Shows the punctuation between two scalars, up to the first comment, anchor or tag. */
const maskGap = (text: string, gapStart: number, part: Span): readonly Cell[] => {
  if (part.start - gapStart > WINDOW || !PUNCTUATION.test(text.slice(gapStart, part.start)))
    return hide(part);
  const written = text.slice(part.start, part.end);
  const length = written.search(NOT_PUNCTUATION);
  if (length === -1) return show(text, part);
  const middle = part.start + length;
  return [...show(text, { start: part.start, end: middle }), ...hide({ start: middle, end: part.end })];
};

const PUNCTUATION = /^[ \t:?,{}[\]-]*$/;
const NOT_PUNCTUATION = /[^ \t:?,{}[\]-]/;

/** Shows a property name at the start of a line of malformed YAML, and hides the rest. */
const maskMalformed = (text: string, line: Span): readonly Cell[] => {
  const written = text.slice(line.start, line.end);
  const [head, indent = '', word = ''] = LINE_START.exec(written) ?? [''];
  const length = isKnownWord(word) ? head.length : indent.length;
  const middle = line.start + length;
  return [
    ...show(text, { start: line.start, end: middle }),
    ...(written.slice(length).trim() === '' ? [] : hide({ start: middle, end: line.end })),
  ];
};

const LINE_START = /^((?:[ \t]|- )*)(?:([A-Za-z]{1,40}):(?: |$))?/;

const show = (text: string, { start, end }: Span): readonly Cell[] => {
  if (end <= start) return [];
  const written = text.slice(start, end);
  return [{ start, end, text: written.includes('\t') ? written.replaceAll('\t', ' ') : written }];
};

const hide = (span: Span): readonly Cell[] => (span.end > span.start ? [{ ...span, text: HIDDEN }] : []);

/** Index of the first word that ends after `offset`; words are in order and do not overlap. */
const findFirstEndingAfter = (words: readonly Word[], offset: number): number => {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((words[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
};
