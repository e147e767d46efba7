import { platform } from 'node:os';
import type { execa as Execa, ResultPromise } from 'execa';
import type { Clock } from '../../model/clock.js';
import { MAX_BYTES } from './file.js';

/** One program to run, without a shell. */
export interface ProgramRun {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Absolute; null: the working folder of this process. */
  readonly folder: string | null;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether to keep what it writes to stderr, which is not read otherwise. */
  readonly keepsErrors: boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly kill: Kill;
}

/** Sends a signal to a process, or to its whole group if the id is negative. */
export type Kill = (processId: number, signal: 'SIGTERM' | 'SIGKILL') => void;

/** The result of running a program. */
export type ProgramResult =
  | {
      readonly kind: 'ended';
      /** Null if a signal ended it. */
      readonly exitCode: number | null;
      readonly signalName: string | null;
      readonly stdout: Uint8Array;
      /** Whole lines of its first 64 KiB. */
      readonly stderr: Uint8Array;
    }
  | {
      readonly kind:
        'not-found' | 'not-started' | 'too-much-output' | 'output-lost' | 'timed-out' | 'interrupted';
    };

/** How long a program may take to end after SIGTERM. Milliseconds. */
const GRACE = 1000;
const MAX_ERROR_BYTES = 64 * 1024;
/** Except on Windows, a program gets its own process group, so that everything it started can be stopped with it. */
const HAS_GROUPS = platform() !== 'win32';

/** Runs a program until it ends, times out or is interrupted, and leaves no process behind. Never rejects. */
export const runProgram = async (run: ProgramRun): Promise<ProgramResult> => {
  if (run.signal.aborted) return { kind: 'interrupted' };
  const errors: Uint8Array[] = [];
  // Loaded here, because most runs start no program.
  const { execa } = await import('execa');
  const child = start(execa, run, errors);
  if (child === null) return { kind: 'not-started' };
  const result = child.then((ended) => describe(ended, cutToLines(Buffer.concat(errors))));
  const over = new AbortController();
  const expiry = run.clock.sleep(run.timeout, AbortSignal.any([run.signal, over.signal])).then(() => null);
  const first = await Promise.race([result, expiry]);
  over.abort();
  if (first !== null) {
    if (first.kind === 'too-much-output') signalAll(run.kill, child, 'SIGKILL');
    return run.signal.aborted ? { kind: 'interrupted' } : first;
  }
  await endAll(child, result, run);
  return { kind: run.signal.aborted ? 'interrupted' : 'timed-out' };
};

type Child = ResultPromise<ReturnType<typeof options>>;

const options = (run: ProgramRun) =>
  ({
    ...(run.folder === null ? {} : { cwd: run.folder }),
    env: run.env,
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: run.keepsErrors ? 'pipe' : 'ignore',
    encoding: 'buffer',
    buffer: { stdout: true, stderr: false },
    stripFinalNewline: false,
    maxBuffer: { stdout: MAX_BYTES },
    detached: HAS_GROUPS,
    reject: false,
    // Otherwise NODE_DEBUG=execa would print what the program writes.
    verbose: 'none',
  }) as const;

const start = (execa: typeof Execa, run: ProgramRun, errors: Uint8Array[]): Child | null => {
  try {
    const child = execa(run.program, run.arguments, options(run));
    let size = 0;
    child.stderr?.on('data', (chunk: Uint8Array) => {
      if (size < MAX_ERROR_BYTES) errors.push(chunk);
      size += chunk.length;
    });
    return child;
  } catch {
    return null;
  }
};

const describe = (ended: Awaited<Child>, stderr: Uint8Array): ProgramResult => {
  if (ended.isMaxBuffer) return { kind: 'too-much-output' };
  if (ended.exitCode === undefined && ended.signal === undefined) {
    return { kind: ended.code === 'ENOENT' ? 'not-found' : 'not-started' };
  }
  if (ended.failed && ended.exitCode === 0) return { kind: 'output-lost' };
  return {
    kind: 'ended',
    exitCode: ended.exitCode ?? null,
    signalName: ended.signal ?? null,
    stdout: ended.stdout,
    stderr,
  };
};

/** Cuts at a line end, because half a value at the cut would not be recognized and hidden. */
const cutToLines = (errors: Buffer): Uint8Array =>
  errors.length < MAX_ERROR_BYTES
    ? errors
    : errors.subarray(0, errors.lastIndexOf(0x0a, MAX_ERROR_BYTES) + 1);

/** Sends SIGTERM first, so that the program can clean up, then SIGKILL, and finally abandons anything that holds the pipe open. */
const endAll = async (child: Child, result: Promise<unknown>, { clock, kill }: ProgramRun): Promise<void> => {
  signalAll(kill, child, 'SIGTERM');
  const over = new AbortController();
  await Promise.race([result, clock.sleep(GRACE, over.signal)]);
  over.abort();
  signalAll(kill, child, 'SIGKILL');
  child.stdout.destroy();
  child.stderr?.destroy();
  child.unref();
};

const signalAll = (kill: Kill, child: Child, signal: 'SIGTERM' | 'SIGKILL'): void => {
  if (child.pid === undefined) return;
  try {
    kill(HAS_GROUPS ? -child.pid : child.pid, signal);
  } catch {
    // It has already ended.
  }
};

/** Names a program in errors, without arguments, which may contain anything, even if they were written into its name. */
export const programName = (program: string): string => {
  const [first = ''] = program.trim().split(/\s/);
  return first === '' ? 'a program without a name' : first;
};
