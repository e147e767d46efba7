import type { Clock } from '../model/clock.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Plan, RequestUsage } from '../model/plan.js';

/** Everything a command may touch of the world outside, handed in by `bin.ts`. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute working folder. */
  readonly cwd: string;
  /** Absolute home folder of the user. */
  readonly homeDir: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Asks on the terminal and gives the answer; null where there is no terminal to ask on. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** What a person types, key by key; null where there is no terminal. */
  readonly keyboard: NodeJS.ReadStream | null;
  readonly clock: Clock;
  /** Sends a signal to a process; to the whole group of one where the id is negative. */
  readonly kill: (processId: number, signal: 'SIGTERM' | 'SIGKILL') => void;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly interrupt: AbortSignal;
  /** Says who reports an error that nobody caught, and gives the exit code; until then Node itself does. */
  readonly onCrash: (report: (error: unknown) => number) => void;
}

/** What a command tells the program that runs it. */
export interface Session {
  /** Sets the exit code of a command that came to its end. */
  readonly finish: (exitCode: number) => void;
  /** Names who counts the requests, for the report of a command that fails half-way. */
  readonly countRequests: (usage: () => RequestUsage) => void;
  /** Hands over the plan of a command that may still fail, likewise for the report. */
  readonly planned: (plan: Plan) => void;
  /** Hands over findings beside the plan's, for annotations and the Code Quality report. */
  readonly found: (diagnostics: readonly Diagnostic[]) => void;
  /** Hands over the Markdown of a command that came to its end, for the job summary. */
  readonly summarize: (render: () => string) => void;
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
