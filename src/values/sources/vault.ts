import type { ValueRead } from '../../model/value-reference.js';
import type { ValueContext } from '../context.js';
import { parseDocument } from '../document.js';
import { interrupted, miss, succeed, type Outcome } from '../outcome.js';
import { decodeValue } from '../text.js';
import type { ValueNode } from '../value-node.js';
import { askVault, isSealed, type VaultAnswer } from './vault-request.js';
import { readVaultSettings, vaultUrl } from './vault-settings.js';

type VaultRead = Extract<ValueRead, { readonly kind: 'vault' }>;

const TLS_CODE = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO|^EPROTO$/;

/** Reads the fields of a secret from the KV version 2 engine of Vault or OpenBao. */
export const readVault = async (
  read: VaultRead,
  context: Pick<ValueContext, 'env' | 'signal' | 'clock'>,
): Promise<Outcome<ValueNode>> => {
  const settings = readVaultSettings(context.env);
  if (settings.kind === 'problem') return settings;
  const url = vaultUrl(settings.value.address, read);
  if (url.kind === 'problem') return url;
  const answer = await askVault({
    url: url.value,
    settings: settings.value,
    signal: context.signal,
    clock: context.clock,
  });
  return readAnswer(answer, read, url.value.host);
};

const readAnswer = (answer: VaultAnswer, read: VaultRead, host: string): Outcome<ValueNode> => {
  switch (answer.kind) {
    case 'interrupted':
      return interrupted();
    case 'timed-out':
      return miss('vault-timeout', `Vault at ${host} did not answer in time`);
    case 'too-large':
      return miss('vault-bad-answer', `the answer of Vault at ${host} is too large`);
    case 'unreachable':
      return TLS_CODE.test(answer.cause)
        ? miss(
            'vault-tls',
            `the certificate of Vault at ${host} is not trusted (${answer.cause})`,
            'NODE_EXTRA_CA_CERTS names a file with the certificate of your own authority',
          )
        : miss('vault-unreachable', `cannot reach Vault at ${host} (${answer.cause})`, 'see VAULT_ADDR');
    case 'answer':
      return answer.status === 200
        ? readFields(answer.body, read, host)
        : describeStatus(answer.status, answer.body, read, host);
  }
};

/** The fields are in `data.data`; KV version 1 answers with the fields themselves in `data`. */
const readFields = (body: Uint8Array, read: VaultRead, host: string): Outcome<ValueNode> => {
  const fields = child(child(parseBody(body), 'data'), 'data');
  if (fields?.kind === 'map') return succeed(fields);
  return miss(
    'vault-bad-answer',
    `Vault at ${host} did not answer as the KV version 2 engine does`,
    `see that ${read.mount} is the mount of a KV version 2 engine`,
  );
};

const describeStatus = (status: number, body: Uint8Array, read: VaultRead, host: string): Outcome<never> => {
  const secret = `${read.mount}/${read.path}`;
  if (status === 404) return describeAbsence(body, read, secret);
  if (status === 403) {
    return miss(
      'vault-denied',
      `Vault does not let this token read ${secret}`,
      `it needs a policy with "read" on ${read.mount}/data/${read.path}, in this namespace; it may also have ended`,
    );
  }
  if (status === 503 && isSealed(body)) {
    return miss('vault-sealed', `Vault at ${host} is sealed`, 'its operators have to unseal it');
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
      `Vault at ${host} sends to another address, where the token does not follow`,
      'set VAULT_ADDR to the active node',
    );
  }
  return miss('vault-failed', `Vault at ${host} answered ${status} when asked for ${secret}`);
};

/** A deleted version is a 404 that still has its metadata. */
const describeAbsence = (body: Uint8Array, read: VaultRead, secret: string): Outcome<never> => {
  const version = read.version === null ? 'the newest version' : `version ${read.version}`;
  const metadata = child(child(parseBody(body), 'data'), 'metadata');
  if (textOf(child(metadata, 'destroyed')) === 'true') {
    return miss('vault-deleted', `${version} of the Vault secret ${secret} was destroyed`);
  }
  if (metadata !== undefined) {
    return miss(
      'vault-deleted',
      `${version} of the Vault secret ${secret} was deleted`,
      '`vault kv undelete` brings it back',
    );
  }
  return miss(
    'vault-not-found',
    `Vault has no secret ${secret}${read.version === null ? '' : ` with a version ${read.version}`}`,
    read.path.startsWith('data/')
      ? 'leave out `data/` at the start of the path: it is added'
      : 'see `mount`, `path` and VAULT_NAMESPACE',
  );
};

const parseBody = (body: Uint8Array): ValueNode | undefined => {
  const text = decodeValue(body, 'the answer of Vault');
  if (text.kind === 'problem') return undefined;
  const document = parseDocument(text.value, 'json', 'the answer of Vault');
  return document.kind === 'ok' ? document.value : undefined;
};

const child = (node: ValueNode | undefined, key: string): ValueNode | undefined =>
  node?.kind === 'map' ? node.entries.get(key) : undefined;

const textOf = (node: ValueNode | undefined): string | null => (node?.kind === 'scalar' ? node.text : null);
