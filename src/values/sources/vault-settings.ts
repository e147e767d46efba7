import { parseBaseUrl } from '../../http/base-url.js';
import { findProxy, type Env } from '../../http/proxy.js';
import { Failure } from '../../model/failure.js';
import { readCredential } from '../../text/credential.js';
import { SecretValue } from '../../model/secret-value.js';
import type { ValueRead } from '../../model/value-reference.js';
import { miss, refuse, succeed, type Outcome } from '../outcome.js';

type VaultRead = Extract<ValueRead, { readonly kind: 'vault' }>;

/** Which Vault to ask, and as whom. */
export interface VaultSettings {
  readonly address: URL;
  readonly token: SecretValue;
  readonly namespace: string | null;
  /** Null for none. */
  readonly proxy: URL | null;
}

/** What a header can hold, and what tokens and namespaces of Vault consist of. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** Reads `VAULT_ADDR`, `VAULT_TOKEN`, `VAULT_NAMESPACE` and the proxy variables; no error contains their text. */
export const readVaultSettings = (env: Env): Outcome<VaultSettings> => {
  const address = readAddress((env['VAULT_ADDR'] ?? '').trim());
  if (address.kind === 'problem') return address;
  const token = readToken(env);
  if (token === null) {
    return miss(
      'vault-no-token',
      'no token for Vault',
      'log in to Vault and set VAULT_TOKEN, which `vault print token` prints',
    );
  }
  if (typeof token !== 'string') return token;
  if (!PRINTABLE.test(token)) return miss('vault-bad-token', 'VAULT_TOKEN is not a Vault token');
  const namespace = (env['VAULT_NAMESPACE'] ?? '').trim();
  if (namespace !== '' && !PRINTABLE.test(namespace)) {
    return miss('vault-bad-namespace', 'VAULT_NAMESPACE is not a Vault namespace');
  }
  const proxy = readProxy(address.value, env);
  if (proxy.kind === 'problem') return proxy;
  return succeed({
    proxy: proxy.value,
    address: address.value,
    token: new SecretValue(token),
    namespace: namespace === '' ? null : namespace,
  });
};

const readToken = (env: Env): string | null | Outcome<never> => {
  try {
    return readCredential(env['VAULT_TOKEN'], 'VAULT_TOKEN');
  } catch (error) {
    if (error instanceof Failure) return miss('vault-bad-token', error.message, error.hint);
    throw error;
  }
};

const readAddress = (text: string): Outcome<URL> => {
  const hint = 'set VAULT_ADDR as https://vault.example.com:8200';
  if (text === '') return miss('vault-no-address', 'VAULT_ADDR is not set', hint);
  const parsed = parseBaseUrl(text);
  switch (parsed.kind) {
    case 'valid':
      return succeed(parsed.url);
    case 'not-http':
      return miss('vault-bad-address', 'VAULT_ADDR is not an http or https URL', hint);
    case 'extras':
      return miss('vault-bad-address', 'VAULT_ADDR contains a user, a query or a fragment', hint);
    case 'insecure':
      return miss(
        'vault-insecure-address',
        'VAULT_ADDR is plain http, and not on this machine',
        'use https: anybody on the network could read the token and the values over http',
      );
  }
};

const readProxy = (address: URL, env: Env): Outcome<URL | null> => {
  try {
    return succeed(findProxy(address, env));
  } catch (error) {
    if (error instanceof Failure) return miss(error.code, error.message, error.hint);
    throw error;
  }
};

/**
 * The URL that reads a KV v2 secret. Each segment is encoded separately, and paths that could leave the mount are refused:
 * a manifest must not reach another part of Vault's API. Source: Vault's documentation, KV version 2, "Read secret version".
 */
export const vaultUrl = (address: URL, read: VaultRead): Outcome<URL> => {
  const segments = [...read.mount.split('/'), 'data', ...read.path.split('/')];
  if (!segments.every(isSafeSegment)) {
    return refuse(
      'vault-bad-path',
      'the mount and the path of a Vault secret are names separated by single slashes, and none is `.` or `..`',
      'write for example mount: secret, path: shop/database',
    );
  }
  const url = new URL(address);
  const prefix = address.pathname.replace(/(?<!\/)\/+$/, '');
  url.pathname = `${prefix}/v1/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
  url.search = read.version === null ? '' : `?version=${read.version}`;
  return succeed(url);
};

/** `encodeURIComponent` throws for lone surrogates, and leaves dots alone. */
const isSafeSegment = (segment: string): boolean =>
  segment !== '' && segment !== '.' && segment !== '..' && !/[\p{Cc}\p{Surrogate}]/u.test(segment);
