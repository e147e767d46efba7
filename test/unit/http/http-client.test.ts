import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../../src/http/http-client.js';

const LIST = { method: 'GET', path: '/organization', body: null } as const;
const never = new AbortController().signal;

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

const connect = (url: string, extra: Partial<HttpClientOptions> = {}): HttpClient =>
  createHttpClient({
    baseUrl: new URL(url),
    headers: () => ({ authorization: 'Token t' }),
    timeout: 30_000,
    maxAnswerBytes: 1_000_000,
    proxy: null,
    ...extra,
  });

const serveCounted = async () => {
  let asked = 0;
  const url = await serve((_, response) => {
    asked += 1;
    response.end('{}');
  });
  return { http: connect(url), asked: () => asked };
};

describe('an HTTP client', () => {
  it('returns an answer with its body and its headers', async () => {
    const { http, asked } = await serveCounted();
    expect(await http(LIST, never)).toMatchObject({
      kind: 'answer',
      status: 200,
      body: Buffer.from('{}'),
      headers: { 'content-length': '2' },
    });
    expect(asked()).toBe(1);
  });

  it('sends nothing that was aborted before, or while it was made ready', async () => {
    const { http, asked } = await serveCounted();
    const aborted = { kind: 'fault', fault: 'aborted' };
    expect(await http(LIST, AbortSignal.abort())).toEqual(aborted);
    const abort = new AbortController();
    const attempt = http(LIST, abort.signal);
    abort.abort();
    expect(await attempt).toEqual(aborted);
    expect(asked()).toBe(0);
  });

  it('asks below the path of its base URL, with the headers of each moment', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push([request.url, request.headers.authorization, request.headers['content-type']]);
      response.end('{}');
    });
    let count = 0;
    const http = connect(`${url}/v1/`, {
      headers: () => ({ authorization: `Token ${String((count += 1))}` }),
    });
    await http(LIST, never);
    await http({ method: 'POST', path: '/a?b=c', body: '{}' }, never);
    expect(seen).toEqual([
      ['/v1/organization', 'Token 1', undefined],
      ['/v1/a?b=c', 'Token 2', 'application/json'],
    ]);
  });

  it('follows no redirect and keeps no cookie', async () => {
    const cookies: unknown[] = [];
    const url = await serve((request, response) => {
      cookies.push(request.headers.cookie);
      response.writeHead(307, { location: '/elsewhere', 'set-cookie': 'a=b' }).end();
    });
    const http = connect(url);
    expect(await http(LIST, never)).toMatchObject({ kind: 'answer', status: 307 });
    await http(LIST, never);
    expect(cookies).toEqual([undefined, undefined]);
  });

  it('gives up on an answer that takes too long', async () => {
    const http = connect(await serve((_, response) => response.write('{')), { timeout: 30 });
    expect(await http(LIST, never)).toEqual({ kind: 'fault', fault: 'timed-out' });
  });

  it('reads no more of an answer than its limit, which counts what a compressed one unpacks to', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    const http = connect(
      await serve((request, response) => {
        if (request.url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
        else response.end(Buffer.alloc(2_000_000));
      }),
    );
    const tooLarge = { kind: 'fault', fault: 'too-large' };
    expect(await http({ ...LIST, path: '/bomb' }, never)).toEqual(tooLarge);
    expect(await http(LIST, never)).toEqual(tooLarge);
  });

  it('leaves a compressed answer as it is where it asks for none', async () => {
    const packed = gzipSync('{}');
    const accepted: unknown[] = [];
    const url = await serve((request, response) => {
      accepted.push(request.headers['accept-encoding']);
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    });
    expect(await connect(url)(LIST, never)).toMatchObject({ body: Buffer.from('{}') });
    expect(await connect(url, { compression: false })(LIST, never)).toMatchObject({ body: packed });
    expect(accepted).toEqual([expect.stringContaining('gzip'), 'identity']);
  });
});
