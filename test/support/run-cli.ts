import { randomBytes } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { runCli } from '../../src/cli/program.js';
import type { Io } from '../../src/cli/io.js';
import { realClock } from './clock.js';

/** What a person saw of one command. */
export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What differs from a plain run without a terminal. */
export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Answers the prompt; without it there is no terminal to ask on. */
  readonly answer?: string;
  readonly interrupt?: AbortSignal;
  readonly io?: Partial<Io>;
}

/** Runs one command in this process, against whatever the environment given points at. */
export const runInProcess = async (argv: readonly string[], options: CliOptions): Promise<CliRun> => {
  const stdout = captureStream();
  const stderr = captureStream();
  const { answer } = options;
  const exitCode = await runCli(argv, {
    env: options.env ?? {},
    cwd: options.cwd,
    homeDir: options.cwd,
    stdin: Readable.from([]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    ask: answer === undefined ? null : () => Promise.resolve(answer),
    keyboard: null,
    clock: realClock,
    random: () => Math.random(),
    randomBytes: (count) => randomBytes(count),
    interrupt: options.interrupt ?? new AbortController().signal,
    lostOutput: () => null,
    onEndAtOnce: () => undefined,
    onCrash: () => undefined,
    ...options.io,
  });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
};

const captureStream = () => {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
};
