import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder as makeLastingFolder, type TestFolder } from '../../../support/folder.js';
import { findPort, isBaoHere, startBaoWith } from '../../../support/vault/bao.js';
import {
  isOpensslHere,
  makeAuthority,
  makeCertificate,
  type CertificateFiles,
} from '../../../support/vault/certificates.js';
import { findLeaks } from '../find-leaks.js';
import { makeFolder } from '../make-context.js';
import { readAll, vaultContext } from './read-vault.js';

/** A server that was never set up says that it is sealed, so that nothing but the connection is shown. */
const CONNECTED = { code: 'vault-sealed' };

describe.skipIf(!isBaoHere || !isOpensslHere)('TLS of a real OpenBao (needs bao and openssl on PATH)', () => {
  const stops: (() => Promise<void>)[] = [];
  let home: TestFolder;
  let folder = '';
  let authority: CertificateFiles;
  let client: CertificateFiles;
  let stranger: CertificateFiles;
  const ports = { open: 0, strict: 0, plain: 0, other: 0 };

  beforeAll(async () => {
    home = makeLastingFolder();
    folder = home.path;
    authority = makeAuthority(folder, 'authority');
    const unknown = makeAuthority(folder, 'unknown');
    client = makeCertificate(folder, 'client', { authority, hosts: 'DNS:client' });
    stranger = makeCertificate(folder, 'stranger', { authority: unknown, hosts: 'DNS:client' });
    const local = makeCertificate(folder, 'local', { authority, hosts: 'DNS:localhost' });
    const other = makeCertificate(folder, 'other', { authority, hosts: 'DNS:vault.internal' });
    for (const name of ['open', 'strict', 'plain', 'other'] as const) ports[name] = await findPort();
    const tls = ({ cert, key }: CertificateFiles): string =>
      `tls_cert_file = "${cert}"\n tls_key_file = "${key}"`;
    const listener = (port: number, more: string): string => `
      listener "tcp" { address = "127.0.0.1:${String(port)}"\n ${more} }`;
    const strict = `tls_require_and_verify_client_cert = true\n tls_client_ca_file = "${authority.cert}"`;
    const config = `storage "inmem" {}
      ${listener(ports.open, tls(local))}
      ${listener(ports.strict, `${tls(local)}\n ${strict}`)}
      ${listener(ports.other, tls(other))}
      ${listener(ports.plain, 'tls_disable = true')}`;
    stops.push(startBaoWith(folder, 'server', config).stop);
    for (let left = 100; left > 0; left -= 1) {
      const answer = await fetch(`http://127.0.0.1:${String(ports.plain)}/v1/sys/seal-status`).catch(
        () => null,
      );
      if (answer !== null) break;
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
    home?.remove();
  });

  const TOKEN = 'hvs.a-token-that-nobody-must-see';
  const ask = async (address: string, env: Readonly<Record<string, string>> = {}) => {
    const [shown] = await readAll([{}], vaultContext({ VAULT_ADDR: address, VAULT_TOKEN: TOKEN, ...env }));
    expect(findLeaks(shown, TOKEN)).toEqual([]);
    return shown;
  };
  const secure = (name: keyof typeof ports): string => `https://localhost:${String(ports[name])}`;
  const trusted = (): Readonly<Record<string, string>> => ({ VAULT_CACERT: authority.cert });

  it('is trusted by VAULT_CACERT, BAO_CACERT or a folder of certificates', async () => {
    expect(await ask(secure('open'))).toMatchObject({
      code: 'vault-tls',
      message: expect.stringContaining('no authority that is trusted here has signed its certificate'),
      hint: expect.stringContaining('set VAULT_CACERT'),
    });
    expect(await ask(secure('open'), trusted())).toMatchObject(CONNECTED);
    expect(await ask(secure('open'), { VAULT_CACERT: '', BAO_CACERT: authority.cert })).toMatchObject(
      CONNECTED,
    );
    const path = join(folder, 'authorities');
    mkdirSync(path);
    expect(await ask(secure('open'), { VAULT_CAPATH: path })).toMatchObject({ code: 'vault-bad-ca' });
    writeFileSync(join(path, 'both.pem'), `A comment\n${readFileSync(authority.cert, 'utf8')}`);
    expect(await ask(secure('open'), { VAULT_CAPATH: path })).toMatchObject(CONNECTED);
  });

  it('has a certificate for a name, which VAULT_TLS_SERVER_NAME may give', async () => {
    expect(await ask(secure('other'), trusted())).toMatchObject({
      code: 'vault-tls',
      message: expect.stringContaining('its certificate is for another host name'),
      hint: expect.stringContaining('VAULT_TLS_SERVER_NAME'),
    });
    const named = { ...trusted(), VAULT_TLS_SERVER_NAME: 'vault.internal' };
    expect(await ask(secure('other'), named)).toMatchObject(CONNECTED);
  });

  it('may want a certificate of its clients', async () => {
    const refused = { code: 'vault-tls', hint: expect.stringContaining('VAULT_CLIENT_CERT') };
    expect(await ask(secure('strict'), trusted())).toMatchObject(refused);
    const as = ({ cert, key }: CertificateFiles) => ({
      ...trusted(),
      VAULT_CLIENT_CERT: cert,
      VAULT_CLIENT_KEY: key,
    });
    expect(await ask(secure('strict'), as(client))).toMatchObject(CONNECTED);
    expect(await ask(secure('strict'), as(stranger))).toMatchObject(refused);
    const bad = 'vault-bad-client-certificate';
    expect(await ask(secure('strict'), { ...trusted(), VAULT_CLIENT_CERT: client.cert })).toMatchObject({
      code: bad,
    });
    expect(await ask(secure('strict'), as({ cert: client.cert, key: stranger.key }))).toMatchObject({
      code: bad,
      message: 'the client certificate cannot be used: the key belongs to another certificate',
    });
    execFileSync(
      'openssl',
      ['ec', '-in', client.key, '-aes256', '-passout', 'pass:x', '-out', join(folder, 'locked.key')],
      {
        stdio: 'ignore',
      },
    );
    expect(
      await ask(secure('strict'), as({ cert: client.cert, key: join(folder, 'locked.key') })),
    ).toMatchObject({
      message: 'the client certificate cannot be used: the key has a passphrase',
    });
  });

  it('is not the same as plain http, either way round', async () => {
    expect(await ask(secure('plain'))).toMatchObject({
      code: 'vault-tls',
      message: expect.stringContaining('it does not speak TLS'),
    });
    expect(await ask(`http://127.0.0.1:${String(ports.open)}`)).toMatchObject({
      code: 'vault-tls',
      message: expect.stringContaining('speaks TLS, and VAULT_ADDR says http'),
    });
  });

  it('is verified through a proxy too', async () => {
    const tunnels: unknown[] = [];
    const proxy = createProxy();
    proxy.on('connect', ({ url }, socket, head) => {
      tunnels.push(url);
      const upstream = connect(ports.other, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    const HTTPS_PROXY = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
    expect(await ask('https://vault.internal', { ...trusted(), HTTPS_PROXY })).toMatchObject(CONNECTED);
    const named = { ...trusted(), HTTPS_PROXY, VAULT_TLS_SERVER_NAME: 'vault.internal' };
    expect(await ask('https://10.0.0.1:8200', named)).toMatchObject(CONNECTED);
    expect(await ask('https://vault.example:8200', { ...trusted(), HTTPS_PROXY })).toMatchObject({
      code: 'vault-tls',
    });
    proxy.close();
    expect(tunnels).toEqual(['vault.internal:443', '10.0.0.1:8200', 'vault.example:8200']);
  });

  it('is never left unverified', async () => {
    for (const name of ['VAULT_SKIP_VERIFY', 'BAO_SKIP_VERIFY']) {
      expect(await ask(secure('open'), { [name]: 'true' })).toMatchObject({
        code: 'vault-skip-verify',
        refused: true,
        message: `${name} is set, and certificates are always verified`,
      });
    }
    expect(await ask(secure('open'), { ...trusted(), VAULT_SKIP_VERIFY: 'false' })).toMatchObject(CONNECTED);
  });
});

describe('files of certificates', () => {
  const ask = async (env: Readonly<Record<string, string>>) => {
    const [shown] = await readAll(
      [{}],
      vaultContext({ VAULT_ADDR: 'https://vault.invalid', VAULT_TOKEN: 'x', ...env }),
    );
    expect(findLeaks(shown, 'hunter2')).toEqual([]);
    return shown;
  };

  it.each([
    ['text', 'hunter2'],
    ['nothing', ''],
    ['a damaged certificate', '-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----\n'],
    ['the start of a certificate', '-----BEGIN CERTIFICATE-----\nMIIB'],
  ])('that contain %s are no PEM', async (_name, text) => {
    const file = join(makeFolder(), 'ca.pem');
    writeFileSync(file, text);
    expect(await ask({ VAULT_CACERT: file })).toMatchObject({
      code: 'vault-bad-ca',
      message: 'VAULT_CACERT does not contain certificates in PEM',
      hint: expect.stringContaining('openssl x509'),
    });
  });

  it('must be there, and be files', async () => {
    const folder = makeFolder();
    expect(await ask({ VAULT_CACERT: join(folder, 'none') })).toMatchObject({ code: 'vault-bad-file' });
    expect(await ask({ VAULT_CACERT: folder })).toMatchObject({ code: 'vault-bad-file' });
    expect(await ask({ VAULT_CAPATH: join(folder, 'none') })).toMatchObject({ code: 'vault-bad-file' });
  });
});
