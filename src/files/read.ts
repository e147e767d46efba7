import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { codeOf } from './error-code.js';

/** What reading a file gave: its bytes, or why there are none. */
export type FileRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  /** A folder, a device or a socket; a pipe too, where only files may be read. */
  | { readonly kind: 'not-regular' }
  | {
      readonly kind: 'unreadable';
      /** Of the file system, such as `ENOENT`. */
      readonly code: string;
    };

/**
 * Reads a regular file of at most `limit` bytes. Opening it never waits, all checks are made on the open file, and at most one byte
 * above the limit is read, even where a file grows or has more than it claims, as in `/proc`. It is synchronous because such files
 * are small: handing them to another thread would take longer than reading them.
 */
export const readRegularFile = (path: string, limit: number): FileRead => {
  try {
    const file = openForReading(path);
    try {
      return readOpenFile(file, limit);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { kind: 'unreadable', code: codeOf(error) };
  }
};

/** Most bytes of a JSON file that a CI system or this program wrote. */
const LARGEST_JSON = 64 * 1024 * 1024;

/** Reads a JSON file that a CI system or this program wrote, such as the event of a job; null where it cannot be read. */
export const readJsonFile = (path: string): unknown => {
  const read = readRegularFile(path, LARGEST_JSON);
  if (read.kind !== 'read') return null;
  try {
    return JSON.parse(read.bytes.toString('utf8'));
  } catch {
    return null;
  }
};

/** Does not wait for the other end of a pipe, nor take a terminal over; Windows has neither flag. */
const OPEN_FLAGS =
  // oxlint-disable-next-line no-bitwise -- flags of open(2)
  constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Opens a file without waiting for anything; throws what the file system says. */
export const openForReading = (path: string): number => openSync(path, OPEN_FLAGS);

/** Reads an open regular file to its end; throws what the file system says. */
export const readOpenFile = (file: number, limit: number): FileRead => {
  const stats = fstatSync(file);
  if (!stats.isFile()) return { kind: 'not-regular' };
  if (stats.size > limit) return { kind: 'too-large' };
  const gathered = gatherBytes(limit, stats.size);
  for (;;) {
    const count = readSync(file, gathered.room());
    if (count === 0) return gathered.end();
    if (!gathered.add(count)) return { kind: 'too-large' };
  }
};

/** Bytes that are read piece by piece, up to a limit. */
export interface GatheredBytes {
  /** Where to put the next bytes; never empty. */
  readonly room: () => Buffer;
  /** Counts bytes that were put there; false once there are more than the limit. */
  readonly add: (count: number) => boolean;
  readonly end: () => FileRead;
}

/** Room to start with where nobody says how much there is to read. Bytes. */
const FIRST_ROOM = 64 * 1024;

/** Starts to gather bytes; the memory grows with what is read, not with the limit. `expected` is a first guess at how many there are. */
export const gatherBytes = (limit: number, expected: number): GatheredBytes => {
  let buffer = Buffer.allocUnsafe(Math.min(limit, expected === 0 ? FIRST_ROOM : expected) + 1);
  let filled = 0;
  return {
    room: () => {
      if (filled === buffer.length) {
        const larger = Buffer.allocUnsafe(Math.min(limit + 1, 2 * buffer.length));
        buffer.copy(larger);
        buffer = larger;
      }
      return buffer.subarray(filled);
    },
    add: (count) => {
      filled += count;
      return filled <= limit;
    },
    end: () => ({ kind: 'read', bytes: buffer.subarray(0, filled) }),
  };
};
