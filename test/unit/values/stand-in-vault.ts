import { execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** What the stand-in answers: a status and a body, JSON unless it is text. */
export interface StandInReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A stand-in for Vault, built from the documented answers of KV version 2. Nobody tried a real one with these tests. */
export interface StandInVault {
  readonly url: string;
  /** Method, path and headers of each request, in order. */
  readonly requests: readonly Pick<IncomingMessage, 'method' | 'url' | 'headers'>[];
}

/** Starts a stand-in that answers each request by its path; it stops when the test ends. */
export const startVault = async (
  answer: (url: string, count: number) => StandInReply,
): Promise<StandInVault> => {
  const requests: IncomingMessage[] = [];
  const url = await listen((request, response) => {
    requests.push(request);
    const reply = answer(request.url ?? '', requests.length);
    const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? { errors: [] });
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(body);
  });
  return { url, requests };
};

/** Serves raw requests on a free port of this machine until the test ends. */
export const listen = async (listener: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await open(createServer(listener))}`;

/** The same over https, with a certificate that nobody vouches for; counts the requests that came through. */
export const listenSecurely = async (): Promise<{
  readonly url: string;
  readonly requests: () => number;
}> => {
  const pem = execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', '-', '-subj', '/CN=127.0.0.1', '-days', '1'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let count = 0;
  const server = createSecureServer({ key: pem, cert: pem }, (_request, response) => {
    count += 1;
    response.end();
  });
  return { url: `https://127.0.0.1:${await open(server)}`, requests: () => count };
};

const open = async (server: Server | SecureServer): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
};

const servers: (Server | SecureServer)[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
});

/** The answer to a read. Source: Vault's documentation, KV version 2, "Read secret version". */
export const secretReply = (data: unknown, version = 3): StandInReply => ({
  status: 200,
  body: {
    request_id: 'b5f5a2a3-0f7c-4f2a-9d0e-1a2b3c4d5e6f',
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data: { data, metadata: metadataOf(version) },
    wrap_info: null,
    warnings: null,
    auth: null,
  },
});

/** The answer for a version that was deleted or destroyed: a 404 with null data. Source: the same page, and "Soft delete". */
export const deletedReply = (destroyed: boolean): StandInReply => ({
  status: 404,
  body: {
    data: { data: null, metadata: { ...metadataOf(2), deletion_time: '2026-03-22T02:36:43Z', destroyed } },
  },
});

const metadataOf = (version: number) => ({
  created_time: '2026-03-22T02:24:06.945319214Z',
  custom_metadata: null,
  deletion_time: '',
  destroyed: false,
  version,
});
