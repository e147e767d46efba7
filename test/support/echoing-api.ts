import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that the stand-in has to answer, with all that it could repeat. */
export interface EchoedRequest {
  readonly method: string;
  readonly path: string;
  /** As it came over the wire. */
  readonly body: string;
  readonly authorization: string;
}

/** What an answer is made of. */
export interface EchoReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server that answers as the tests say. */
export interface EchoingApi {
  readonly url: string;
  readonly requests: readonly EchoedRequest[];
  readonly close: () => Promise<void>;
}

/**
 * Starts an API that repeats what it is sent. Where `answer` gives null, the request goes on to the API at `upstream`;
 * where it gives a promise, the answer waits for it.
 */
export const startEchoingApi = async (
  upstream: string,
  answer: (request: EchoedRequest) => EchoReply | null | Promise<EchoReply | null>,
): Promise<EchoingApi> => {
  const requests: EchoedRequest[] = [];
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      body: Buffer.concat(chunks).toString('utf8'),
      authorization: incoming.headers.authorization ?? '',
    };
    requests.push(request);
    const reply = (await answer(request)) ?? (await passOn(upstream, request));
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body);
  };
  const server = createServer((request, response) => {
    // Whoever asked may be gone, and so may the API behind: then there is nobody to answer.
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

const passOn = async (upstream: string, request: EchoedRequest): Promise<EchoReply> => {
  const { method, path, body, authorization } = request;
  const response = await fetch(`${upstream}${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === '' ? {} : { body }),
  });
  return { status: response.status, body: await response.text() };
};
