import { fstatSync } from 'node:fs';
import { Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { writeWhole } from './descriptor.js';
import { codeOf } from './error-code.js';

/** A standard stream that never throws: what could not be written is remembered instead. */
export interface StandardStream {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  /** The code of the first error, such as `ENOSPC`; null while everything was written. */
  readonly lost: () => string | null;
}

/**
 * Opens standard output (1) or standard error (2). Node writes to a file with one call, and takes a part that fits on a disk that fills
 * up for the whole; so files and devices are written to here. `native` is Node's own stream, for terminals and pipes.
 */
export const openStandardStream = (descriptor: 1 | 2, native: () => NodeJS.WriteStream): StandardStream => {
  let failure: string | null = null;
  const fail = (error: unknown): void => {
    const code = codeOf(error);
    // A reader such as `head` may close the pipe early: that is no error.
    if (code !== 'EPIPE') failure ??= code;
  };
  const stream = isFileOrDevice(descriptor) ? createFileStream(descriptor, fail) : native().on('error', fail);
  return { stream, lost: () => failure };
};

const isFileOrDevice = (descriptor: number): boolean => {
  try {
    const stats = fstatSync(descriptor);
    return stats.isFile() || (stats.isCharacterDevice() && !isatty(descriptor));
  } catch {
    return false;
  }
};

/** Writes each text whole before it returns, or nothing more after the first error. */
const createFileStream = (descriptor: number, fail: (error: unknown) => void): Writable => {
  let hasFailed = false;
  return new Writable({
    decodeStrings: true,
    write: (chunk: Buffer, _encoding, done) => {
      try {
        if (!hasFailed) writeWhole(descriptor, chunk);
      } catch (error) {
        hasFailed = true;
        fail(error);
      }
      done();
    },
  });
};
