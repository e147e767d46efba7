import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { CliRun } from './run-cli.js';

/** Waits for the end of a process and gives what it printed; an exit code of -1 means that a signal ended it. */
export const collectRun = (child: ChildProcessByStdio<null, Readable, Readable>): Promise<CliRun> =>
  new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        exitCode: code ?? -1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
