import type { Fault } from '../../http/classify.js';
import { hintTlsFault } from '../../http/describe-fault.js';
import { isHtml } from '../../http/is-html.js';
import type { ValueRead } from '../../model/value-reference.js';
import type { ValueContext } from '../context.js';
import { parseDocument } from '../document.js';
import { interrupted, miss, succeed, type Outcome } from '../outcome.js';
import { decodeValue } from '../text.js';
import type { ValueNode } from '../value-node.js';
import { createVaultClient, isSealed, type VaultClient } from './vault-request.js';
import { readVaultSettings, vaultUrl, type VaultSettings } from './vault-settings.js';

type VaultRead = Extract<ValueRead, { readonly kind: 'vault' }>;

/** The part of a context that a read of Vault needs. */
export type VaultContext = Pick<ValueContext, 'env' | 'signal' | 'clock'>;

/** Reads the fields of a secret from the KV version 2 engine of Vault or OpenBao. */
export const readVault = async (read: VaultRead, context: VaultContext): Promise<Outcome<ValueNode>> => {
  const connection = connectionOf(context);
  if (connection.kind === 'problem') return connection;
  const { client, settings } = connection.value;
  const url = vaultUrl(settings.address, read);
  if (url.kind === 'problem') return url;
  const attempt = await client.get(`${url.value.pathname}${url.value.search}`);
  if (attempt.kind === 'fault') return explainFault(attempt.fault, client);
  if (isHtml(attempt)) {
    return miss(
      'vault-bad-answer',
      `Vault at ${url.value.host} answered with an HTML page (status ${attempt.status}): it comes from something in front of Vault`,
      'check VAULT_ADDR, and whether a proxy, a firewall or a login page answers instead',
    );
  }
  return attempt.status === 200
    ? readFields(attempt.body, read, url.value.host)
    : explainStatus(attempt.status, attempt.body, read, url.value.host);
};

/** The Vault of one run. */
interface Connection {
  readonly settings: VaultSettings;
  readonly client: VaultClient;
}

const connections = new WeakMap<VaultContext, Outcome<Connection>>();

/** One connection for all reads of a run. */
const connectionOf = (context: VaultContext): Outcome<Connection> => {
  const connection = connections.get(context) ?? connect(context);
  connections.set(context, connection);
  return connection;
};

const connect = ({ env, signal, clock }: VaultContext): Outcome<Connection> => {
  const settings = readVaultSettings(env);
  if (settings.kind === 'problem') return settings;
  const client = createVaultClient({ settings: settings.value, signal, clock });
  return succeed({ settings: settings.value, client });
};

const explainFault = (fault: Fault, { describeFault }: VaultClient): Outcome<never> => {
  const message = describeFault(fault);
  switch (fault) {
    case 'aborted':
      return interrupted();
    case 'timed-out':
      return miss('vault-timeout', message);
    case 'too-large':
      return miss('vault-bad-answer', message);
    case 'untrusted':
    case 'wrong-host':
    case 'expired':
    case 'not-yet-valid':
    case 'revoked':
    case 'not-tls':
    case 'tls-refused':
      return miss('vault-tls', message, hintTlsFault(fault) ?? undefined);
    case 'proxy-refused':
      return miss(
        'vault-unreachable',
        message,
        'check HTTPS_PROXY and its user and password, or exclude the host with NO_PROXY',
      );
    case 'refused':
    case 'unknown-host':
    case 'no-route':
    case 'lost':
      return miss(
        'vault-unreachable',
        message,
        'check VAULT_ADDR and the network; behind a proxy, set HTTPS_PROXY',
      );
  }
};

/** The fields are in `data.data`; KV version 1 answers with the fields themselves in `data`. */
const readFields = (body: Buffer, read: VaultRead, host: string): Outcome<ValueNode> => {
  const fields = child(child(parseBody(body), 'data'), 'data');
  if (fields?.kind === 'map') return succeed(fields);
  return miss(
    'vault-bad-answer',
    `the answer from Vault at ${host} is not that of a KV version 2 engine`,
    `check that ${read.mount} is the mount of a KV version 2 engine`,
  );
};

const explainStatus = (status: number, body: Buffer, read: VaultRead, host: string): Outcome<never> => {
  const secret = `${read.mount}/${read.path}`;
  if (status === 404) return explainAbsence(body, read, secret);
  if (status === 403) {
    return miss(
      'vault-denied',
      `Vault does not let this token read ${secret}`,
      `it needs a policy with "read" on ${read.mount}/data/${read.path} in this namespace; it may also have expired`,
    );
  }
  if (status === 503 && isSealed(body)) {
    return miss('vault-sealed', `Vault at ${host} is sealed`, 'its operators must unseal it');
  }
  if (status === 429) return miss('vault-busy', `Vault at ${host} limits its requests`, 'try again later');
  if (status === 472 || status === 473) {
    return miss(
      'vault-standby',
      `Vault at ${host} is a standby that serves no reads`,
      'set VAULT_ADDR to the active node',
    );
  }
  if (status >= 300 && status < 400) {
    return miss(
      'vault-redirect',
      `Vault at ${host} answered with a redirect, which is not followed`,
      'set VAULT_ADDR to the active node',
    );
  }
  return miss('vault-failed', `Vault at ${host} answered ${status} when asked for ${secret}`);
};

/** A deleted version is a 404 that still has its metadata. */
const explainAbsence = (body: Buffer, read: VaultRead, secret: string): Outcome<never> => {
  const version = read.version === null ? 'the newest version' : `version ${read.version}`;
  const metadata = child(child(parseBody(body), 'data'), 'metadata');
  if (textOf(child(metadata, 'destroyed')) === 'true') {
    return miss('vault-deleted', `${version} of the Vault secret ${secret} was destroyed`);
  }
  if (metadata !== undefined) {
    return miss(
      'vault-deleted',
      `${version} of the Vault secret ${secret} was deleted`,
      '`vault kv undelete` restores it',
    );
  }
  return miss(
    'vault-not-found',
    `Vault has no secret ${secret}${read.version === null ? '' : ` with a version ${read.version}`}`,
    read.path.startsWith('data/')
      ? 'leave out `data/` at the start of the path: it is added automatically'
      : 'check `mount`, `path` and VAULT_NAMESPACE',
  );
};

const parseBody = (body: Buffer): ValueNode | undefined => {
  const text = decodeValue(body, 'the answer of Vault');
  if (text.kind === 'problem') return undefined;
  const document = parseDocument(text.value, 'json', 'the answer of Vault');
  return document.kind === 'ok' ? document.value : undefined;
};

const child = (node: ValueNode | undefined, key: string): ValueNode | undefined =>
  node?.kind === 'map' ? node.entries.get(key) : undefined;

const textOf = (node: ValueNode | undefined): string | null => (node?.kind === 'scalar' ? node.text : null);
