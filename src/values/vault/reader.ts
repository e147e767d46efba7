import type { Attempt } from '../../http/http-client.js';
import { Failure } from '../../model/failure.js';
import type { SecretValue } from '../../model/secret-value.js';
import type { ValueContext } from '../context.js';
import { interrupted, miss, succeed, type Outcome } from '../outcome.js';
import type { ValueNode } from '../value-node.js';
import { explainAttempt, isBadToken } from './answers.js';
import { createVaultClient, type VaultClient } from './client.js';
import { readLogin } from './login.js';
import { createMountFinder, type FindVersion } from './mounts.js';
import { checkRead, secretPath, type VaultRead } from './paths.js';
import { createSession, type Session } from './session.js';
import { readVaultSettings } from './settings.js';
import { readTlsOptions } from './tls.js';

/** The part of a context that reads of Vault need. */
export type VaultContext = Pick<
  ValueContext,
  'env' | 'homeDir' | 'signal' | 'clock' | 'debug' | 'allowInsecureVault'
>;

/** Reads secrets from the one Vault of a run. */
export interface VaultReader {
  /** Reads the fields of a secret from the KV engine of Vault or OpenBao. */
  readonly read: (read: VaultRead) => Promise<Outcome<ValueNode>>;
  /** Ends the run's session with Vault: revokes what logins made. Never rejects. */
  readonly close: () => Promise<void>;
}

/** Makes the reader of a run. It reads no variable and sends nothing before the first read. */
export const createVaultReader = (
  context: VaultContext,
  onToken: (token: SecretValue) => void = () => {},
): VaultReader => {
  let connection: Promise<Outcome<Connection>> | null = null;
  return {
    read: async (read) => {
      const checked = checkRead(read);
      if (checked.kind === 'problem') return checked;
      const connected = await (connection ??= connect(context, onToken));
      return connected.kind === 'ok' ? readSecret(read, connected.value) : connected;
    },
    close: async () => {
      const connected = await connection;
      if (connected?.kind === 'ok') await connected.value.session.close();
    },
  };
};

/** The Vault of one run. */
interface Connection {
  readonly client: VaultClient;
  readonly session: Session;
  /** Sends a GET with the token of the run. */
  readonly ask: (path: string) => Promise<Outcome<Attempt>>;
  readonly findVersion: FindVersion;
}

const connect = async (
  context: VaultContext,
  onToken: (token: SecretValue) => void,
): Promise<Outcome<Connection>> => {
  try {
    const settings = readVaultSettings(context);
    if (settings.kind === 'problem') return settings;
    const isSecure = settings.value.address.protocol === 'https:';
    const tls = isSecure ? await readTlsOptions(context) : succeed({});
    if (tls.kind === 'problem') return tls;
    const login = await readLogin(context);
    if (login.kind === 'problem') return login;
    const client = createVaultClient({ settings: settings.value, tls: tls.value, clock: context.clock });
    const session = createSession({ login: login.value, client, context, onToken });
    const ask = (path: string): Promise<Outcome<Attempt>> => askWithToken(path, { client, session, context });
    return succeed({ client, session, ask, findVersion: createMountFinder(client, ask) });
  } catch (error) {
    if (error instanceof Failure && error.code === 'interrupted') return interrupted();
    throw error;
  }
};

/** A token that a login made may end during a long run; then there is one more login. */
const askWithToken = async (
  path: string,
  { client, session, context }: Pick<Connection, 'client' | 'session'> & { readonly context: VaultContext },
): Promise<Outcome<Attempt>> => {
  const token = await session.token();
  if (token.kind === 'problem') return token;
  const send = (chosen: SecretValue | null): Promise<Attempt> =>
    client.send({ method: 'GET', path, body: null, token: chosen }, context.signal);
  const attempt = await send(token.value);
  if (attempt.kind === 'fault' || !isBadToken(attempt)) return succeed(attempt);
  if (token.value === null) {
    return miss(
      'vault-no-token',
      'no token for Vault',
      'set VAULT_TOKEN, log in with `vault login`, or set VAULT_AUTH_METHOD to approle, jwt or kubernetes',
    );
  }
  const renewed = await session.renew(token.value);
  if (renewed === null) return succeed(attempt);
  return renewed.kind === 'ok' ? succeed(await send(renewed.value)) : renewed;
};

const readSecret = async (
  read: VaultRead,
  { client, ask, findVersion }: Connection,
): Promise<Outcome<ValueNode>> => {
  const version = read.kvVersion === null ? await findVersion(read.mount) : succeed(read.kvVersion);
  if (version.kind === 'problem') return version;
  if (version.value === 1 && read.version !== null) {
    return miss(
      'vault-no-versions',
      `the mount ${read.mount} is KV version 1, which keeps no older versions of a secret`,
      'remove `version`',
    );
  }
  const asked = await ask(secretPath(read, version.value ?? 2));
  return asked.kind === 'ok' ? explainAttempt(asked.value, { read, version: version.value, client }) : asked;
};
