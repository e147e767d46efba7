import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { GENERATED_KEY_BYTES, generateKey } from '../../../../src/plan/signing/generated-key.js';
import type { Measured } from '../../harness/measure.js';
import { BIN, scriptPath } from '../../harness/paths.js';
import { VALUE, type Estate } from './estate.js';

/** An estate on disk. */
export interface Stage {
  readonly folder: string;
  readonly remove: () => void;
}

/** A server of an estate, in a process of its own, so that it takes no time from whoever asks it. */
export interface Server {
  /** What a run of the command line on the estate is measured with. The key is a generated one unless another is given. */
  readonly ours: (job: Job, parallelism: number, key?: string) => Measured;
  /** The same requests by the least that can send them. */
  readonly floor: (job: Job, parallelism: number) => Measured;
  readonly close: () => Promise<void>;
}

export type Job = 'plan' | 'apply';

const GENERATED_KEY = generateKey(randomBytes(GENERATED_KEY_BYTES));

/** Writes an estate to a new folder. */
export const setStage = (estate: Estate): Stage => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-network-'));
  mkdirSync(join(folder, 'overrides'));
  estate.manifests.forEach((text, index) => {
    writeFileSync(join(folder, 'overrides', `${String(index).padStart(4, '0')}.yaml`), text);
  });
  writeFileSync(join(folder, 'seed.json'), JSON.stringify(estate.seed));
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(estate.plan));
  writeFileSync(join(folder, 'apply.json'), JSON.stringify(estate.apply));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
};

export interface ServeOptions {
  /** Milliseconds before each answer. */
  readonly latency: number;
  /** Behind TLS, with a certificate that both sides are told to trust; needs `openssl`. */
  readonly isSecure?: boolean;
}

/** Starts a sandbox with an estate; it sends the headers of a limit, which is out of reach. */
export const serve = async (
  { folder }: Stage,
  { latency, isSecure = false }: ServeOptions,
): Promise<Server> => {
  const flags = ['--port', '0', '--latency', String(latency), '--limit', '1000000'];
  const sandbox = await start([BIN, 'sandbox', ...flags, '--seed', join(folder, 'seed.json')]);
  if (!isSecure) return createServer(folder, sandbox.url, {}, [sandbox.child]);
  const [key, certificate] = makeCertificate(folder);
  const front = await start([scriptPath('tls-front.mjs'), new URL(sandbox.url).port, key, certificate]);
  return createServer(folder, front.url, { NODE_EXTRA_CA_CERTS: certificate }, [front.child, sandbox.child]);
};

const createServer = (
  folder: string,
  url: string,
  trust: Readonly<Record<string, string>>,
  children: readonly ChildProcess[],
): Server => ({
  ours: (job, parallelism, key = GENERATED_KEY) => ({
    command: [
      ...(['node', BIN, job, '--parallelism', String(parallelism)] as const),
      ...(job === 'apply' ? ['--auto-approve'] : []),
      join(folder, 'overrides'),
    ],
    env: {
      ...trust,
      QOVERY_API_URL: url,
      QOVERY_API_TOKEN: 'any',
      QOVERRIDE_KEY: key,
      VALUE,
    },
  }),
  floor: (job, parallelism) => ({
    command: ['node', scriptPath('request-floor.mjs'), url, join(folder, `${job}.json`), String(parallelism)],
    env: trust,
  }),
  close: async () => {
    for (const child of children) {
      child.kill('SIGINT');
      await once(child, 'close');
    }
  },
});

/** Starts a Node program that says its address on its first line. */
const start = async (
  argv: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly url: string }> => {
  const child = spawn('node', argv, { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /https?:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return { child, url };
  }
  throw new Error(`${argv.join(' ')} ended before it said its address`);
};

const makeCertificate = (folder: string): readonly [key: string, certificate: string] => {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '1', ...curve, ...subject, ...files], {
    stdio: 'ignore',
  });
  return [key, certificate];
};
