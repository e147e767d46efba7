import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { parseDuration } from '../model/duration.js';
import { Failure } from '../model/failure.js';
import { parseSeed, type SandboxSeed } from '../sandbox/seed.js';
import { startSandbox } from '../sandbox/server.js';
import type { Io } from './io.js';
import { parseCount } from './options.js';

interface SandboxFlags {
  readonly port: number;
  readonly seed?: string;
  readonly latency: number;
  readonly token?: string;
  readonly limit: number;
}

const EXAMPLES = `
The sandbox keeps everything in memory and listens on this machine only.
It never gives out a secret's value, as the real API does not.

Examples:
  $ qoverride sandbox
  $ qoverride sandbox --port 8080 --seed examples/demo/seed.yaml
  $ qoverride sandbox --limit 20 --latency 200ms

Then, in another terminal:
  $ export QOVERY_API_URL=http://127.0.0.1:8080 QOVERY_API_TOKEN=anything
  $ qoverride plan`;

/** `qoverride sandbox`: a local stand-in for the Qovery API. */
export const sandboxCommand = (io: Io): Command =>
  new Command('sandbox')
    .description('run a local stand-in for the Qovery API, for trying the tool and for tests')
    .option('--port <port>', 'port to listen on; 0 picks a free one', parsePort, 0)
    .option('--seed <file>', 'organizations, projects, services and secrets to start with (YAML or JSON)')
    .option('--latency <ms>', 'wait before each answer', parseLatency, 0)
    .option('--token <token>', 'accept only this token (default: any)')
    .option('--limit <n>', 'requests an hour for each token', parseCount, 1000)
    .addHelpText('after', EXAMPLES)
    .action(async (flags: SandboxFlags) => {
      const sandbox = await startSandbox({
        port: flags.port,
        latency: flags.latency,
        token: flags.token ?? null,
        limit: flags.limit,
        clock: io.clock,
        newId: io.newId,
        ...(flags.seed === undefined ? {} : { seed: await readSeed(io, flags.seed) }),
      });
      io.stdout.write(`Sandbox for the Qovery API: ${sandbox.url}\n`);
      io.stderr.write(
        `\nIn another terminal:\n  export QOVERY_API_URL=${sandbox.url} QOVERY_API_TOKEN=${flags.token === undefined ? 'anything' : '<the token>'}\n\nStop it with Ctrl-C.\n`,
      );
      await untilInterrupted(io.interrupt);
      await sandbox.close();
    });

const readSeed = async (io: Io, file: string): Promise<SandboxSeed> => {
  let text: string;
  try {
    text = await readFile(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    throw new Failure(
      'seed-unreadable',
      `cannot read the seed file ${file} (${(error as NodeJS.ErrnoException).code ?? 'unreadable'})`,
      { hint: 'its format: qoverride schema sandbox-seed' },
    );
  }
  return parseSeed(text, file);
};

const untilInterrupted = (interrupt: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (interrupt.aborted) done();
    interrupt.addEventListener('abort', () => done(), { once: true });
  });

const parsePort = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return port;
};

const parseLatency = (text: string): number => {
  const latency = /^\d{1,7}$/.test(text) ? Number(text) : parseDuration(text);
  if (latency === null) throw new InvalidArgumentError('Give milliseconds, or a duration such as 200ms.');
  return latency;
};
