import { platform } from 'node:os';
import { execa, type ResultPromise } from 'execa';
import type { Clock } from '../../model/clock.js';
import { MAX_BYTES } from './file.js';

/** One program to run, without a shell. */
export interface ProgramRun {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Absolute. */
  readonly folder: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether to keep what it writes to stderr, which else is never read. */
  readonly keepsErrors: boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly kill: Kill;
}

/** Sends a signal to a process; to the whole group of one where the id is negative. */
export type Kill = (processId: number, signal: 'SIGTERM' | 'SIGKILL') => void;

/** What became of a program. */
export type ProgramResult =
  | {
      readonly kind: 'ended';
      /** Null where a signal ended it. */
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

/** How long a program may take to end by itself after it was asked to. Milliseconds. */
const GRACE = 1000;
const MAX_ERROR_BYTES = 64 * 1024;
/** Elsewhere a program gets a process group of its own, so that what it started can be ended with it. */
const HAS_GROUPS = platform() !== 'win32';

/** Runs a program to its end, its timeout or the run's interruption, and then leaves nothing of it behind. Never rejects. */
export const runProgram = async (run: ProgramRun): Promise<ProgramResult> => {
  if (run.signal.aborted) return { kind: 'interrupted' };
  const errors: Uint8Array[] = [];
  const child = start(run, errors);
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
    cwd: run.folder,
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
    // Else NODE_DEBUG=execa would print what the program writes.
    verbose: 'none',
  }) as const;

const start = (run: ProgramRun, errors: Uint8Array[]): Child | null => {
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

/** Half a value at the cut could not be told from other text, and so not be hidden. */
const cutToLines = (errors: Buffer): Uint8Array =>
  errors.length < MAX_ERROR_BYTES
    ? errors
    : errors.subarray(0, errors.lastIndexOf(0x0a, MAX_ERROR_BYTES) + 1);

/** First asks, so that locks and sockets get cleaned up, then does not ask; what still holds our pipe is let go. */
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
    // It has ended already.
  }
};

/** How errors call a program: without arguments, which may hold anything, even where they were written into its name. */
export const programName = (program: string): string => {
  const [first = ''] = program.trim().split(/\s/);
  return first === '' ? 'a program without a name' : first;
};
