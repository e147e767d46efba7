import { resolve } from 'node:path';
import { readNamedFile, readStream } from '../../files/read-named.js';
import { Failure } from '../../model/failure.js';
import type { Io } from '../io.js';
import { STANDARD_STREAM } from './flag-values.js';

/** A larger file is no saved plan. Bytes. */
const LARGEST_PLAN = 64 * 1024 * 1024;

/** Reads the file of `--plan`; `operands` are the manifests. Throws a `Failure` (`plan-file-unreadable`). */
export const readSavedPlan = async (io: Io, file: string, operands: readonly string[]): Promise<string> => {
  if (file === STANDARD_STREAM && operands.includes(STANDARD_STREAM)) {
    throw new Failure('usage', 'standard input cannot be both the saved plan and a manifest', {
      hint: 'name a file for one of them',
    });
  }
  const limits = { limit: LARGEST_PLAN, signal: io.interrupt };
  const read =
    file === STANDARD_STREAM
      ? await readStream(io.stdin, limits)
      : await readNamedFile(resolve(io.cwd, file), limits);
  switch (read.kind) {
    case 'read':
      return read.bytes.toString('utf8');
    case 'too-large':
      throw new Failure('plan-file-unreadable', `${file} is too large to be a saved plan`);
    case 'not-regular':
      throw unreadablePlan(`the saved plan ${file} is not a regular file`);
    case 'unreadable':
      throw unreadablePlan(`cannot read the saved plan ${file} (${read.code})`);
  }
};

const unreadablePlan = (message: string): Failure =>
  new Failure('plan-file-unreadable', message, { hint: 'make one with: qoverride plan --out FILE' });
