import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { got, RequestError, TimeoutError, type Response } from 'got';
import { resolvePath } from './api-url.js';
import { classifyNetworkCode, type Fault, type Method } from './classify.js';
import { createProxyAgent } from './proxy.js';

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
  const httpAgent = new HttpAgent({ keepAlive: true });
  let httpsAgent: Promise<HttpsAgent> | null = null;
  const openHttpsAgent = (): Promise<HttpsAgent> =>
    (httpsAgent ??=
      options.proxy === null
        ? Promise.resolve(new HttpsAgent({ keepAlive: true }))
        : createProxyAgent(options.proxy));

  return async (request, signal) => {
    if (signal.aborted) return { kind: 'fault', fault: 'aborted' };
    const agent = { http: httpAgent, https: await openHttpsAgent() };
    const cut = new AbortController();
    const pending = got(resolvePath(options.apiUrl, request.path), {
      method: request.method,
      headers: {
        accept: 'application/json',
        authorization: options.authorization(),
        'user-agent': options.userAgent,
        ...(request.body === null ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === null ? {} : { body: request.body }),
      agent,
      responseType: 'text',
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      timeout: { request: options.timeout },
      signal: AbortSignal.any([signal, cut.signal]),
    });
    void pending.on('downloadProgress', ({ transferred }) => {
      if (transferred > MAX_ANSWER_BYTES) cut.abort();
    });
    try {
      return readAnswer(await pending);
    } catch (error) {
      if (signal.aborted) return { kind: 'fault', fault: 'aborted' };
      if (cut.signal.aborted) return { kind: 'fault', fault: 'too-large' };
      return { kind: 'fault', fault: readFault(error, options.proxy !== null) };
    }
  };
};

const readAnswer = (response: Response<string>): Attempt => ({
  kind: 'answer',
  status: response.statusCode,
  text: response.body,
  headers: Object.fromEntries(
    Object.entries(response.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    ),
  ),
});

const readFault = (error: unknown, isProxied: boolean): Fault => {
  if (error instanceof TimeoutError) return 'timed-out';
  if (!(error instanceof RequestError)) return 'lost';
  if (isProxied && error.message.startsWith('Bad response: ')) return 'proxy-refused';
  return classifyNetworkCode(error.code);
};
