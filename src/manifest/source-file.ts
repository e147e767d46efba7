import type { Location } from '../model/location.js';
import { dirname } from 'node:path';
import { readNamedFile, readStream } from '../files/read-named.js';
import { readRegularFile, type FileRead } from '../files/read.js';
import { findRealPath, isWithin } from '../files/root.js';
import { createDiagnostic, type Diagnostic } from '../model/diagnostic.js';
import type { Explanation } from '../model/explanation.js';
import { decodeText, decodeValidStart, dropByteOrderMark } from '../text/decode.js';
import { findPlace, indexLines } from '../text/lines.js';
import type { FoundFile } from './find-files.js';
import type { ManifestCode } from './problem.js';

/** A manifest's text, with an index that turns offsets into lines and columns. */
export interface SourceFile {
  /** Path as shown to people. */
  readonly file: string;
  /** Absolute folder. */
  readonly folder: string;
  /** Decoded, without a byte order mark. */
  readonly text: string;
  /** Offset at which each line starts. */
  readonly lineStarts: readonly number[];
  /** Offset of the last character that is not a line break; 0 if there is none. */
  readonly lastOffset: number;
}

/** Indexes the lines of a text once, so that each later look-up is a binary search. */
export const createSourceFile = (file: string, folder: string, text: string): SourceFile => ({
  file,
  folder,
  text,
  lineStarts: indexLines(text),
  lastOffset: findLastOffset(text),
});

/** Finds the line and column of an offset; one past the end, as of a bracket that is never closed, counts as the last character. */
export const locate = (source: SourceFile, offset: number): Location => ({
  file: source.file,
  ...findPlace(source.lineStarts, Math.min(offset, source.lastOffset)),
});

/** Start and end of a line's text without its line break; null if there is no such line. `line` counts from 0. */
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

const findLastOffset = (text: string): number => {
  let last = text.length - 1;
  while (last > 0 && (text[last] === '\n' || text[last] === '\r')) last -= 1;
  return Math.max(0, last);
};

/** Bytes; a manifest of 100,000 overrides has about 20 million. */
export const LARGEST_MANIFEST = 64 * 1024 * 1024;

/** What reading manifests may use. */
export interface ReadingOptions {
  /** Absolute folder that relative paths start from, also those in a manifest on standard input. */
  readonly cwd: string;
  /** Absolute real folder that files which were found may be in, besides the one that was searched; asked only where it decides. */
  readonly root: () => Promise<string | null>;
  /** Standard input; null where there is none. */
  readonly stdin: AsyncIterable<Uint8Array> | null;
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads one manifest as text; a file that cannot be a manifest is an error, and none of it is shown.
 *
 * @throws Failure `interrupted`.
 */
export const readSourceFile = async (
  found: FoundFile,
  options: ReadingOptions,
): Promise<SourceFile | Diagnostic> => {
  const read = await readBytes(found, options);
  if (read.kind !== 'read') return explainUnread(found, read);
  const decoded = decodeManifest(read.bytes);
  if (decoded.kind === 'text') return createSourceFile(found.shown, dirname(found.path), decoded.text);
  const { code, message, hint, before } = decoded;
  const location = locate(createSourceFile(found.shown, '', `${before}?`), before.length);
  return createDiagnostic({ severity: 'error', code, message, hint, location });
};

type ManifestRead = FileRead | { readonly kind: 'no-stdin' } | { readonly kind: 'outside-root' };

const readBytes = async (found: FoundFile, options: ReadingOptions): Promise<ManifestRead> => {
  const limits = { limit: LARGEST_MANIFEST, signal: options.signal };
  switch (found.origin.kind) {
    case 'standard-input':
      return options.stdin === null ? { kind: 'no-stdin' } : readStream(options.stdin, limits);
    case 'named':
      return readNamedFile(found.path, limits);
    case 'found':
      return readFound(found.path, found.origin.folder, options);
  }
};

/** A stranger can add links to a folder in a pull request: what they lead to must be in it, or in the root. */
const readFound = async (path: string, folder: string, { root }: ReadingOptions): Promise<ManifestRead> => {
  const [real, searched] = await Promise.all([findRealPath(path), findRealPath(folder)]);
  if (!isWithin(real, searched)) {
    const bound = await root();
    if (bound === null || !isWithin(real, bound)) return { kind: 'outside-root' };
  }
  return readRegularFile(real, LARGEST_MANIFEST);
};

const explainUnread = (found: FoundFile, read: Exclude<ManifestRead, { kind: 'read' }>): Diagnostic => {
  const { shown } = found;
  switch (read.kind) {
    case 'too-large':
      return explain(
        found,
        'file-too-large',
        `${shown} is larger than 64 MiB`,
        'split it into several files',
      );
    case 'not-regular':
      return explain(found, 'file-unreadable', `${shown} is not a regular file`, 'name a regular file');
    case 'unreadable':
      return explain(
        found,
        'file-unreadable',
        `cannot read ${shown} (${read.code})`,
        'check its permissions',
      );
    case 'no-stdin':
      return explain(found, 'file-unreadable', 'there is no standard input to read', 'name a file');
    case 'outside-root':
      return explain(
        found,
        'file-outside-root',
        `${shown} leads outside the folder that was searched and outside the root folder`,
        'name the file itself, or set the root folder with --root; by default it is the git top level',
      );
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

/** The text of a file, or why its bytes are not text. */
export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | (Explanation & {
      readonly kind: 'refused';
      readonly code: 'invalid-utf8' | 'nul-character';
      /** Text before the offending byte, for its line and column. */
      readonly before: string;
    });

/** Decodes a file that must be UTF-8, without a byte order mark; anything that is not text is refused. */
export const decodeManifest = (bytes: Uint8Array): Decoded => {
  if (hasUtf16Mark(bytes)) return refuse('invalid-utf8', 'the file is UTF-16, not UTF-8', '');
  const decoded = decodeText(bytes);
  if (decoded === null) return refuse('invalid-utf8', 'the file is not valid UTF-8', decodeValidStart(bytes));
  const text = dropByteOrderMark(decoded);
  const nul = text.indexOf('\0');
  if (nul !== -1) return refuse('nul-character', 'the file contains a NUL character', text.slice(0, nul));
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
