import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTransport } from '../../../src/http/transport.js';

const LIST = { method: 'GET', path: '/organization', body: null } as const;

const serve = async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const transport = createTransport({
    apiUrl: new URL(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`),
    authorization: () => 'Token t',
    userAgent: 'test',
    timeout: 30_000,
    proxy: null,
  });
  return { transport, asked: () => asked };
};

describe('a transport', () => {
  it('tells an answer, its body and its headers', async () => {
    const { transport, asked } = await serve();
    expect(await transport(LIST, new AbortController().signal)).toMatchObject({
      kind: 'answer',
      status: 200,
      text: '{}',
      headers: { 'content-length': '2' },
    });
    expect(asked()).toBe(1);
  });

  it('sends nothing that was aborted before, or while it was made ready', async () => {
    const { transport, asked } = await serve();
    const aborted = { kind: 'fault', fault: 'aborted' };
    expect(await transport(LIST, AbortSignal.abort())).toEqual(aborted);
    const interrupt = new AbortController();
    const attempt = transport(LIST, interrupt.signal);
    interrupt.abort();
    expect(await attempt).toEqual(aborted);
    expect(asked()).toBe(0);
  });
});
