import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectRun } from './collect-run.js';
import { needBuild } from './need-build.js';
import type { CliRun } from './run-cli.js';

needBuild();

/** The built command line, as people run it with Node. */
export const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

const EXECUTABLE = process.env['QOVERRIDE_BIN'];

/** What starts the command line: the built one, or the executable that `QOVERRIDE_BIN` names. */
export const PROGRAM: readonly [file: string, ...argv: readonly string[]] =
  EXECUTABLE === undefined ? [process.execPath, BIN] : [resolve(EXECUTABLE)];

/** How to spawn the built command line. */
export interface BinOptions {
  readonly cwd: string;
  /** The whole environment besides PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process once it runs, to send it signals. */
  readonly started?: (child: ChildProcess) => void;
}

/** Spawns the command line and waits for its end; an exit code of -1 means that a signal ended it. */
export const runBin = (argv: readonly string[], options: BinOptions): Promise<CliRun> => {
  const [file, ...first] = PROGRAM;
  const child = spawn(file, [...first, ...argv], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: options.cwd, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.started?.(child);
  return collectRun(child);
};
