import { Failure } from '../model/failure.js';

/** Says that a file cannot be written, and why, from the error that writing it gave. */
export const explainUnwritable = (file: string, error: unknown): Failure => {
  const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
  return new Failure('file-unwritable', `cannot write ${file} (${reason})`, {
    hint: 'name a file in a folder that exists and that you may write to',
  });
};
