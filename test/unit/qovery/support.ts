import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { SecretValue } from '../../../src/model/secret-value.js';
import {
  createClient,
  type Client,
  type ClientEvent,
  type ClientOptions,
} from '../../../src/qovery/client/client.js';
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.js';

export const TOKEN = 'qov_5up3rT0kenTh4tMustNotShow';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a scripted server does with one request. */
export type Reply =
  | {
      readonly status?: number;
      readonly json?: unknown;
      readonly text?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is cut without an answer. */
  | 'reset'
  /** No answer ever comes. */
  | 'hang';

export interface ScriptedServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Methods and paths, in the order in which they came. */
  readonly lines: () => readonly string[];
}

/** Serves over real HTTP on a free loopback port what the script says, until the test is over. */
export const serve = async (
  script: (request: SeenRequest, index: number) => Reply | Promise<Reply>,
): Promise<ScriptedServer> => {
  const seen: SeenRequest[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const entry = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
    seen.push(entry);
    const reply = await script(entry, seen.length - 1);
    if (reply === 'hang') return;
    if (reply === 'reset') {
      request.socket.destroy();
      return;
    }
    const isJson = reply.text === undefined;
    response.sendDate = false;
    response.writeHead(reply.status ?? 200, {
      'content-type': isJson ? 'application/json' : 'text/html; charset=utf-8',
      ...reply.headers,
    });
    response.end(reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    seen,
    lines: () => seen.map(({ method, path }) => `${method} ${path}`),
  };
};

/** A client of a scripted server, and what it does besides sending. */
export interface Rig {
  readonly client: Client;
  readonly clock: VirtualClock;
  readonly events: readonly ClientEvent[];
  readonly interrupt: AbortController;
  readonly abort: AbortController;
}

export const createRig = (apiUrl: string, options: Partial<ClientOptions> = {}): Rig => {
  const clock = createVirtualClock();
  const events: ClientEvent[] = [];
  const interrupt = new AbortController();
  const abort = new AbortController();
  const client = createClient({
    apiUrl,
    token: new SecretValue(TOKEN),
    userAgent: 'qoverride/0.0.0-test',
    parallelism: 10,
    timeout: 5000,
    retryFor: 60_000,
    wait: false,
    env: {},
    clock,
    random: () => 0.5,
    signal: abort.signal,
    interrupt: interrupt.signal,
    notify: (event) => {
      events.push(event);
    },
    ...options,
  });
  return { client, clock, events, interrupt, abort };
};
