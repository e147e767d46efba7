import { describe, expect, it } from 'vitest';
import { readLogin } from '../../../../src/values/vault/login.js';
import { checkRead, secretPath } from '../../../../src/values/vault/paths.js';
import { readVaultSettings } from '../../../../src/values/vault/settings.js';
import { findLeaks } from '../find-leaks.js';
import { readOf } from './read-vault.js';

const settingsOf = (env: Readonly<Record<string, string>>, allowInsecureVault = false): unknown => {
  const settings = readVaultSettings({ env, allowInsecureVault });
  expect(findLeaks(settings, 'hunter2')).toEqual([]);
  return settings.kind === 'ok' ? settings.value.address.href.replace(/\/$/, '') : settings.problem.code;
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
    ['https://vault.example.com:8200/v1/', 'https://vault.example.com:8200'],
    ['https://example.com/vault/v1', 'https://example.com/vault'],
    ['https://example.com/v1/vault//', 'https://example.com/v1/vault'],
    ['http://127.0.0.1:8200', 'http://127.0.0.1:8200'],
    ['http://localhost:8200/', 'http://localhost:8200'],
    ['http://[::1]:8200', 'http://[::1]:8200'],
  ])('takes VAULT_ADDR %j as %s', (address, expected) => {
    expect(settingsOf({ VAULT_ADDR: address })).toBe(expected);
  });

  it('takes plain http to another machine where the person who runs the tool allows it', () => {
    expect(settingsOf({ VAULT_ADDR: 'http://vault.vault.svc:8200' }, true)).toBe(
      'http://vault.vault.svc:8200',
    );
  });

  it('reads VAULT_… before BAO_…, and takes an empty one as not set', () => {
    expect(settingsOf({ VAULT_ADDR: 'https://a', BAO_ADDR: 'https://b' })).toBe('https://a');
    expect(settingsOf({ VAULT_ADDR: ' ', BAO_ADDR: 'https://b' })).toBe('https://b');
    expect(settingsOf({ VAULT_ADDR: 'https://v', VAULT_NAMESPACE: 'a\r\nb' })).toBe('vault-bad-namespace');
  });

  it('refuses a proxy that is none, without showing it', () => {
    expect(settingsOf({ VAULT_ADDR: 'https://v', HTTPS_PROXY: 'socks5://u:hunter2@p' })).toBe(
      'invalid-proxy',
    );
  });
});

describe('readLogin', () => {
  it.each([
    [{}, 'none'],
    [{ VAULT_TOKEN: 'hunter2\n' }, 'token'],
    [{ VAULT_TOKEN: 'hun\nter2' }, 'vault-bad-token'],
    [{ VAULT_TOKEN: 'hünter2' }, 'vault-bad-token'],
    [{ VAULT_TOKEN: 'hunter2', VAULT_ROLE_ID: 'role' }, 'token'],
    [{ BAO_ROLE_ID: 'role', BAO_SECRET_ID: 'hunter2' }, 'approle'],
    [{ VAULT_AUTH_METHOD: 'approle', VAULT_TOKEN: 'hunter2' }, 'vault-no-role'],
    [{ VAULT_AUTH_METHOD: 'jwt', VAULT_ID_TOKEN: 'hunter2', VAULT_TOKEN: 'x' }, 'jwt'],
    [{ VAULT_AUTH_METHOD: 'jwt', VAULT_AUTH_PATH: '../sys/hunter2' }, 'vault-bad-method'],
    [{ VAULT_AUTH_METHOD: 'jwt', VAULT_ID_TOKEN_FILE: '/nowhere' }, 'vault-no-id-token'],
    [{ VAULT_AUTH_METHOD: 'kubernetes', VAULT_ID_TOKEN: 'hunter2' }, 'vault-no-role'],
    [{ VAULT_AUTH_METHOD: 'hunter2' }, 'vault-bad-method'],
  ])('takes %j as %s', async (env, expected) => {
    const login = await readLogin({ env, homeDir: null, signal: new AbortController().signal });
    expect(findLeaks(login, 'hunter2')).toEqual([]);
    expect(login.kind === 'ok' ? login.value.kind : login.problem.code).toBe(expected);
  });
});

describe('checkRead and secretPath', () => {
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
    expect(checkRead(readOf({ mount, path }))).toMatchObject({
      problem: { code: 'vault-bad-path', refused: true },
    });
  });

  it('never leave the data of the mount, whatever the path', () => {
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
      const url = new URL(secretPath(readOf({ path }), 2), 'https://v');
      expect(url.href).toMatch(/^https:\/\/v\/v1\/secret\/data\/[^?#]*$/);
      expect(url.pathname.split('/').length).toBe(4 + path.split('/').length);
    }
  });

  it('encode every segment, and name a version', () => {
    const read = readOf({ mount: 'kv/team a', path: 'sh?op/d#b/%2e%2e/ü;x', version: 2 });
    expect(secretPath(read, 2)).toBe('/v1/kv/team%20a/data/sh%3Fop/d%23b/%252e%252e/%C3%BC%3Bx?version=2');
    expect(secretPath(readOf(), 1)).toBe('/v1/secret/shop/database');
  });
});
