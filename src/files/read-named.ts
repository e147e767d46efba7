import { closeSync, fstatSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { Failure, throwIfInterrupted } from '../model/failure.js';
import { gatherBytes, openForReading, readOpenFile, type FileRead } from './read.js';
import { codeOf } from './error-code.js';

/** How far a reading goes. */
export interface ReadLimits {
  /** Most bytes. */
  readonly limit: number;
  /** Ends the reading, also while it waits for the other end of a pipe. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a file that the user named: a regular file, or a pipe up to its end. A pipe that nobody writes to yet is waited for.
 *
 * @throws Failure `interrupted` once the signal is aborted.
 */
export const readNamedFile = async (path: string, limits: ReadLimits): Promise<FileRead> =>
  orUnreadable(limits.signal, async () => {
    const file = openForReading(path);
    try {
      if (!fstatSync(file).isFIFO()) return readOpenFile(file, limits.limit);
      return await readPipe(file, DESCRIPTOR.test(path), limits);
    } finally {
      closeSync(file);
    }
  });

/** Pipes that are open in this process already, and so had a writer. Source: /dev and /proc of Linux, macOS and the BSDs. */
const DESCRIPTOR = /^\/(?:dev\/stdin|(?:dev|proc\/self)\/fd\/\d+)$/;

/** Milliseconds between two looks at a pipe that has nothing to read. */
const PIPE_POLL = 10;

const readPipe = async (file: number, hadWriter: boolean, limits: ReadLimits): Promise<FileRead> => {
  const gathered = gatherBytes(limits.limit, 0);
  let hasWriter = hadWriter;
  for (;;) {
    throwIfInterrupted(limits.signal);
    const count = readIfReady(file, gathered.room());
    if (count === 0 && hasWriter) return gathered.end();
    hasWriter ||= count !== 0;
    if (count === null || count === 0) await pause(limits.signal);
    else if (!gathered.add(count)) return { kind: 'too-large' };
  }
};

/** How many bytes there were; null where a writer has not written any yet, 0 where there is no writer. */
const readIfReady = (file: number, room: Buffer): number | null => {
  try {
    return readSync(file, room);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return null;
    throw error;
  }
};

/** An interrupt ends the pause, and the next step sees it. */
const pause = async (signal: AbortSignal | undefined): Promise<void> => {
  await setTimeout(PIPE_POLL, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
};

/**
 * Reads a stream, such as standard input, up to its end, and closes it.
 *
 * @throws Failure `interrupted` once the signal is aborted.
 */
export const readStream = async (
  source: AsyncIterable<Uint8Array>,
  { limit, signal }: ReadLimits,
): Promise<FileRead> =>
  orUnreadable(signal, async () => {
    const iterator = source[Symbol.asyncIterator]();
    const abort = waitForAbort(signal);
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for (;;) {
        const step = await Promise.race([iterator.next(), abort.happens]);
        if (step === 'aborted') throw interrupted();
        if (step.done === true) return { kind: 'read', bytes: Buffer.concat(chunks) };
        size += step.value.length;
        if (size > limit) return { kind: 'too-large' };
        chunks.push(step.value);
      }
    } finally {
      abort.forget();
      // An iterator cannot end while it waits for the next chunk, and a stream that waits would keep the program from ending.
      if (source instanceof Readable) source.destroy();
      else iterator.return?.().catch(() => undefined);
    }
  });

const waitForAbort = (
  signal: AbortSignal | undefined,
): { readonly happens: Promise<'aborted'>; readonly forget: () => void } => {
  let forget = (): void => undefined;
  const happens = new Promise<'aborted'>((resolve) => {
    const listener = (): void => resolve('aborted');
    signal?.addEventListener('abort', listener, { once: true });
    forget = () => signal?.removeEventListener('abort', listener);
  });
  return { happens, forget };
};

const orUnreadable = async (
  signal: AbortSignal | undefined,
  read: () => Promise<FileRead>,
): Promise<FileRead> => {
  throwIfInterrupted(signal);
  try {
    return await read();
  } catch (error) {
    throwIfInterrupted(signal);
    return { kind: 'unreadable', code: codeOf(error) };
  }
};

const interrupted = (): Failure => new Failure('interrupted', 'interrupted');
