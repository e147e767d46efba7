import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { realClock } from '../support/clock.js';
import { makeEstate } from '../support/worlds/index.js';
import { createFaultRig, readReport, type FaultRig } from './rig.js';

const TOKEN = 'token-of-the-tests';
const estate = makeEstate({
  services: ['APPLICATION'],
  cells: [{ service: 0, key: 'KEY', before: 'nothing', wanted: 'new' }],
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** Makes a certificate of its own authority for `api.example.test`, as files of a folder and as text. */
const makeCertificate = (folder: string): { readonly key: Buffer; readonly cert: Buffer } => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ];
  const names = ['-subj', '/CN=api.example.test', '-addext', 'subjectAltName=DNS:api.example.test'];
  execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
};

/** Passes everything on to a port of this machine, and back. */
const tunnel = (socket: Socket, port: number): void => {
  const upstream = connect(port, '127.0.0.1');
  socket.pipe(upstream).pipe(socket);
  for (const end of [socket, upstream]) end.on('error', () => end.destroy());
};

describe('the way to the API', () => {
  const open: { readonly close: () => unknown }[] = [];

  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  const rigUp = async (options: Parameters<typeof createFaultRig>[2] = {}): Promise<FaultRig> => {
    const rig = await createFaultRig(estate, realClock, options);
    open.push(rig);
    return rig;
  };

  const listen = async (server: Server): Promise<number> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(server);
    return (server.address() as AddressInfo).port;
  };

  it.each([
    ['http://api.example.com', 'insecure-api-url'],
    ['http://localhost.example.com', 'insecure-api-url'],
    ['http://127.0.0.1.example.com', 'insecure-api-url'],
    ['http://[::ffff:10.0.0.1]', 'insecure-api-url'],
    ['http://10.0.0.1', 'insecure-api-url'],
    ['ftp://127.0.0.1', 'invalid-api-url'],
    ['https://user:hunter2-password@api.example.com', 'invalid-api-url'],
    ['not a url, hunter2-password', 'invalid-api-url'],
  ])('is refused for %s', async (url, code) => {
    const rig = await rigUp();
    const run = await rig.run(['plan', '--format', 'json'], { env: { QOVERY_API_URL: url } });
    expect(run.exitCode).toBe(1);
    expect(readReport(run).diagnostics.map((one) => one.code)).toEqual([code]);
    expect(run.stdout + run.stderr).not.toContain('hunter2-password');
  });

  it('leads over IPv6, and by name, to this machine', async () => {
    const six = await rigUp({ host: '::1' });
    expect(six.sandbox.url).toContain('[::1]');
    expect((await six.run(['apply', '-y'])).exitCode).toBe(0);
    const four = await rigUp();
    const env = { QOVERY_API_URL: four.sandbox.url.replace('127.0.0.1', 'localhost') };
    expect((await four.run(['apply', '-y'], { env })).exitCode).toBe(0);
  });

  it('carries a user agent with the version, and the token in its header alone', async () => {
    const seen: { readonly agent: string; readonly authorization: string; readonly url: string }[] = [];
    const port = await listen(
      createServer((request, response) => {
        const { 'user-agent': agent = '', authorization = '' } = request.headers;
        seen.push({ agent, authorization, url: request.url ?? '' });
        response.writeHead(401, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ status: 401, error: 'Unauthorized', message: `no: ${authorization}` }));
      }),
    );
    const rig = await rigUp();
    const env = { QOVERY_API_URL: `http://127.0.0.1:${String(port)}` };
    const run = await rig.run(['plan', '--debug', '--format', 'json'], { env });
    expect(run.exitCode).toBe(1);
    expect(run.stdout + run.stderr).not.toContain(TOKEN);
    expect(seen[0]).toMatchObject({ authorization: `Token ${TOKEN}` });
    expect(seen[0]?.agent).toMatch(/^qoverride\/\d+\.\d+\.\d+/);
    expect(seen.map(({ url }) => url).join()).not.toContain(TOKEN);
  });

  it('is not left by a redirect, with the token or without', async () => {
    const reached: string[] = [];
    const elsewhere = await listen(
      createServer((request, response) => {
        reached.push(request.url ?? '');
        response.end('{}');
      }),
    );
    for (const status of [301, 302, 303, 307, 308]) {
      const port = await listen(
        createServer((_, response) => {
          response.writeHead(status, { location: `http://127.0.0.1:${String(elsewhere)}/` }).end();
        }),
      );
      const rig = await rigUp();
      const env = { QOVERY_API_URL: `http://127.0.0.1:${String(port)}` };
      const run = await rig.run(['plan', '--format', 'json'], { env });
      expect(readReport(run).diagnostics.map(({ code }) => code)).toEqual(['redirected']);
    }
    expect(reached).toEqual([]);
  });

  /** A proxy that refuses, or connects to nobody, and notes what it was asked. */
  const startProxy = async (): Promise<{ readonly url: string; readonly asked: readonly string[] }> => {
    const asked: string[] = [];
    const server = createServer();
    server.on('connect', (request, socket) => {
      asked.push(
        `${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''} ${request.headers.authorization ?? ''}`,
      );
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const port = await listen(server);
    return { url: `http://proxy-user:proxy-pass@127.0.0.1:${String(port)}`, asked };
  };

  const FAST = ['plan', '--format', 'json', '--retry-for', '50ms', '--timeout', '2s'];

  it('goes through the proxy of HTTPS_PROXY, which never sees the token', async () => {
    const proxy = await startProxy();
    const rig = await rigUp();
    const env = { QOVERY_API_URL: 'https://api.example.invalid', HTTPS_PROXY: proxy.url };
    const run = await rig.run(FAST, { env });
    expect(run.exitCode).toBe(1);
    expect(proxy.asked.length).toBeGreaterThan(0);
    const basic = Buffer.from('proxy-user:proxy-pass').toString('base64');
    expect(new Set(proxy.asked)).toEqual(new Set([`api.example.invalid:443 Basic ${basic} `]));
    for (const secret of [TOKEN, 'proxy-pass', basic]) expect(run.stdout + run.stderr).not.toContain(secret);
  });

  it.skipIf(!hasOpenssl)(
    'leads through a proxy that connects, to a server that NODE_EXTRA_CA_CERTS vouches for',
    { timeout: 60_000 },
    async () => {
      const rig = await rigUp();
      const certificate = makeCertificate(rig.folder.path);
      const secured = createTlsServer(certificate, (socket) =>
        tunnel(socket, Number(new URL(rig.sandbox.url).port)),
      );
      const securedPort = await listen(secured);
      const asked: string[] = [];
      const proxy = createServer();
      proxy.on('connect', (request, socket) => {
        asked.push(request.url ?? '');
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        tunnel(socket as Socket, securedPort);
      });
      const env = {
        QOVERY_API_URL: 'https://api.example.test',
        HTTPS_PROXY: `http://127.0.0.1:${String(await listen(proxy))}`,
      };
      const stranger = await rig.runBuilt(['apply', '-y', '--format', 'json', '--retry-for', '1s'], { env });
      expect(readReport(stranger).diagnostics.map(({ code }) => code)).toEqual(['untrusted-certificate']);
      const trusted = { ...env, NODE_EXTRA_CA_CERTS: join(rig.folder.path, 'cert.pem') };
      const run = await rig.runBuilt(['apply', '-y'], { env: trusted });
      expect(run.exitCode, run.stderr).toBe(0);
      expect(new Set(asked)).toEqual(new Set(['api.example.test:443']));
      expect(run.stdout + run.stderr).not.toContain(TOKEN);
    },
  );

  it('goes around it for what NO_PROXY names, and for this machine', async () => {
    const proxy = await startProxy();
    const rig = await rigUp();
    const around = {
      QOVERY_API_URL: 'https://api.example.invalid',
      https_proxy: proxy.url,
      NO_PROXY: '.example.invalid',
    };
    expect((await rig.run(FAST, { env: around })).exitCode).toBe(1);
    const local = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, ALL_PROXY: proxy.url };
    expect((await rig.run(['apply', '-y'], { env: local })).exitCode).toBe(0);
    expect(proxy.asked).toEqual([]);
  });

  it('goes on over a connection that the server has closed in between', async () => {
    const rig = await rigUp();
    // Closes each connection as soon as it has carried one answer, without saying so.
    const server = createServer((request, response) => {
      const { method = '', url = '', headers } = request;
      const upstream = httpRequest(`${rig.sandbox.url}${url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, { ...answer.headers, connection: 'keep-alive' });
        answer.pipe(response).on('finish', () => request.socket.destroySoon());
      });
      request.pipe(upstream);
    });
    const port = await listen(server);
    const env = { QOVERY_API_URL: `http://127.0.0.1:${String(port)}` };
    const run = await rig.run(['apply', '-y', '--format', 'json'], { env });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(rig.secondPosts).toEqual([]);
  });
});
