import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { GotStream, Request } from 'got';
import { classifyNetworkCode, type Fault, type Method } from './classify.js';
import { createProxyAgent } from './proxy.js';
import { obtain } from '../model/obtain.js';

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: Method;
  /** Starts with `/`; below the API's address. */
  readonly path: string;
  /** JSON text, or null for no body. */
  readonly body: string | null;
}

/** What one attempt at a request brought. */
export type Attempt =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly text: string;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Sends one request once, unless the signal ends it. Never rejects: errors of the network become faults, and their text goes nowhere. */
export type Transport = (request: WireRequest, signal: AbortSignal) => Promise<Attempt>;

/** What all requests have in common. */
export interface TransportOptions {
  readonly apiUrl: URL;
  readonly authorization: () => string;
  readonly userAgent: string;
  /** Milliseconds for one attempt, from the first look-up to the last byte. */
  readonly timeout: number;
  readonly proxy: URL | null;
}

/** Largest answer that is read, after decompression. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Makes the transport: got with its own retries, redirects and errors off, over connections that are kept open. */
export const createTransport = (options: TransportOptions): Transport => {
  const resolvePath = createResolvePath(options.apiUrl);
  const watchAbort = createAbortWatch();
  let sender: Promise<Sender> | null = null;
  return async (request, signal) => {
    const { stream, readFault } = await (sender ??= createSender(options));
    // Only now, because a signal that has aborted already calls nobody.
    if (signal.aborted) return { kind: 'fault', fault: 'aborted' };
    const { method, path, body } = request;
    const authorization = options.authorization();
    const sent = stream(resolvePath(path), {
      method,
      ...(body === null
        ? { headers: { authorization } }
        : { headers: { authorization, 'content-type': 'application/json' }, body }),
    });
    // As a stream it would wait for somebody to write to it.
    if (body === null) sent.end();
    return receive(sent, readFault, (abort) => watchAbort(signal, abort));
  };
};

/** The library, told what all requests have in common. */
interface Sender {
  readonly stream: GotStream;
  readonly readFault: (error: unknown) => Fault;
}

/** Prepares the addresses of paths below the API's own; a path starts with `/` and may carry a query. */
const createResolvePath = (apiUrl: URL): ((path: string) => string) => {
  const base = apiUrl.href.replace(/\/+$/, '');
  return (path) => `${base}${path}`;
};

/** Loaded with the first request, and told once what holds for all: got checks and copies whatever it is told anew for each. */
const createSender = async ({ apiUrl, proxy, timeout, userAgent }: TransportOptions): Promise<Sender> => {
  const { got, RequestError, TimeoutError } = await import('got');
  const isHttps = apiUrl.protocol === 'https:';
  const request = isHttps ? httpsRequest : httpRequest;
  const agent = {
    http: new HttpAgent({ keepAlive: true }),
    https: proxy === null ? new HttpsAgent({ keepAlive: true }) : await createProxyAgent(proxy),
  };
  const { stream } = got.extend({
    headers: { accept: 'application/json', 'user-agent': userAgent },
    agent,
    // Node takes a long list of options apart again for each request, and all but these are left at their defaults.
    request: (url, native, callback) =>
      request(url, { agent: native.agent, headers: native.headers, method: native.method }, callback),
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    timeout: { request: timeout },
  });
  const readFault = (error: unknown): Fault => {
    if (error instanceof TimeoutError) return 'timed-out';
    if (!(error instanceof RequestError)) return 'lost';
    if (proxy !== null && error.message.startsWith('Bad response: ')) return 'proxy-refused';
    return classifyNetworkCode(error.code);
  };
  return { stream, readFault };
};

/** Reads an answer to its end, unless it is too large, or `onAbort` calls back. */
const receive = (
  sent: Request,
  readFault: Sender['readFault'],
  onAbort: (abort: () => void) => () => void,
): Promise<Attempt> =>
  new Promise((resolve) => {
    // Let go of once it is told: whatever holds on to a request of got for a while must not hold its answer too.
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
        if (size > MAX_ANSWER_BYTES) fail('too-large');
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
        text: Buffer.concat(chunks).toString('utf8'),
        headers: Object.fromEntries(
          Object.entries(response.headers).flatMap(([name, value]) =>
            typeof value === 'string' ? [[name, value] as const] : [],
          ),
        ),
      };

/** Calls `abort` once the signal aborts; gives what ends the watch. */
export type WatchAbort = (signal: AbortSignal, abort: () => void) => () => void;

/**
 * Makes the watch of a run: it listens once to each signal, however many requests are under way. A listener for each request costs a
 * tenth of the request, and Node warns of many.
 */
export const createAbortWatch = (): WatchAbort => {
  const watched = new Map<AbortSignal, Set<() => void>>();
  return (signal, abort) => {
    const watching = obtain(watched, signal, () => startWatch(signal));
    watching.add(abort);
    return () => {
      watching.delete(abort);
    };
  };
};

const startWatch = (signal: AbortSignal): Set<() => void> => {
  const watching = new Set<() => void>();
  const abortAll = (): void => {
    for (const abort of watching) abort();
  };
  signal.addEventListener('abort', abortAll, { once: true });
  return watching;
};
