import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.js';
import { decodeText } from './decode.js';
import type { FoundFile } from './find-files.js';
import type { ManifestCode } from './problem.js';
import { createSourceFile, locate, type SourceFile } from './source-file.js';

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
  return { severity: 'error', code, message, hint, location };
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

const explain = (found: FoundFile, code: ManifestCode, message: string, hint: string): Diagnostic => ({
  severity: 'error',
  code,
  message,
  hint,
  location: { file: found.shown, line: 1, column: 1 },
});
