import { parseBaseUrl } from '../../http/base-url.js';
import { findProxy, type Env } from '../../http/proxy.js';
import { Failure } from '../../model/failure.js';
import type { ValueContext } from '../context.js';
import { miss, succeed, type Outcome } from '../outcome.js';
import { isPrintable, readVariable } from './variables.js';

/** Which Vault to ask. */
export interface VaultSettings {
  /** May have a path, and has none that ends in `/v1`. */
  readonly address: URL;
  readonly namespace: string | null;
  /** Null for none. */
  readonly proxy: URL | null;
}

/** Reads the address, the namespace and the proxy variables; no error contains their text. */
export const readVaultSettings = ({
  env,
  allowInsecureVault,
}: Pick<ValueContext, 'env' | 'allowInsecureVault'>): Outcome<VaultSettings> => {
  const address = readAddress(env, allowInsecureVault);
  if (address.kind === 'problem') return address;
  const namespace = readVariable(env, 'NAMESPACE');
  if (namespace !== null && !isPrintable(namespace.text)) {
    return miss(
      'vault-bad-namespace',
      `${namespace.name} is not a Vault namespace`,
      'write the names of namespaces separated by slashes, such as team/shop',
    );
  }
  const proxy = readProxy(address.value, env);
  if (proxy.kind === 'problem') return proxy;
  return succeed({ address: address.value, namespace: namespace?.text ?? null, proxy: proxy.value });
};

const readAddress = (env: Env, allowInsecureVault: boolean): Outcome<URL> => {
  const hint = 'set VAULT_ADDR as https://vault.example.com:8200';
  const variable = readVariable(env, 'ADDR');
  if (variable === null) return miss('vault-no-address', 'VAULT_ADDR is not set', hint);
  const { name, text } = variable;
  const parsed = parseBaseUrl(text);
  switch (parsed.kind) {
    case 'valid':
      return succeed(withoutVersion(parsed.url));
    case 'not-http':
      return miss('vault-bad-address', `${name} is not an http or https URL`, hint);
    case 'extras':
      return miss('vault-bad-address', `${name} contains a user, a query or a fragment`, hint);
    case 'insecure':
      if (allowInsecureVault) return succeed(withoutVersion(parsed.url));
      return miss(
        'vault-insecure-address',
        `${name} is plain http, and not on this machine`,
        'use https: anybody on the network could read the token and the values; inside a cluster, --allow-insecure-vault accepts that',
      );
  }
};

/** People copy the address of the API with its version, which is added to each path. */
const withoutVersion = (url: URL): URL => {
  const address = new URL(url);
  address.pathname = url.pathname.replace(/(?<!\/)\/+$/, '').replace(/\/v1$/, '');
  return address;
};

const readProxy = (address: URL, env: Env): Outcome<URL | null> => {
  try {
    return succeed(findProxy(address, env));
  } catch (error) {
    if (error instanceof Failure) return miss(error.code, error.message, error.hint);
    throw error;
  }
};
