import { writeSync } from 'node:fs';

/**
 * Writes all bytes to an open file before it returns; throws what the file system says. A disk that fills up takes a part of what it is
 * given and reports success, so that one call is not enough.
 */
export const writeWhole = (descriptor: number, bytes: Uint8Array): void => {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
};
