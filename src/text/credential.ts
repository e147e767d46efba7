import { Failure } from '../model/failure.js';

/**
 * Reads a key or token, wherever it comes from: a byte order mark and white space around it are removed. Null if it is unset or
 * empty. `name` says in errors where it came from, such as `QOVERRIDE_KEY`.
 *
 * @throws Failure `blank-credential` for white space only, `several-lines` for more than one line.
 */
export const readCredential = (text: string | null | undefined, name: string): string | null => {
  if (text === null || text === undefined || text === '') return null;
  const trimmed = text.trim();
  if (trimmed === '') {
    throw new Failure('blank-credential', `${name} contains only white space`, {
      hint: 'set it to its value, or unset it',
    });
  }
  if (/[\r\n]/.test(trimmed)) {
    throw new Failure('several-lines', `${name} contains several lines, but must be a single one`, {
      hint: 'check where it is set: it must contain nothing else',
    });
  }
  return trimmed;
};
