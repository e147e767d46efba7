import type { Location } from '../model/location.js';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createDiagnostic, type Diagnostic } from '../model/diagnostic.js';
import type { Explanation } from '../model/explanation.js';
import type { FoundFile } from './find-files.js';
import type { ManifestCode } from './problem.js';
import { isUtf8 } from 'node:buffer';

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

/** Bytes; a manifest of 100,000 overrides has about 20 million. */
const SIZE_LIMIT = 64 * 1024 * 1024;

/** Reads one manifest as text; a file that cannot be one is an error, and is never shown. */
export const readSourceFile = (found: FoundFile): SourceFile | Diagnostic => {
  let bytes: Buffer | null;
  try {
    bytes = readBytes(found.path);
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    return explain(found, 'file-unreadable', `cannot read ${found.shown} (${code})`, 'check its permissions');
  }
  if (bytes === null) {
    return explain(
      found,
      'file-too-large',
      `${found.shown} is larger than 64 MiB`,
      'split it into several files',
    );
  }
  const decoded = decodeText(bytes);
  if (decoded.kind === 'text') return createSourceFile(found.shown, dirname(found.path), decoded.text);
  const { code, message, hint, before } = decoded;
  const location = locate(createSourceFile(found.shown, '', `${before}?`), before.length);
  return createDiagnostic({ severity: 'error', code, message, hint, location });
};

/**
 * The content of a file; null, before anything is read, where it is too large. Not left to another thread: for the small files
 * that manifests are, handing them over takes longer than reading them.
 */
const readBytes = (path: string): Buffer | null => {
  const file = openSync(path, 'r');
  try {
    return fstatSync(file).size > SIZE_LIMIT ? null : readFileSync(file);
  } finally {
    closeSync(file);
  }
};

const explain = (found: FoundFile, code: ManifestCode, message: string, hint: string): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code,
    message,
    hint,
    location: { file: found.shown, line: 1, column: 1 },
  });

/** The text of a file, or why it is none: with how much of the file could be read, up to the offending byte. */
export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | (Explanation & {
      readonly kind: 'refused';
      readonly code: 'invalid-utf8' | 'nul-character';
      /** Text before the offending byte, for its line and column. */
      readonly before: string;
    });

/** Decodes strict UTF-8 and leaves a byte order mark out; what is not text is refused. */
export const decodeText = (bytes: Uint8Array): Decoded => {
  if (hasUtf16Mark(bytes)) return refuse('invalid-utf8', 'the file is UTF-16, not UTF-8', '');
  if (!isUtf8(bytes)) return refuse('invalid-utf8', 'the file is not valid UTF-8', decodeValidPart(bytes));
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const nul = text.indexOf('\0');
  if (nul !== -1) return refuse('nul-character', 'the file holds a NUL character', text.slice(0, nul));
  return { kind: 'text', text };
};

const refuse = (code: 'invalid-utf8' | 'nul-character', message: string, before: string): Decoded => ({
  kind: 'refused',
  code,
  message,
  hint: code === 'invalid-utf8' ? 'save it as UTF-8' : 'save it as plain text',
  before,
});

const hasUtf16Mark = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

const decodeValidPart = (bytes: Uint8Array): string => {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isPrefixValid(bytes, middle)) low = middle;
    else high = middle - 1;
  }
  while (!isUtf8(bytes.subarray(0, low))) low -= 1;
  return new TextDecoder().decode(bytes.subarray(0, low));
};

/** Whether the first bytes are valid, a character cut in its middle left aside. */
const isPrefixValid = (bytes: Uint8Array, length: number): boolean =>
  [0, 1, 2, 3].some((cut) => length >= cut && isUtf8(bytes.subarray(0, length - cut)));
