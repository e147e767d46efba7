// Run by the Node of the executable: `node make-code-cache.ts PROGRAM CACHE FOLDER`, where FOLDER holds the demo.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Script } from 'node:vm';
import type { Io } from '../../src/cli/io.js';
import type * as Program from '../../src/cli/program.js';

const [file = '', cache = '', folder = ''] = process.argv.slice(2);
const script = new Script(readFileSync(file, 'latin1'), { filename: basename(file) });
const module = { exports: {} };
(script.runInThisContext() as (...scope: readonly unknown[]) => void)(
  module.exports,
  (name: string) => process.getBuiltinModule(name),
  module,
);
const { runCli } = module.exports as typeof Program;

const discard = () => new Writable({ write: (_chunk, _encoding, done) => done() });

let now = 0;

/** What the program may see while it warms up: nothing of this machine. */
const io: Io = {
  env: {
    QOVERRIDE_KEY: 'a key for warming up, of more than 32 bytes',
    QOVERY_API_TOKEN: 'none',
    // Nobody listens there.
    QOVERY_API_URL: 'http://127.0.0.1:1',
    CHECKOUT_DATABASE_URL: 'first value',
    WORKER_STRIPE_KEY: 'second value',
    PRODUCTION_STRIPE_KEY: 'third value',
  },
  cwd: folder,
  homeDir: folder,
  stdin: Readable.from([]),
  stdout: discard(),
  stderr: discard(),
  lostOutput: () => null,
  ask: null,
  keyboard: null,
  clock: {
    now: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
  },
  random: () => 0,
  randomBytes: (count) => randomBytes(count),
  interrupt: new AbortController().signal,
  onEndAtOnce: () => undefined,
  onCrash: () => undefined,
};

// What these commands call is in the cache. The last two end at the first request.
for (const argv of [['validate'], ['plan', '--help'], ['plan'], ['apply', '--auto-approve']]) {
  await runCli(argv, io);
}
writeFileSync(cache, script.createCachedData());
