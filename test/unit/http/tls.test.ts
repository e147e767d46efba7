import { execFileSync, spawnSync } from 'node:child_process';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TlsOptions } from '../../../src/http/agent.js';
import { createHttpClient } from '../../../src/http/http-client.js';

const makeCertificate = (host = 'localhost'): string =>
  execFileSync(
    'openssl',
    // prettier-ignore
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', '-', '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-days', '1'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

/** Serves over TLS and says who the client is by its certificate. */
const serveSecurely = async (pem: string, ca: string): Promise<URL> => {
  const server = createServer({ key: pem, cert: pem, ca, requestCert: true, rejectUnauthorized: false });
  server.on('request', (request, response) => {
    const socket = request.socket as TLSSocket;
    response.end(socket.authorized ? 'known' : 'unknown');
  });
  return new URL(`https://localhost:${String(await listen(server))}`);
};

/** A proxy that tunnels everything to this machine; counts the tunnels. */
const startProxy = async () => {
  let tunnels = 0;
  const server = createProxy();
  server.on('connect', (request, socket, head) => {
    tunnels += 1;
    const upstream = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  return { url: new URL(`http://127.0.0.1:${String(await listen(server))}`), tunnels: () => tunnels };
};

const ask = (baseUrl: URL, tls: TlsOptions, proxy: URL | null = null) =>
  createHttpClient({
    baseUrl,
    headers: () => ({}),
    timeout: 10_000,
    maxAnswerBytes: 1000,
    proxy,
    tls,
  })({ method: 'GET', path: '/', body: null }, new AbortController().signal);

describe.skipIf(spawnSync('openssl', ['version']).error !== undefined)('TLS options', () => {
  it('trust another certificate authority, and present a client certificate', async () => {
    const [pem, client] = [makeCertificate(), makeCertificate()];
    const url = await serveSecurely(pem, client);
    expect(await ask(url, {})).toEqual({ kind: 'fault', fault: 'untrusted' });
    expect(await ask(url, { ca: pem })).toMatchObject({ status: 200, body: Buffer.from('unknown') });
    expect(await ask(url, { ca: pem, cert: client, key: client })).toMatchObject({
      body: Buffer.from('known'),
    });
  });

  it('hold through a proxy too', async () => {
    const [pem, client] = [makeCertificate(), makeCertificate()];
    const url = await serveSecurely(pem, client);
    const proxy = await startProxy();
    expect(await ask(url, {}, proxy.url)).toEqual({ kind: 'fault', fault: 'untrusted' });
    expect(await ask(url, { ca: pem, cert: client, key: client }, proxy.url)).toMatchObject({
      body: Buffer.from('known'),
    });
    expect(proxy.tunnels()).toBe(2);
  });

  it('say what is wrong with a certificate', async () => {
    const other = makeCertificate('other.example');
    expect(await ask(await serveSecurely(other, other), { ca: other })).toEqual({
      kind: 'fault',
      fault: 'wrong-host',
    });
  });

  it('say that a server does not speak TLS, or not the same', async () => {
    const plain = await listen(createProxy((_, response) => response.end('{}')));
    expect(await ask(new URL(`https://localhost:${String(plain)}`), {})).toEqual({
      kind: 'fault',
      fault: 'not-tls',
    });
    const pem = makeCertificate();
    const old = createServer({ key: pem, cert: pem, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
    const strict = new URL(`https://localhost:${String(await listen(old))}`);
    expect(await ask(strict, { ca: pem })).toEqual({ kind: 'fault', fault: 'tls-refused' });
  });
});
