import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAction, type ActionIo } from './action/run-action.js';

/** The program, which a release puts beside the action. */
const BIN = fileURLToPath(new URL('bin.js', import.meta.url));
const EXIT_FAILED = 1;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const folder = mkdtempSync(join(process.env['RUNNER_TEMP'] || tmpdir(), 'qoverride-'));

const run: ActionIo['run'] = (argv, { cwd, env }) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...argv], {
      cwd,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // A runner that cancels a job signals the action alone.
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, forward);
    child.on('error', reject).on('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, forward);
      resolve(code ?? EXIT_FAILED);
    });
  });

try {
  process.exitCode = await runAction({
    env: process.env,
    cwd: process.cwd(),
    log: (text) => process.stdout.write(text),
    run,
    folder,
    newId: randomUUID,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
