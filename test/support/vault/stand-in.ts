import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** What the stand-in answers: a status and a body, JSON unless it is text. */
export interface StandInReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Starts a stand-in for Vault that stops when the test ends. It is only for what a real server cannot be made to do: broken answers,
 * gateways in front of it, and the statuses of Vault Enterprise. Everything else is tested with OpenBao; see `bao.ts`.
 */
export const startStandIn = async (
  answer: (count: number) => StandInReply,
): Promise<{ readonly url: string; readonly count: () => number }> => {
  let count = 0;
  const url = await listen((_request, response) => {
    count += 1;
    const reply = answer(count);
    const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? { errors: [] });
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(body);
  });
  return { url, count: () => count };
};

/** Serves raw requests on a free port of this machine until the test ends. */
export const listen = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
});
