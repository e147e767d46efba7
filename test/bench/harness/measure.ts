import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** What one run of a process took. */
export interface Measurement {
  readonly wallMs: number;
  /** User and system time together. */
  readonly cpuMs: number;
  /** The largest resident set; null where it was not asked for. */
  readonly peakMiB: number | null;
}

export interface Measured {
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Also measures the peak of memory, of a Node process, by a script loaded before it, which costs about a millisecond. */
  readonly peak?: boolean;
  readonly exitCode?: number;
}

// The shell's own clock: it costs the process nothing, and counts what the process does while it ends.
const TIMED = 'TIMEFORMAT="%3R %3U %3S"; { time "$@" 2>&4; } 2>&3';

/** Runs a program once, its output thrown away, and gives what it took. Fails where the exit code is not the one expected. */
export const measure = async ({
  command,
  env = {},
  cwd,
  peak = false,
  exitCode = 0,
}: Measured): Promise<Measurement> => {
  const preload = `--require=${new URL('../scripts/report-peak.cjs', import.meta.url).pathname}`;
  const child = spawn('bash', ['-c', TIMED, 'bash', ...command], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'],
    env: { ...process.env, ...env, ...(peak ? { NODE_OPTIONS: preload } : {}) },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const [, , , times, stderr] = child.stdio;
  if (!(times && stderr && 'read' in times && 'read' in stderr)) throw new Error('a pipe is missing');
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [reported, said, code] = await Promise.all([text(times), text(stderr), ended]);
  if (code !== exitCode) {
    throw new Error(`${command.join(' ')} ended with ${String(code)}:\n${said.slice(-2000)}`);
  }
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = (
    /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+)$/m.exec(reported)?.slice(1) ?? []
  ).map(Number);
  const kibibytes = /^peak (\d+)$/m.exec(reported)?.[1];
  if (peak && kibibytes === undefined) throw new Error(`${command.join(' ')} did not report its peak`);
  return {
    wallMs: wall * 1000,
    cpuMs: (user + system) * 1000,
    peakMiB: kibibytes === undefined ? null : Number(kibibytes) / 1024,
  };
};
