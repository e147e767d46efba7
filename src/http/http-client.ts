import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { GotStream, Request } from 'got';
import { createAbortWatch } from './abort-watch.js';
import { classifyNetworkError } from './network-error.js';
import { createHttpsAgent, type TlsOptions } from './agent.js';
import type { Fault, Method } from './classify.js';

/** One request as it goes over the wire. */
export interface HttpRequest {
  readonly method: Method;
  /** Starts with `/` and may have a query; below the client's base URL. */
  readonly path: string;
  /** JSON text, or null for no body. */
  readonly body: string | null;
  /** Headers of this request beside those of the client. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What one attempt at a request brought. */
export type Attempt =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: Buffer;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'fault'; readonly fault: Fault };

/**
 * Sends one request once, until the answer is complete or the signal aborts it. Follows no redirects and keeps no cookies. Never
 * rejects: network errors become faults, and their text, which may hold the URL or a token, goes nowhere.
 */
export type HttpClient = (request: HttpRequest, signal: AbortSignal) => Promise<Attempt>;

/** What all requests to one server have in common. */
export interface HttpClientOptions {
  /** From `parseBaseUrl`. */
  readonly baseUrl: URL;
  /** Headers of every request, called for each one, so that tokens are not kept as text. Names in lower case. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Milliseconds for one attempt, from the name look-up to the last byte. */
  readonly timeout: number;
  /** Bytes of the largest answer that is read, counted after decompression. */
  readonly maxAnswerBytes: number;
  /** Whether to ask for compressed answers. Default: true. Without it a compressed answer is left as it is. */
  readonly compression?: boolean;
  /** From `findProxy`; null for none. */
  readonly proxy: URL | null;
  /** Default: the certificate authorities of Node, and no client certificate. */
  readonly tls?: TlsOptions;
}

/** Makes a client over connections that are kept open. It sends nothing and loads nothing until its first request. */
export const createHttpClient = (options: HttpClientOptions): HttpClient => {
  const base = options.baseUrl.href.replace(/(?<!\/)\/+$/, '');
  const watchAbort = createAbortWatch();
  let sender: Promise<Sender> | null = null;
  return async ({ method, path, body, headers: own }, signal) => {
    const { stream, readFault } = await (sender ??= createSender(options));
    // Only now: a signal that has already aborted calls nobody.
    if (signal.aborted) return { kind: 'fault', fault: 'aborted' };
    const headers = own === undefined ? options.headers() : { ...options.headers(), ...own };
    const sent = stream(`${base}${path}`, {
      method,
      ...(body === null
        ? { headers }
        : { headers: { ...headers, 'content-type': 'application/json' }, body }),
    });
    // A stream without a body waits for somebody to write to it.
    if (body === null) sent.end();
    return receive(sent, readFault, options.maxAnswerBytes, (abort) => watchAbort(signal, abort));
  };
};

/** Proxies and gateways add more than the 16 KiB that Node allows. */
const MAX_HEADER_BYTES = 64 * 1024;

/** The library, prepared for one server. */
interface Sender {
  readonly stream: GotStream;
  readonly readFault: (error: unknown) => Fault;
}

/** Loads got with the first request, and prepares it once: got checks and copies again whatever comes with a single request. */
const createSender = async (options: HttpClientOptions): Promise<Sender> => {
  const { baseUrl, compression = true, proxy, timeout, tls = {} } = options;
  const { got, RequestError, TimeoutError } = await import('got');
  const request = baseUrl.protocol === 'https:' ? httpsRequest : httpRequest;
  const agent = { http: new Agent({ keepAlive: true }), https: await createHttpsAgent(proxy, tls) };
  const { stream } = got.extend({
    headers: { accept: 'application/json', ...(compression ? {} : { 'accept-encoding': 'identity' }) },
    decompress: compression,
    agent,
    // Node takes a long list of options apart for each request, and all but these keep their defaults.
    request: (url, native, callback) =>
      request(
        url,
        {
          agent: native.agent,
          headers: native.headers,
          method: native.method,
          maxHeaderSize: MAX_HEADER_BYTES,
        },
        callback,
      ),
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    timeout: { request: timeout },
  });
  const readFault = (error: unknown): Fault => {
    if (error instanceof TimeoutError) return 'timed-out';
    if (!(error instanceof RequestError)) return 'lost';
    if (proxy !== null && error.message.startsWith('Bad response: ')) return 'proxy-refused';
    return classifyNetworkError(error);
  };
  return { stream, readFault };
};

/** Reads an answer to its end, unless it grows too large, or `onAbort` calls back. */
const receive = (
  sent: Request,
  readFault: Sender['readFault'],
  maxAnswerBytes: number,
  onAbort: (abort: () => void) => () => void,
): Promise<Attempt> =>
  new Promise((resolve) => {
    // Dropped once it is called: whatever keeps a request of got for a while must not keep its answer too.
    let tell: ((attempt: Attempt) => void) | null = resolve;
    let chunks: Buffer[] = [];
    let size = 0;
    const settle = (attempt: Attempt): void => {
      tell?.(attempt);
      tell = null;
      chunks = [];
      forget();
    };
    const fail = (fault: Fault): void => {
      settle({ kind: 'fault', fault });
      sent.destroy();
    };
    const forget = onAbort(() => fail('aborted'));
    sent
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxAnswerBytes) fail('too-large');
      })
      .on('end', () => settle(readAnswer(sent.response, chunks)))
      .on('error', (error) => fail(readFault(error)));
  });

const readAnswer = (response: Request['response'], chunks: readonly Buffer[]): Attempt =>
  response === undefined
    ? { kind: 'fault', fault: 'lost' }
    : {
        kind: 'answer',
        status: response.statusCode,
        body: Buffer.concat(chunks),
        headers: Object.fromEntries(
          Object.entries(response.headers).flatMap(([name, value]) =>
            typeof value === 'string' ? [[name, value] as const] : [],
          ),
        ),
      };
