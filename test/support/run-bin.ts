import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { collectRun } from './collect-run.js';
import { needBuild } from './need-build.js';
import type { CliRun } from './run-cli.js';

needBuild();

/** The built command line, as people run it. */
export const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** How to spawn the built command line. */
export interface BinOptions {
  readonly cwd: string;
  /** The whole environment besides PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process once it runs, to send it signals. */
  readonly started?: (child: ChildProcess) => void;
}

/** Spawns the built command line and waits for its end; an exit code of -1 means that a signal ended it. */
export const runBin = (argv: readonly string[], options: BinOptions): Promise<CliRun> => {
  const child = spawn(process.execPath, [BIN, ...argv], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: options.cwd, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.started?.(child);
  return collectRun(child);
};
