import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBaoHere, recordRequests, startBao, untilItWorks, type Bao } from '../../../support/vault/bao.js';
import { SecretValue } from '../../../../src/model/secret-value.js';
import type { ValueReference } from '../../../../src/model/value-reference.js';
import { createValueResolver } from '../../../../src/values/resolver.js';
import { findLeaks } from '../find-leaks.js';
import { makeContext, makeFolder } from '../make-context.js';
import { fromEnv, fromFile, fromRead, makeDeclared } from '../make-declared.js';
import { readAll, readOf, vaultContext } from './read-vault.js';

describe.skipIf(!isBaoHere)('secrets of a real OpenBao (needs bao on PATH)', () => {
  let bao: Bao;
  beforeAll(async () => {
    bao = await startBao();
    await bao.api('POST', 'sys/mounts/old', { type: 'kv', options: { version: '1' } });
    await bao.api('POST', 'sys/mounts/team/kv', { type: 'kv', options: { version: '2' } });
    await untilItWorks(() => bao.api('GET', 'team/kv/config'));
    await bao.api('POST', 'secret/data/shop/database', {
      data: { url: 'postgres://hunter2', port: 5432, none: null },
    });
    await bao.api('POST', 'old/shop/database', { url: 'v1 postgres://hunter2' });
  });
  afterAll(() => bao?.stop());

  const env = (more: Readonly<Record<string, string>> = {}) => ({
    VAULT_ADDR: bao.url,
    VAULT_TOKEN: bao.token,
    ...more,
  });
  const ask = async (
    read: Parameters<typeof readAll>[0][number],
    more: Readonly<Record<string, string>> = {},
  ) => {
    const [shown] = await readAll([read], vaultContext(env(more)));
    return shown;
  };

  it('come from version 1 and version 2, which one question for each mount tells', async () => {
    const passing = await recordRequests(bao.url);
    const reads = [{}, { path: 'nothing' }, { mount: 'old' }, { mount: 'old', path: 'nothing' }];
    const shown = await readAll(reads, vaultContext(env({ VAULT_ADDR: passing.url })));
    passing.close();
    expect(shown).toEqual([
      { url: 'postgres://hunter2', port: '5432', none: { kind: 'null' } },
      expect.objectContaining({ code: 'vault-not-found', message: 'Vault has no secret secret/nothing' }),
      { url: 'v1 postgres://hunter2' },
      expect.objectContaining({ code: 'vault-not-found', message: 'Vault has no secret old/nothing' }),
    ]);
    expect(passing.seen.toSorted()).toEqual([
      'GET /v1/old/nothing',
      'GET /v1/old/shop/database',
      'GET /v1/secret/data/nothing',
      'GET /v1/secret/data/shop/database',
      'GET /v1/sys/internal/ui/mounts/old',
      'GET /v1/sys/internal/ui/mounts/secret',
    ]);
  });

  it('cost no question where the manifest says the version', async () => {
    const passing = await recordRequests(bao.url);
    const reads = [{ kvVersion: 2 }, { mount: 'old', kvVersion: 1 }] as const;
    const shown = await readAll(reads, vaultContext(env({ VAULT_ADDR: passing.url })));
    passing.close();
    expect(shown).toMatchObject([{ port: '5432' }, { url: 'v1 postgres://hunter2' }]);
    expect(passing.seen).toHaveLength(2);
  });

  it('are found below mounts of several steps, and below an address with /v1', async () => {
    await bao.api('POST', `team/kv/data/${encodeURIComponent('sh?op')}/${encodeURIComponent('d#b')}`, {
      data: { a: 'x' },
    });
    expect(await ask({ mount: 'team/kv', path: 'sh?op/d#b' }, { VAULT_ADDR: `${bao.url}/v1/` })).toEqual({
      a: 'x',
    });
  });

  it('have older versions, deleted and destroyed ones', async () => {
    for (const a of ['1', '2', '3', '4']) await bao.api('POST', 'secret/data/versions', { data: { a } });
    await bao.api('POST', 'secret/destroy/versions', { versions: [2] });
    await bao.api('DELETE', 'secret/data/versions');
    const of = (version: number | null) => ask({ path: 'versions', version });
    expect(await of(1)).toEqual({ a: '1' });
    expect(await of(2)).toMatchObject({
      code: 'vault-deleted',
      message: 'version 2 of the Vault secret secret/versions was destroyed',
    });
    expect(await of(null)).toMatchObject({
      code: 'vault-deleted',
      message: 'the newest version of the Vault secret secret/versions was deleted',
      hint: '`vault kv undelete` restores it',
    });
    expect(await of(9)).toMatchObject({ message: 'Vault has no secret secret/versions with a version 9' });
    expect(await ask({ mount: 'old', version: 2 })).toMatchObject({ code: 'vault-no-versions' });
  });

  it.each([
    ['a mount that is not there', { mount: 'nope' }, 'vault-no-mount', 'no mount nope'],
    [
      'a mount of more steps than there are',
      { mount: 'secret/shop', path: 'database' },
      'vault-no-mount',
      'no mount secret/shop',
    ],
    [
      'a mount of another kind',
      { mount: 'cubbyhole' },
      'vault-not-kv',
      'the mount cubbyhole is not a KV engine',
    ],
    [
      'a wrong version of the engine',
      { mount: 'old', kvVersion: 2 },
      'vault-not-found',
      'Vault has no secret old/shop/database',
    ],
    [
      '`data/` in the path',
      { path: 'data/shop/database' },
      'vault-not-found',
      'Vault has no secret secret/data/shop/database',
    ],
  ] as const)('are missed with a word about %s', async (_name, read, code, message) => {
    expect(await ask(read)).toMatchObject({ code, message, refused: false, hint: expect.any(String) });
  });

  it('may have 10,000 fields, numbers as they were written, and a map', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`field-${String(index)}`, `v${String(index)}`]),
    );
    await bao.api('POST', 'secret/data/many', { data: {} });
    // The server takes at most 1,000 texts in one request.
    const entries = Object.entries(many);
    for (let at = 0; at < entries.length; at += 400) {
      const response = await fetch(`${bao.url}/v1/secret/data/many`, {
        method: 'PATCH',
        headers: { 'x-vault-token': bao.token, 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ data: Object.fromEntries(entries.slice(at, at + 400)) }),
      });
      expect(response.status).toBe(200);
    }
    expect(await ask({ path: 'many' })).toEqual(many);
    await bao.api('POST', 'secret/data/odd', { data: { map: { a: 'b' } } });
    expect(await ask({ path: 'odd' })).toEqual({
      map: { kind: 'map', entries: new Map([['a', { kind: 'scalar', text: 'b' }]]) },
    });
    // Version 2 rounds such numbers itself.
    await fetch(`${bao.url}/v1/old/odd`, {
      method: 'POST',
      headers: { 'x-vault-token': bao.token },
      body: '{"id":12345678901234567890,"rate":1.50}',
    });
    expect(await ask({ mount: 'old', path: 'odd' })).toEqual({ id: '12345678901234567890', rate: '1.50' });
  });

  it('are in namespaces, and a namespace that is not there is named', async () => {
    await bao.api('POST', 'sys/namespaces/shop');
    await bao.api(
      'POST',
      'sys/mounts/secret',
      { type: 'kv', options: { version: '2' } },
      { namespace: 'shop' },
    );
    await untilItWorks(() =>
      bao.api('POST', 'secret/data/shop/database', { data: { a: 'of shop' } }, { namespace: 'shop' }),
    );
    expect(await ask({}, { VAULT_NAMESPACE: 'shop/' })).toEqual({ a: 'of shop' });
    expect(await ask({}, { BAO_NAMESPACE: 'shop' })).toEqual({ a: 'of shop' });
    expect(await ask({}, { VAULT_NAMESPACE: 'nope' })).toMatchObject({ code: 'vault-no-namespace' });
    expect(await ask({ kvVersion: 2 }, { VAULT_NAMESPACE: 'nope' })).toMatchObject({
      code: 'vault-no-namespace',
    });
  });

  it('are read once for all overrides, and nothing that Vault is asked with becomes a value', async () => {
    const passing = await recordRequests(bao.url);
    const root = makeFolder();
    writeFileSync(join(root, 'client.key'), 'hunter2');
    await bao.api('POST', 'secret/data/own', { data: { token: bao.token, id: 'the-secret-id-of-a-role' } });
    const keys = { VAULT_SECRET_ID: 'the-secret-id-of-a-role', BAO_CLIENT_KEY: join(root, 'client.key') };
    const secrets = [new SecretValue(bao.token), new SecretValue(keys.VAULT_SECRET_ID)];
    const resolver = createValueResolver(
      makeContext({ root, secrets, env: env({ ...keys, VAULT_ADDR: passing.url }) }),
    );
    const resolve = async (reference: ValueReference) => {
      const resolution = await resolver.resolve(makeDeclared(reference, root));
      if (resolution.kind === 'resolved') return resolution.value.reveal();
      return resolution.kind === 'failed' ? resolution.diagnostic.code : resolution.kind;
    };
    const field = (name: string, more: Parameters<typeof readOf>[0] = {}) =>
      resolve(fromRead(readOf(more), [name]));
    const values = [field('url'), field('port'), field('nothing'), field('url', { version: 1 })];
    expect(await Promise.all(values)).toEqual([
      'postgres://hunter2',
      '5432',
      'path-not-found',
      'postgres://hunter2',
    ]);
    expect(resolver.reads()).toBe(2);
    expect(passing.seen.toSorted()).toEqual([
      'GET /v1/secret/data/shop/database',
      'GET /v1/secret/data/shop/database?version=1',
      'GET /v1/sys/internal/ui/mounts/secret',
    ]);
    expect(await field('token', { path: 'own' })).toBe('value-is-credential');
    expect(await field('id', { path: 'own' })).toBe('value-is-credential');
    expect(await resolve(fromFile('client.key'))).toBe('file-is-key');
    for (const name of ['VAULT_TOKEN', 'BAO_TOKEN', 'VAULT_SECRET_ID', 'BAO_ROLE_ID', 'VAULT_ID_TOKEN']) {
      expect(await resolve(fromEnv(name))).toBe('env-credential');
    }
    await resolver.close();
    passing.close();
  });

  it('are denied to a token without the right, which learns nothing about mounts', async () => {
    await bao.api('PUT', 'sys/policies/acl/one', {
      policy: 'path "secret/data/one" { capabilities = ["read"] }',
    });
    await bao.api('POST', 'secret/data/one', { data: { a: 'x' } });
    const { auth } = await bao.api('POST', 'auth/token/create', { policies: ['one'] });
    const as = { VAULT_TOKEN: auth.client_token as string };
    expect(await ask({ path: 'one' }, as)).toEqual({ a: 'x' });
    const denied = await ask({}, as);
    expect(denied).toMatchObject({
      code: 'vault-denied',
      message: 'Vault does not let this token read secret/shop/database',
      hint: 'it needs a policy with "read" on secret/data/shop/database in this namespace',
    });
    expect(findLeaks(denied, as.VAULT_TOKEN)).toEqual([]);
    expect(await ask({ mount: 'nope' }, as)).toMatchObject({
      code: 'vault-denied',
      message: 'Vault does not let this token read nope/shop/database, or there is no mount nope',
    });
  });
});
