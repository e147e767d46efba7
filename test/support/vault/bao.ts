import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether OpenBao's program is on PATH. */
export const isBaoHere = spawnSync('bao', ['version']).error === undefined;

/** What a test asks the API of a server for. */
export interface ApiOptions {
  readonly token?: string;
  readonly namespace?: string;
}

/** A real OpenBao. */
export interface Bao {
  readonly url: string;
  /** Of the operator, who may do anything. */
  readonly token: string;
  /** Asks the API; an answer without a body is an empty object. Throws for a status from 400. */
  readonly api: (method: string, path: string, body?: unknown, options?: ApiOptions) => Promise<Json>;
  /** Ends the program. */
  readonly stop: () => Promise<void>;
}

/** An answer of the API, as far as tests look into it. */
// oxlint-disable-next-line typescript/no-explicit-any -- the shape differs for each path
export type Json = any;

/** A port that was free a moment ago. */
export const findPort = async (): Promise<number> => {
  const server = createNetServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
};

/** Asks the API of a server. */
export const askApi = async (
  url: string,
  method: string,
  path: string,
  body: unknown,
  { token, namespace }: ApiOptions,
): Promise<Json> => {
  const response = await fetch(`${url}/v1/${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { 'x-vault-token': token }),
      ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 400) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
  return text === '' ? {} : JSON.parse(text);
};

/** Repeats a step until it succeeds; fails with its last error after 20 seconds. */
export const untilItWorks = async <T>(step: () => Promise<T>): Promise<T> => {
  for (let left = 200; ; left -= 1) {
    try {
      return await step();
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
};

/** A program of OpenBao that runs in the background, with a home of its own. */
export const spawnBao = (argv: readonly string[]): { readonly stop: () => Promise<void> } => {
  const home = mkdtempSync(join(tmpdir(), 'bao-'));
  const child: ChildProcess = spawn('bao', argv, {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], HOME: home },
  });
  const ended = new Promise((resolve) => {
    child.on('exit', resolve);
  });
  return {
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
};

/** Starts a server that keeps everything in memory, with a KV version 2 engine at `secret`. */
export const startBao = async (): Promise<Bao> => {
  const port = await findPort();
  const url = `http://127.0.0.1:${String(port)}`;
  const token = 'root-token-of-the-test';
  const server = spawnBao([
    'server',
    '-dev',
    '-dev-no-store-token',
    `-dev-root-token-id=${token}`,
    `-dev-listen-address=127.0.0.1:${String(port)}`,
  ]);
  const api: Bao['api'] = (method, path, body, options = {}) =>
    askApi(url, method, path, body, { token, ...options });
  // A fresh mount answers 400 ("Upgrading") or 404 for a moment.
  await untilItWorks(() => api('GET', 'secret/config'));
  return { url, token, api, stop: server.stop };
};

/** Starts a server from a configuration, as `-config` takes it; sealed. */
export const startBaoWith = (folder: string, name: string, config: string) => {
  writeFileSync(join(folder, `${name}.hcl`), config);
  return spawnBao([name.startsWith('proxy') ? 'proxy' : 'server', `-config=${join(folder, `${name}.hcl`)}`]);
};

/** A server in front of another one that notes what passes: method and path of each request. */
export const recordRequests = async (
  target: string,
): Promise<{ readonly url: string; readonly seen: string[]; readonly close: () => void }> => {
  const seen: string[] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    const forwarded = httpRequest(
      `${target}${incoming.url ?? ''}`,
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    seen,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
