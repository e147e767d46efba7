import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createVaultReader } from '../../../../src/values/vault/reader.js';
import {
  findPort,
  isBaoHere,
  recordRequests,
  startBao,
  startBaoWith,
  untilItWorks,
  type Bao,
} from '../../../support/vault/bao.js';
import { isOpensslHere, makeAuthority } from '../../../support/vault/certificates.js';
import { findLeaks } from '../find-leaks.js';
import { makeFolder } from '../make-context.js';
import { readAll, readOf, show, vaultContext } from './read-vault.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** A JWT such as a CI system or Kubernetes signs. */
const signJwt = (claims: object): string => {
  const now = Math.floor(Date.now() / 1000);
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  const head = `${part({ alg: 'ES256', typ: 'JWT' })}.${part({ iat: now, exp: now + 600, ...claims })}`;
  const signature = createSign('sha256').update(head).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${head}.${signature.toString('base64url')}`;
};

/** Serves JSON on a free port until the test ends. */
const serve = async (answer: (url: string, authorization: string) => unknown): Promise<string> => {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer(request.url ?? '', request.headers.authorization ?? '')));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

describe.skipIf(!isBaoHere)('logins at a real OpenBao (needs bao on PATH)', () => {
  let bao: Bao;
  let appRole: Readonly<Record<string, string>>;
  beforeAll(async () => {
    bao = await startBao();
    await bao.api('POST', 'secret/data/shop/database', { data: { a: 'hunter2' } });
    await bao.api('PUT', 'sys/policies/acl/shop', {
      policy: 'path "secret/data/shop/*" { capabilities = ["read"] }',
    });
    await bao.api('POST', 'sys/auth/approle', { type: 'approle' });
    await bao.api('POST', 'auth/approle/role/shop', { token_policies: ['shop'], token_ttl: '600s' });
    appRole = await makeAppRole('shop');
    await bao.api('POST', 'sys/auth/ci/jwt', { type: 'jwt' });
    await bao.api('POST', 'auth/ci/jwt/config', {
      jwt_validation_pubkeys: [publicKey],
      default_role: 'shop',
    });
    await bao.api('POST', 'auth/ci/jwt/role/shop', {
      role_type: 'jwt',
      user_claim: 'sub',
      bound_audiences: ['https://vault.example.com'],
      token_policies: ['shop'],
    });
  });
  afterAll(() => bao?.stop());

  const makeAppRole = async (role: string) => {
    const id = await bao.api('GET', `auth/approle/role/${role}/role-id`);
    const secret = await bao.api('POST', `auth/approle/role/${role}/secret-id`);
    return { VAULT_ROLE_ID: id.data.role_id as string, VAULT_SECRET_ID: secret.data.secret_id as string };
  };

  /** Reads as somebody; gives what was read, the requests, and how many tokens are left behind. */
  const readAs = async (env: Readonly<Record<string, string>>, homeDir: string | null = null) => {
    const passing = await recordRequests(bao.url);
    const before = await countTokens();
    const shown = await readAll(
      [{}, { path: 'shop/nothing' }],
      vaultContext({ VAULT_ADDR: passing.url, ...env }, { homeDir }),
    );
    passing.close();
    for (const secret of Object.values(env))
      if (secret.length > 20) expect(findLeaks(shown, secret)).toEqual([]);
    return { shown, seen: passing.seen, left: (await countTokens()) - before };
  };
  const countTokens = async (): Promise<number> =>
    (await bao.api('LIST', 'auth/token/accessors')).data.keys.length as number;

  const READ = [{ a: 'hunter2' }, expect.objectContaining({ code: 'vault-not-found' })];

  it('by AppRole are made once in a run, and their token is revoked', async () => {
    const { shown, seen, left } = await readAs(appRole);
    expect(shown).toEqual(READ);
    expect(seen.filter((line) => line.includes('login'))).toEqual(['POST /v1/auth/approle/login']);
    expect(seen.at(-1)).toBe('POST /v1/auth/token/revoke-self');
    expect(left).toBe(0);
  });

  it('are revoked after an interrupt too', async () => {
    const before = await countTokens();
    const abort = new AbortController();
    const reader = createVaultReader(
      vaultContext({ VAULT_ADDR: bao.url, ...appRole }, { signal: abort.signal }),
    );
    expect(show(await reader.read(readOf()))).toEqual({ a: 'hunter2' });
    const late = reader.read(readOf({ path: 'shop/nothing' }));
    abort.abort();
    expect(show(await late)).toMatchObject({ code: 'interrupted' });
    expect(await countTokens()).toBe(before + 1);
    await reader.close();
    expect(await countTokens()).toBe(before);
  });

  it('are made again when their token ends between two reads; a given token is named', async () => {
    await bao.api('POST', 'auth/approle/role/short', {
      token_policies: ['shop'],
      token_ttl: '1s',
      token_max_ttl: '1s',
    });
    const reader = createVaultReader(vaultContext({ VAULT_ADDR: bao.url, ...(await makeAppRole('short')) }));
    expect(show(await reader.read(readOf()))).toEqual({ a: 'hunter2' });
    await sleep(1500);
    expect(show(await reader.read(readOf()))).toEqual({ a: 'hunter2' });
    await reader.close();

    const { auth } = await bao.api('POST', 'auth/token/create', { policies: ['shop'], ttl: '1s' });
    const given = createVaultReader(
      vaultContext({ VAULT_ADDR: bao.url, VAULT_TOKEN: auth.client_token as string }),
    );
    expect(show(await given.read(readOf()))).toEqual({ a: 'hunter2' });
    await sleep(1500);
    expect(show(await given.read(readOf()))).toMatchObject({
      code: 'vault-token-refused',
      message: expect.stringContaining('it has expired, was revoked'),
    });
  });

  it('that are refused say what to check', async () => {
    const { shown, left } = await readAs({
      ...appRole,
      VAULT_SECRET_ID: '11111111-1111-4111-8111-111111111111',
    });
    expect(shown[0]).toMatchObject({
      code: 'vault-login-failed',
      hint: expect.stringContaining('VAULT_SECRET_ID'),
    });
    expect(left).toBe(0);
    expect((await readAs({ ...appRole, VAULT_AUTH_PATH: 'nope' })).shown[0]).toMatchObject({
      code: 'vault-login-failed',
    });
  });

  it('make batch tokens, which nobody can revoke', async () => {
    await bao.api('POST', 'auth/approle/role/batch', {
      token_policies: ['shop'],
      token_type: 'batch',
      token_ttl: '60s',
    });
    const { shown, seen } = await readAs(await makeAppRole('batch'));
    expect(shown).toEqual(READ);
    expect(seen.some((line) => line.includes('revoke'))).toBe(false);
  });

  const JWT = { VAULT_AUTH_METHOD: 'jwt', VAULT_AUTH_PATH: 'ci/jwt/', VAULT_AUTH_ROLE: 'shop' };
  const claims = { sub: 'repo:acme/shop', aud: 'https://vault.example.com' };

  it('by JWT take the token of GitLab from a variable or a file', async () => {
    const token = signJwt(claims);
    expect(await readAs({ ...JWT, VAULT_ID_TOKEN: token })).toMatchObject({ shown: READ, left: 0 });
    const file = join(makeFolder(), 'token');
    writeFileSync(file, `${token}\n`);
    expect(
      await readAs({ ...JWT, BAO_AUTH_ROLE: 'shop', VAULT_AUTH_ROLE: '', BAO_ID_TOKEN_FILE: file }),
    ).toMatchObject({
      shown: READ,
    });
    expect(
      (await readAs({ ...JWT, VAULT_ID_TOKEN: signJwt({ ...claims, aud: 'other' }) })).shown[0],
    ).toMatchObject({
      code: 'vault-login-failed',
      hint: expect.stringContaining('audience'),
    });
    expect((await readAs(JWT)).shown[0]).toMatchObject({ code: 'vault-no-id-token' });
  });

  it('by JWT ask GitHub for a token, for the audience that is wanted', async () => {
    // GitHub itself cannot be asked outside a job: this answers as its documentation says.
    const github = await serve((url, authorization) =>
      authorization === 'Bearer runner'
        ? {
            value: signJwt({
              sub: 'repo:acme/shop',
              aud: new URL(url, 'http://x').searchParams.get('audience'),
            }),
          }
        : {},
    );
    const { shown, left } = await readAs({
      ...JWT,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${github}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner',
      VAULT_ID_TOKEN_AUDIENCE: 'https://vault.example.com',
    });
    expect(shown).toEqual(READ);
    expect(left).toBe(0);
  });

  it.skipIf(!isOpensslHere)('by Kubernetes show the token of the service account', async () => {
    // Only the API server of Kubernetes is played: the part that reviews tokens.
    const cluster = await serve(() => ({
      kind: 'TokenReview',
      apiVersion: 'authentication.k8s.io/v1',
      status: {
        authenticated: true,
        user: { username: 'system:serviceaccount:ci:deployer', uid: 'uid-1', groups: [] },
      },
    }));
    const authority = makeAuthority(makeFolder(), 'cluster');
    await bao.api('POST', 'sys/auth/kubernetes', { type: 'kubernetes' });
    await bao.api('POST', 'auth/kubernetes/config', {
      kubernetes_host: cluster,
      kubernetes_ca_cert: readFileSync(authority.cert, 'utf8'),
      disable_local_ca_jwt: true,
    });
    await bao.api('POST', 'auth/kubernetes/role/shop', {
      bound_service_account_names: ['deployer'],
      bound_service_account_namespaces: ['ci'],
      token_policies: ['shop'],
    });
    const file = join(makeFolder(), 'token');
    writeFileSync(
      file,
      signJwt({
        sub: 'system:serviceaccount:ci:deployer',
        'kubernetes.io': { namespace: 'ci', serviceaccount: { name: 'deployer', uid: 'uid-1' } },
      }),
    );
    const login = { VAULT_AUTH_METHOD: 'kubernetes', VAULT_AUTH_ROLE: 'shop', VAULT_ID_TOKEN_FILE: file };
    expect(await readAs(login)).toMatchObject({ shown: READ, left: 0 });
    expect((await readAs({ ...login, VAULT_AUTH_ROLE: '' })).shown[0]).toMatchObject({
      code: 'vault-no-role',
    });
  });

  it('are not needed with a token, whose variables have an order, nor with the file of `bao login`', async () => {
    const home = makeFolder();
    expect((await readAs({ VAULT_TOKEN: bao.token, BAO_TOKEN: 'no-token' })).shown).toEqual(READ);
    expect((await readAs({ VAULT_TOKEN: '', BAO_TOKEN: bao.token }, home)).shown).toEqual(READ);
    expect((await readAs({}, home)).shown[0]).toMatchObject({ code: 'vault-no-token' });
    writeFileSync(join(home, '.vault-token'), `${bao.token}\n`);
    expect((await readAs({}, home)).shown).toEqual(READ);
    mkdirSync(join(home, 'other/.vault-token'), { recursive: true });
    expect((await readAs({}, join(home, 'other'))).shown[0]).toMatchObject({ code: 'vault-bad-token' });
    expect((await readAs({ VAULT_AUTH_METHOD: 'ldap' })).shown[0]).toMatchObject({
      code: 'vault-bad-method',
    });
  });

  it('are left to a proxy of OpenBao with auto-auth, which is asked without a token', async () => {
    const folder = makeFolder();
    const port = await findPort();
    writeFileSync(join(folder, 'role'), appRole['VAULT_ROLE_ID'] ?? '');
    writeFileSync(join(folder, 'secret'), appRole['VAULT_SECRET_ID'] ?? '');
    const proxy = startBaoWith(
      folder,
      'proxy',
      `vault { address = "${bao.url}" }
       auto_auth { method "approle" { config = {
         role_id_file_path = "${folder}/role"
         secret_id_file_path = "${folder}/secret"
         remove_secret_id_file_after_reading = false } } }
       api_proxy { use_auto_auth_token = true }
       listener "tcp" { address = "127.0.0.1:${String(port)}"\n tls_disable = true }`,
    );
    onTestFinished(proxy.stop);
    const url = `http://127.0.0.1:${String(port)}`;
    await untilItWorks(async () => {
      const response = await fetch(`${url}/v1/secret/data/shop/database`);
      if (response.status !== 200) throw new Error(String(response.status));
    });
    expect((await readAs({ VAULT_ADDR: url })).shown).toEqual(READ);
  });
});
