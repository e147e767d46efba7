import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ValueRead } from '../../../../src/model/value-reference.js';
import { readVault } from '../../../../src/values/sources/vault.js';
import { readVaultSettings, vaultUrl } from '../../../../src/values/sources/vault-settings.js';
import { findLeaks } from '../find-leaks.js';
import { QUICK_CLOCK } from '../make-context.js';
import {
  deletedReply,
  listen,
  listenSecurely,
  secretReply,
  startVault,
  type StandInReply,
} from '../stand-in-vault.js';

type VaultRead = Extract<ValueRead, { readonly kind: 'vault' }>;

const DATABASE: VaultRead = { kind: 'vault', mount: 'secret', path: 'shop/database', version: null };
const TOKEN = 'hvs.CAESIJtoken-hunter2';

const ask = async (url: string, read: VaultRead = DATABASE, env: Readonly<Record<string, string>> = {}) =>
  readVault(read, {
    env: { VAULT_ADDR: url, VAULT_TOKEN: TOKEN, ...env },
    signal: new AbortController().signal,
    clock: QUICK_CLOCK,
  });
const askFor = async (reply: StandInReply, read: VaultRead = DATABASE) =>
  ask((await startVault(() => reply)).url, read);

describe('readVault', () => {
  it('asks for the newest version with token and namespace, and gives its fields', async () => {
    const vault = await startVault(() =>
      secretReply({ url: 'postgres://hunter2', port: 5432, 'odd key': null }),
    );
    expect(await ask(vault.url, DATABASE, { VAULT_NAMESPACE: 'team/a/' })).toEqual({
      kind: 'ok',
      value: {
        kind: 'map',
        entries: new Map([
          ['url', { kind: 'scalar', text: 'postgres://hunter2' }],
          ['port', { kind: 'scalar', text: '5432' }],
          ['odd key', { kind: 'null' }],
        ]),
      },
    });
    expect(vault.requests).toHaveLength(1);
    expect(vault.requests[0]).toMatchObject({
      method: 'GET',
      url: '/v1/secret/data/shop/database',
      headers: { 'x-vault-token': TOKEN, 'x-vault-namespace': 'team/a/', 'x-vault-request': 'true' },
    });
  });

  it('asks for a pinned version, below a path of the address, with every segment encoded', async () => {
    const vault = await startVault(() => secretReply({ a: 'x' }, 2));
    await ask(`${vault.url}/vault/`, {
      kind: 'vault',
      mount: 'kv/team a',
      path: 'sh?op/d#b/%2e%2e/ü;x',
      version: 2,
    });
    expect(vault.requests[0]?.url).toBe(
      '/vault/v1/kv/team%20a/data/sh%3Fop/d%23b/%252e%252e/%C3%BC%3Bx?version=2',
    );
  });

  it('keeps numbers as Vault spells them', async () => {
    const body = '{"data":{"data":{"id":12345678901234567890,"rate":1.50},"metadata":{"version":1}}}';
    expect(await askFor({ status: 200, body })).toMatchObject({
      value: {
        entries: new Map([
          ['id', { kind: 'scalar', text: '12345678901234567890' }],
          ['rate', { kind: 'scalar', text: '1.50' }],
        ]),
      },
    });
  });

  it.each<[string, StandInReply, string, string]>([
    [
      'a version that was deleted',
      deletedReply(false),
      'vault-deleted',
      'the newest version of the Vault secret secret/shop/database was deleted',
    ],
    ['a version that was destroyed', deletedReply(true), 'vault-deleted', 'was destroyed'],
    [
      'no such secret',
      { status: 404, body: { errors: [] } },
      'vault-not-found',
      'Vault has no secret secret/shop/database',
    ],
    [
      'no such mount',
      { status: 404, body: { errors: ['no handler for route "hunter2". route entry not found.'] } },
      'vault-not-found',
      'Vault has no secret',
    ],
    [
      'a 404 of something else',
      { status: 404, body: '<html>hunter2</html>' },
      'vault-bad-answer',
      'HTML page (status 404)',
    ],
    [
      'a token without the right',
      { status: 403, body: { errors: ['1 error occurred:\n\t* permission denied hunter2\n\n'] } },
      'vault-denied',
      'Vault does not let this token read secret/shop/database',
    ],
    ['a sealed Vault', { status: 503, body: { errors: ['Vault is sealed'] } }, 'vault-sealed', 'is sealed'],
    [
      'a rate limit',
      { status: 429, body: { errors: ['request path hunter2: rate limit quota exceeded'] } },
      'vault-busy',
      'limits its requests',
    ],
    ['a disaster recovery standby', { status: 472 }, 'vault-standby', 'is a standby'],
    ['a performance standby', { status: 473 }, 'vault-standby', 'is a standby'],
    [
      'a redirect',
      { status: 307, headers: { location: 'http://evil.example/hunter2' } },
      'vault-redirect',
      'answered with a redirect',
    ],
    [
      'trouble',
      { status: 500, body: { errors: ['hunter2'] } },
      'vault-failed',
      'answered 500 when asked for secret/shop/database',
    ],
    ['a bad request', { status: 400, body: { errors: ['hunter2'] } }, 'vault-failed', 'answered 400'],
    [
      'KV version 1',
      { status: 200, body: { data: { password: 'hunter2' } } },
      'vault-bad-answer',
      'KV version 2',
    ],
    ['a page', { status: 200, body: '<html>hunter2</html>' }, 'vault-bad-answer', 'HTML page (status 200)'],
    [
      'the page of a firewall',
      { status: 403, body: '<html>no</html>' },
      'vault-bad-answer',
      'HTML page (status 403)',
    ],
    [
      'half an answer',
      { status: 200, body: '{"data":{"data":{"a":"hunter2' },
      'vault-bad-answer',
      'KV version 2',
    ],
    [
      'fields that are no map',
      { status: 200, body: { data: { data: 'hunter2' } } },
      'vault-bad-answer',
      'KV version 2',
    ],
    [
      'an answer without end',
      { status: 200, body: 'hunter2'.repeat(700_000) },
      'vault-bad-answer',
      'is too large',
    ],
  ])('explains %s without quoting the answer or the token', async (_name, reply, code, message) => {
    const outcome = await askFor(reply);
    expect(outcome).toMatchObject({
      problem: { code, refused: false, message: expect.stringContaining(message) },
    });
    expect(findLeaks(outcome, 'hunter2')).toEqual([]);
  });

  it('says when `data/` was written into the path', async () => {
    const outcome = await askFor({ status: 404 }, { ...DATABASE, path: 'data/shop', version: 4 });
    expect(outcome).toMatchObject({
      problem: {
        message: 'Vault has no secret secret/data/shop with a version 4',
        hint: 'leave out `data/` at the start of the path: it is added automatically',
      },
    });
  });

  it.each([412, 429, 472, 473, 500, 502, 503, 504])(
    'asks three times before it takes %i for an answer',
    async (status) => {
      const vault = await startVault((_url, count) => (count < 3 ? { status } : secretReply({ a: 'x' })));
      expect((await ask(vault.url)).kind).toBe('ok');
      expect(vault.requests).toHaveLength(3);
      const stuck = await startVault(() => ({ status }));
      await ask(stuck.url);
      expect(stuck.requests).toHaveLength(3);
    },
  );

  it.each([
    [403, undefined],
    [404, undefined],
    [307, undefined],
    [503, { errors: ['Vault is sealed'] }],
  ])('asks once where asking again changes nothing: %i', async (status, body) => {
    const vault = await startVault(() => ({ status, ...(body === undefined ? {} : { body }) }));
    await ask(vault.url);
    expect(vault.requests).toHaveLength(1);
  });

  it('asks again when a connection breaks, and says so in the end', async () => {
    let count = 0;
    const url = await listen((request) => {
      count += 1;
      request.socket.destroy();
    });
    const outcome = await ask(url);
    expect(count).toBe(3);
    expect(outcome).toMatchObject({ problem: { code: 'vault-unreachable' } });
    expect(findLeaks(outcome, TOKEN)).toEqual([]);
  });

  it.skipIf(spawnSync('openssl', ['version']).error !== undefined)(
    'sends no token to a server whose certificate is not trusted',
    async () => {
      const { url, requests } = await listenSecurely();
      const outcome = await ask(url);
      expect(outcome).toMatchObject({
        problem: { code: 'vault-tls', message: expect.stringContaining('no authority that is trusted here') },
      });
      expect(requests()).toBe(0);
    },
  );

  it('asks through the proxy of the environment', async () => {
    const tunnels: unknown[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url }, socket) => {
      tunnels.push(url);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      proxy.close();
    });
    const { port } = proxy.address() as AddressInfo;
    const env = { HTTPS_PROXY: `http://127.0.0.1:${String(port)}` };
    const outcome = await ask('https://vault.example:8200', DATABASE, env);
    expect(tunnels).toEqual(['vault.example:8200', 'vault.example:8200', 'vault.example:8200']);
    expect(outcome).toMatchObject({
      problem: {
        code: 'vault-unreachable',
        message: 'the proxy does not let Vault at vault.example:8200 be reached',
      },
    });
  });

  it('refuses a proxy that is none, without showing it', async () => {
    const outcome = await ask('https://vault.example', DATABASE, { HTTPS_PROXY: 'socks5://u:hunter2@p' });
    expect(outcome).toMatchObject({ problem: { code: 'invalid-proxy' } });
    expect(findLeaks(outcome, 'hunter2')).toEqual([]);
  });

  it('does not unpack an answer that came packed', async () => {
    const outcome = await askFor({ status: 200, body: 'x', headers: { 'content-encoding': 'gzip' } });
    expect(outcome).toMatchObject({ problem: { code: 'vault-bad-answer' } });
  });

  it('ends with the run', async () => {
    const abort = new AbortController();
    const url = await listen(() => {
      abort.abort();
    });
    const outcome = await readVault(DATABASE, {
      env: { VAULT_ADDR: url, VAULT_TOKEN: TOKEN },
      signal: abort.signal,
      clock: QUICK_CLOCK,
    });
    expect(outcome).toMatchObject({ problem: { code: 'interrupted' } });
  });
});

const codeFor = (env: Readonly<Record<string, string>>): string => {
  const settings = readVaultSettings(env);
  expect(findLeaks(settings, 'hunter2')).toEqual([]);
  return settings.kind === 'ok' ? settings.value.address.origin : settings.problem.code;
};

describe('readVaultSettings', () => {
  it.each([
    ['', 'vault-no-address'],
    ['vault.example.com', 'vault-bad-address'],
    ['hunter2 is no url', 'vault-bad-address'],
    ['ftp://hunter2', 'vault-bad-address'],
    ['https://user:hunter2@vault.example.com', 'vault-bad-address'],
    ['https://vault.example.com/?x=hunter2', 'vault-bad-address'],
    ['http://vault.example.com', 'vault-insecure-address'],
    ['http://127.0.0.1.example.com', 'vault-insecure-address'],
    ['https://vault.example.com:8200', 'https://vault.example.com:8200'],
    ['http://127.0.0.1:8200', 'http://127.0.0.1:8200'],
    ['http://localhost:8200', 'http://localhost:8200'],
    ['http://[::1]:8200', 'http://[::1]:8200'],
  ])('takes VAULT_ADDR %j as %s', (address, expected) => {
    expect(codeFor({ VAULT_ADDR: address, VAULT_TOKEN: 'hunter2' })).toBe(expected);
  });

  it('needs a token that fits into a header, without the newline of a file', () => {
    const address = { VAULT_ADDR: 'https://v' };
    expect(codeFor(address)).toBe('vault-no-token');
    expect(codeFor({ ...address, VAULT_TOKEN: 'hunter2\n' })).toBe('https://v');
    expect(codeFor({ ...address, VAULT_TOKEN: 'hun\nter2' })).toBe('vault-bad-token');
    expect(codeFor({ ...address, VAULT_TOKEN: 'hunter2', VAULT_NAMESPACE: 'a\r\nb' })).toBe(
      'vault-bad-namespace',
    );
  });
});

describe('vaultUrl', () => {
  it.each([
    ['secret', '../../sys/raw'],
    ['secret', 'a/../../../auth/token/lookup-self'],
    ['..', 'a'],
    ['secret', '.'],
    ['secret', 'a//b'],
    ['secret', '/a'],
    ['secret', 'a/'],
    ['secret/', 'a'],
    ['', 'a'],
    ['secret', ''],
    ['secret', 'a\nb'],
    ['secret', 'a\u0085b'],
    ['secret', 'a\uD800b'],
  ])('refuses mount %j with path %j', (mount, path) => {
    const url = vaultUrl(new URL('https://v'), { kind: 'vault', mount, path, version: null });
    expect(url).toMatchObject({ problem: { code: 'vault-bad-path', refused: true } });
  });

  it('never leaves the data of the mount, whatever the path', () => {
    for (const path of [
      '..\\..\\sys',
      '%2e%2e/%2e%2e/sys',
      '..;/sys',
      '...',
      ' .. /x',
      '?list=true',
      '#',
      'a:b@c',
    ]) {
      const url = vaultUrl(new URL('https://v'), { kind: 'vault', mount: 'secret', path, version: null });
      expect(url.kind === 'ok' && url.value.href).toMatch(/^https:\/\/v\/v1\/secret\/data\/[^?#]*$/);
      expect(url.kind === 'ok' && url.value.pathname.split('/').length).toBe(4 + path.split('/').length);
    }
  });
});
