import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.js';
import { decodeText } from './decode.js';
import type { FoundFile } from './find-files.js';
import type { ManifestCode } from './problem.js';
import { createSourceFile, locate, type SourceFile } from './source-file.js';

/** Bytes; a manifest of 100,000 overrides has about 20 million. */
const SIZE_LIMIT = 64 * 1024 * 1024;

/** Reads one manifest as text; a file that cannot be one is an error, and is never shown. */
export const readSourceFile = async (found: FoundFile): Promise<SourceFile | Diagnostic> => {
  let bytes: Buffer | null;
  try {
    bytes = await readBytes(found.path);
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

/** The content of a file; null, before anything is read, where it is too large. */
const readBytes = async (path: string): Promise<Buffer | null> => {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return size > SIZE_LIMIT ? null : await file.readFile();
  } finally {
    await file.close();
  }
};

const explain = (found: FoundFile, code: ManifestCode, message: string, hint: string): Diagnostic => ({
  severity: 'error',
  code,
  message,
  hint,
  location: { file: found.shown, line: 1, column: 1 },
});
