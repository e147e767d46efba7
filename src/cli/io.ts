import type { Clock } from '../model/clock.js';

/** Everything the command line may touch of the world outside, handed in by `bin.ts`. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute working folder. */
  readonly cwd: string;
  /** Absolute home folder of the user; null if there is none. */
  readonly homeDir: string | null;
  /** Opened when it is first asked for. */
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** The code of the error that kept standard output from being written, such as `ENOSPC`; null while everything was written. */
  readonly lostOutput: () => string | null;
  /** Asks on the terminal and gives the answer; null where there is no terminal to ask on. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** What a person types, key by key; null where there is no terminal. */
  readonly keyboard: NodeJS.ReadStream | null;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Aborts at the first SIGINT, SIGTERM or SIGHUP. */
  readonly interrupt: AbortSignal;
  /** Says who reports what is known when a later signal ends the program at once; until then nobody does. */
  readonly onEndAtOnce: (report: () => void) => void;
  /** Says who reports an error that nobody caught, and gives the exit code; until then Node itself does. */
  readonly onCrash: (report: (error: unknown) => number) => void;
}

/** A standard stream. */
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Whether people are to see colour on a stream: a terminal, unless `NO_COLOR` or `FORCE_COLOR` say otherwise. */
export const wantsColor = (io: Io, stream: OutputStream, flag: boolean): boolean => {
  if (!flag) return false;
  if (isSet(io.env['NO_COLOR'])) return false;
  const forced = io.env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && io.env['TERM'] !== 'dumb';
};

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';
