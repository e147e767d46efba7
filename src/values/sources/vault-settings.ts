import { isLoopbackHost } from '../../http/loopback.js';
import { SecretValue } from '../../model/secret-value.js';
import type { ValueRead } from '../../model/value-reference.js';
import { miss, refuse, succeed, type Outcome } from '../outcome.js';

type VaultRead = Extract<ValueRead, { readonly kind: 'vault' }>;

/** Which Vault to ask, and as whom. */
export interface VaultSettings {
  readonly address: URL;
  readonly token: SecretValue;
  readonly namespace: string | null;
}

/** What a header can carry and what Vault makes tokens and namespaces of. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** Reads `VAULT_ADDR`, `VAULT_TOKEN` and `VAULT_NAMESPACE`; their text is in no error. */
export const readVaultSettings = (
  env: Readonly<Record<string, string | undefined>>,
): Outcome<VaultSettings> => {
  const address = readAddress((env['VAULT_ADDR'] ?? '').trim());
  if (address.kind === 'problem') return address;
  const token = (env['VAULT_TOKEN'] ?? '').trim();
  if (token === '') {
    return miss(
      'vault-no-token',
      'no token for Vault',
      'log in to Vault and set VAULT_TOKEN, which `vault print token` prints',
    );
  }
  if (!PRINTABLE.test(token)) return miss('vault-bad-token', 'VAULT_TOKEN is not a Vault token');
  const namespace = (env['VAULT_NAMESPACE'] ?? '').trim();
  if (namespace !== '' && !PRINTABLE.test(namespace)) {
    return miss('vault-bad-namespace', 'VAULT_NAMESPACE is not a Vault namespace');
  }
  return succeed({
    address: address.value,
    token: new SecretValue(token),
    namespace: namespace === '' ? null : namespace,
  });
};

const readAddress = (text: string): Outcome<URL> => {
  const hint = 'set VAULT_ADDR as https://vault.example.com:8200';
  if (text === '') return miss('vault-no-address', 'no address of Vault', hint);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return miss('vault-bad-address', 'VAULT_ADDR is not an http or https URL', hint);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return miss('vault-bad-address', 'VAULT_ADDR has a user, a query or a fragment in it', hint);
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return miss(
      'vault-insecure-address',
      'VAULT_ADDR is plain http, and not of this machine',
      'use https: over http anybody on the way could read the token and the values',
    );
  }
  return succeed(url);
};

/**
 * The URL that reads a KV v2 secret. Each segment is encoded by itself, and what could leave the mount is refused:
 * a manifest must not reach another part of Vault's API. Source: Vault's documentation, KV version 2, "Read secret version".
 */
export const vaultUrl = (address: URL, read: VaultRead): Outcome<URL> => {
  const segments = [...read.mount.split('/'), 'data', ...read.path.split('/')];
  if (!segments.every(isSafeSegment)) {
    return refuse(
      'vault-bad-path',
      'the mount and the path of a Vault secret consist of names between single slashes, without `.` and `..`',
      'write for example mount: secret, path: shop/database',
    );
  }
  const url = new URL(address);
  const prefix = address.pathname.replace(/\/+$/, '');
  url.pathname = `${prefix}/v1/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
  url.search = read.version === null ? '' : `?version=${read.version}`;
  return succeed(url);
};

/** `encodeURIComponent` throws for lone surrogates, and leaves dots alone. */
const isSafeSegment = (segment: string): boolean =>
  segment !== '' && segment !== '.' && segment !== '..' && !/[\p{Cc}\p{Surrogate}]/u.test(segment);
