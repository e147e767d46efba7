import type { Fault } from '../../http/classify.js';
import { hintTlsFault } from '../../http/describe-fault.js';
import type { Attempt } from '../../http/http-client.js';
import { isHtml } from '../../http/is-html.js';
import { parseDocument } from '../document.js';
import { interrupted, miss, succeed, type Outcome } from '../outcome.js';
import { decodeValue } from '../text.js';
import type { ValueNode } from '../value-node.js';
import { isSealed, type VaultClient } from './client.js';
import type { MethodLogin } from './login.js';
import type { KvVersion, VaultRead } from './paths.js';

type Answer = Extract<Attempt, { readonly kind: 'answer' }>;

/** What an answer is explained with. */
export interface AskedSecret {
  readonly read: VaultRead;
  /** Null where Vault did not say; then version 2 was taken for granted. */
  readonly version: KvVersion | null;
  readonly client: VaultClient;
}

/** Takes the fields out of the answer to a read, or says why there are none. */
export const explainAttempt = (attempt: Attempt, asked: AskedSecret): Outcome<ValueNode> => {
  if (attempt.kind === 'fault') return explainFault(attempt.fault, asked.client);
  if (attempt.status === 200 && !isHtml(attempt)) return readFields(attempt.body, asked);
  const { read, version, client } = asked;
  const secret = `${read.mount}/${read.path}`;
  if (attempt.status === 404 && !isHtml(attempt)) return explainAbsence(attempt.body, read, secret);
  if (attempt.status === 403 && !isBadToken(attempt) && !isHtml(attempt)) {
    const path = version === 1 ? secret : `${read.mount}/data/${read.path}`;
    return miss(
      'vault-denied',
      version === null && read.kvVersion === null
        ? `Vault does not let this token read ${secret}, or there is no mount ${read.mount}`
        : `Vault does not let this token read ${secret}`,
      `it needs a policy with "read" on ${path} in this namespace`,
    );
  }
  return explainRefusal(attempt, secret, client.host);
};

/** KV version 2 has the fields in `data.data`, and version 1 in `data`. */
const readFields = (body: Buffer, { read, version, client }: AskedSecret): Outcome<ValueNode> => {
  const data = child(parseBody(body), 'data');
  const fields = version === 1 ? data : child(data, 'data');
  if (fields?.kind === 'map') return succeed(fields);
  return miss(
    'vault-bad-answer',
    `the answer from Vault at ${client.host} is not that of a KV version ${String(version ?? 2)} engine`,
    `check that ${read.mount} is the mount of a KV engine`,
  );
};

/** Explains why a request got no answer. */
export const explainFault = (fault: Fault, { describeFault }: VaultClient): Outcome<never> => {
  const message = describeFault(fault);
  switch (fault) {
    case 'aborted':
      return interrupted();
    case 'timed-out':
      return miss('vault-timeout', message, 'check VAULT_ADDR and the network');
    case 'malformed':
    case 'too-large':
      return miss('vault-bad-answer', message, 'a secret is at most 1 MiB: check VAULT_ADDR');
    case 'untrusted':
      return miss(
        'vault-tls',
        message,
        'if your network has its own certificate authority, set VAULT_CACERT to its certificate',
      );
    case 'wrong-host':
      return miss(
        'vault-tls',
        message,
        'check VAULT_ADDR; if the certificate is right and the address has another name, set VAULT_TLS_SERVER_NAME',
      );
    case 'client-certificate':
      return miss(
        'vault-tls',
        message,
        'set VAULT_CLIENT_CERT and VAULT_CLIENT_KEY to a certificate and its key',
      );
    case 'not-tls':
      return miss(
        'vault-tls',
        message,
        'VAULT_ADDR says https: check its port, or whether Vault is served over http',
      );
    case 'expired':
    case 'not-yet-valid':
    case 'revoked':
    case 'tls-refused':
      return miss('vault-tls', message, hintTlsFault(fault));
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

/** Explains an answer that has to do with Vault itself or with the token, whatever was asked for. */
export const explainRefusal = (answer: Answer, subject: string, host: string): Outcome<never> => {
  const { status, body } = answer;
  if (isHtml(answer)) {
    return miss(
      'vault-bad-answer',
      `Vault at ${host} answered with an HTML page (status ${status}): it comes from something in front of Vault`,
      'check VAULT_ADDR, and whether a proxy, a firewall or a login page answers instead',
    );
  }
  if (isBadToken(answer)) {
    return miss(
      'vault-token-refused',
      `Vault at ${host} does not accept the token when asked for ${subject}: it has expired, was revoked or is another's`,
      'log in to Vault again, and check VAULT_NAMESPACE',
    );
  }
  if (status === 404 && isMissingNamespace(body)) {
    return miss('vault-no-namespace', `Vault at ${host} has no such namespace`, 'check VAULT_NAMESPACE');
  }
  if (status === 400 && body.includes('Client sent an HTTP request to an HTTPS server')) {
    return miss(
      'vault-tls',
      `Vault at ${host} speaks TLS, and VAULT_ADDR says http`,
      'write VAULT_ADDR with https',
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
  return miss(
    'vault-failed',
    `Vault at ${host} answered ${status} when asked for ${subject}`,
    'the log of Vault says more',
  );
};

/** Explains why a login gave no token. */
export const explainLogin = (answer: Answer, { kind, mount }: MethodLogin, host: string): Outcome<never> => {
  const isOfLogin = [200, 400, 401, 403, 404].includes(answer.status) && !isHtml(answer);
  if (!isOfLogin || isMissingNamespace(answer.body))
    return explainRefusal(answer, `a login at auth/${mount}`, host);
  return miss(
    'vault-login-failed',
    `Vault at ${host} refused the login at auth/${mount} (status ${answer.status})`,
    LOGIN_HINTS[kind],
  );
};

const IDENTITY_HINT =
  'check VAULT_AUTH_ROLE and VAULT_AUTH_PATH, and which audience and claims the role expects of the token';

const LOGIN_HINTS: Readonly<Record<MethodLogin['kind'], string>> = {
  approle:
    'check VAULT_ROLE_ID, VAULT_SECRET_ID, which may have expired or been used up, and VAULT_AUTH_PATH',
  jwt: IDENTITY_HINT,
  kubernetes: IDENTITY_HINT,
};

/**
 * Whether an answer is about the token rather than its policies. Vault counts the errors of its policies, and names no error but this
 * one for a token that it does not know; newer versions add a word for it.
 */
export const isBadToken = ({ status, body }: Answer): boolean =>
  (status === 403 && (body.includes('invalid token') || body.includes('["permission denied"]'))) ||
  (status === 400 && body.includes('missing client token'));

/** Whether a 404 is about the namespace. */
export const isMissingNamespace = (body: Buffer): boolean => body.includes('namespace not found');

/** Says that there is no mount of a name. */
export const noMount = (
  mount: string,
  hint = 'check `mount` and VAULT_NAMESPACE: `vault secrets list` lists the mounts',
): Outcome<never> => miss('vault-no-mount', `no mount ${mount}`, hint);

/** A deleted version is a 404 that still has its metadata. */
const explainAbsence = (body: Buffer, read: VaultRead, secret: string): Outcome<never> => {
  if (isMissingNamespace(body)) {
    return miss('vault-no-namespace', 'Vault has no such namespace', 'check VAULT_NAMESPACE');
  }
  if (body.includes('no handler for route')) return noMount(read.mount);
  const version = read.version === null ? 'the newest version' : `version ${read.version}`;
  const metadata = child(child(parseBody(body), 'data'), 'metadata');
  if (textOf(child(metadata, 'destroyed')) === 'true') {
    return miss(
      'vault-deleted',
      `${version} of the Vault secret ${secret} was destroyed`,
      'it cannot be restored: write a new version of the secret, or name another one under `version`',
    );
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
