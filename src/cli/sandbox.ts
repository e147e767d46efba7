import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { readNamedFile } from '../files/read-named.js';
import { parseDuration } from '../text/time.js';
import { Failure } from '../model/failure.js';
import { parseFaults } from '../sandbox/http/faults.js';
import { parseSeed } from '../sandbox/seed/parse-seed.js';
import { startSandbox } from '../run/sandbox.js';
import { parseCount } from './flags/flag-values.js';
import { DONE, type CliCommand } from './commands.js';
import type { Io } from './io.js';

interface SandboxFlags {
  readonly port: number;
  readonly seed?: string;
  readonly latency: number;
  readonly token?: string;
  readonly limit: number;
  readonly burst?: number;
  readonly timeScale: number;
  readonly faults?: string;
}

const HELP = `
The sandbox keeps everything in memory and listens on this machine only.
Like the real API, it never gives out a secret's value.

Examples:
  $ qoverride sandbox
  $ qoverride sandbox --port 8080 --seed examples/demo/seed.yaml
  $ qoverride sandbox --limit 20 --latency 200ms

Then, in another terminal:
  $ export QOVERY_API_URL=http://127.0.0.1:8080 QOVERY_API_TOKEN=anything
  $ qoverride plan`;

/** `qoverride sandbox`: runs a local mock of the Qovery API. */
export const sandboxCommand: CliCommand<SandboxFlags> = {
  forms: {},
  define: (command) => {
    command
      .option('--port <port>', 'port to listen on; 0 picks a free one', parsePort, 0)
      .option('--seed <file>', 'organizations, projects, services and secrets to start with (YAML or JSON)')
      .option('--latency <ms>', 'wait before each answer', parseLatency, 0)
      .option('--token <token>', 'accept only this token (default: any)')
      .option('--limit <n>', 'requests an hour for each token', parseCount, 1000)
      .option(
        '--burst <n>',
        'allow this many requests at once, then as many as the limit refills',
        parseCount,
      )
      .option('--time-scale <n>', 'run the clock of the sandbox n times as fast', parseCount, 1)
      .option('--faults <file>', 'answer some requests with faults, by the rules in a file (YAML or JSON)')
      .addHelpText('after', HELP);
  },
  run: async ({ io, flags }) => {
    const { port, latency, limit, timeScale, burst, token = null } = flags;
    const sandbox = await startSandbox({
      port,
      latency,
      token,
      limit,
      timeScale,
      clock: io.clock,
      ...(burst === undefined ? {} : { burst }),
      ...(flags.seed === undefined ? {} : { seed: parseSeed(await readText(io, flags.seed), flags.seed) }),
      ...(flags.faults === undefined
        ? {}
        : { faults: parseFaults(await readText(io, flags.faults), flags.faults) }),
    });
    io.stdout.write(`Sandbox for the Qovery API: ${sandbox.url}\n`);
    io.stderr.write(
      `\nIn another terminal:\n  export QOVERY_API_URL=${sandbox.url} QOVERY_API_TOKEN=${token === null ? 'anything' : '<the token>'}\n\nStop it with Ctrl-C.\n`,
    );
    await untilInterrupted(io.interrupt);
    await sandbox.close();
    return DONE;
  },
};

/** Limit for a seed and for fault rules. Bytes. */
const LARGEST_FILE = 64 * 1024 * 1024;

const readText = async (io: Io, file: string): Promise<string> => {
  const read = await readNamedFile(resolve(io.cwd, file), { limit: LARGEST_FILE, signal: io.interrupt });
  switch (read.kind) {
    case 'read':
      return read.bytes.toString('utf8');
    case 'too-large':
      throw unreadable(`${file} is larger than 64 MiB`);
    case 'not-regular':
      throw unreadable(`${file} is not a regular file`);
    case 'unreadable':
      throw unreadable(`cannot read ${file} (${read.code})`);
  }
};

const unreadable = (message: string): Failure =>
  new Failure('file-unreadable', message, { hint: 'the format of a seed: qoverride schema sandbox-seed' });

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
