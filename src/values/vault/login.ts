import { readNamedFile } from '../../files/read-named.js';
import type { SecretValue } from '../../model/secret-value.js';
import type { ValueContext } from '../context.js';
import { miss, succeed, type Outcome } from '../outcome.js';
import { isSafePath } from './paths.js';
import { readToken, readVariable, userTokenFile } from './variables.js';

/** As whom to ask Vault. */
export type Login =
  /** As nobody: an agent or a proxy of Vault may add a token. */
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: SecretValue }
  | {
      readonly kind: 'approle';
      /** Below `auth/`; likewise below. */
      readonly mount: string;
      readonly roleId: SecretValue;
      /** Null where the role needs none. */
      readonly secretId: SecretValue | null;
    }
  | {
      readonly kind: 'jwt' | 'kubernetes';
      readonly mount: string;
      /** Null for the default role of the mount. */
      readonly role: string | null;
      /** Null: asked from GitHub when it is needed. */
      readonly idToken: SecretValue | null;
    };

/** A login through an auth method, which makes a token. */
export type MethodLogin = Extract<Login, { readonly mount: string }>;

/** What a login is read from. */
export type LoginContext = Pick<ValueContext, 'env' | 'homeDir' | 'signal'>;

const METHODS = ['approle', 'jwt', 'kubernetes'] as const;
type Method = (typeof METHODS)[number];

/** Where the kubelet puts the token of a pod's service account. Source: Kubernetes' documentation, "Configure Service Accounts". */
const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Finds out as whom to ask: by `VAULT_AUTH_METHOD`, or else with `VAULT_TOKEN`, or else by AppRole where there is a role id, or else with
 * the token file of the user. No error contains the text of a variable.
 */
export const readLogin = async (context: LoginContext): Promise<Outcome<Login>> => {
  const { env } = context;
  const named = readVariable(env, 'AUTH_METHOD');
  const method = METHODS.find((each) => each === named?.text);
  if (named !== null && method === undefined) {
    return miss(
      'vault-bad-method',
      `${named.name} is not a login that is known`,
      `set it to ${METHODS.join(', ')}`,
    );
  }
  if (method !== undefined) return readMethod(method, context);
  const token = readVariable(env, 'TOKEN');
  if (token !== null) return toLogin(readToken(token.text, token.name));
  if (readVariable(env, 'ROLE_ID') !== null) return readMethod('approle', context);
  const file = userTokenFile(context);
  if (file === null) return succeed({ kind: 'none' });
  const stored = await readTokenFile(file, '~/.vault-token', context);
  if (stored === null) return succeed({ kind: 'none' });
  return toLogin(stored);
};

const toLogin = (token: Outcome<SecretValue>): Outcome<Login> =>
  token.kind === 'ok' ? succeed({ kind: 'token', token: token.value }) : token;

const readMethod = async (method: Method, context: LoginContext): Promise<Outcome<Login>> => {
  const path = readVariable(context.env, 'AUTH_PATH');
  const mount = (path?.text ?? method).replace(/^auth\//, '').replace(/\/$/, '');
  if (!isSafePath(mount)) {
    return miss(
      'vault-bad-method',
      `${path?.name ?? ''} is not the path of an auth method`,
      'write it as `vault auth list` does',
    );
  }
  return method === 'approle' ? readAppRole(mount, context) : readIdentity(method, mount, context);
};

const readAppRole = (mount: string, { env }: LoginContext): Outcome<Login> => {
  const roleVariable = readVariable(env, 'ROLE_ID');
  if (roleVariable === null) {
    return miss(
      'vault-no-role',
      'VAULT_ROLE_ID is not set, which a login by AppRole needs',
      'set VAULT_ROLE_ID and VAULT_SECRET_ID',
    );
  }
  const roleId = readToken(roleVariable.text, roleVariable.name);
  if (roleId.kind === 'problem') return roleId;
  const secretVariable = readVariable(env, 'SECRET_ID');
  const secretId =
    secretVariable === null ? succeed(null) : readToken(secretVariable.text, secretVariable.name);
  if (secretId.kind === 'problem') return secretId;
  return succeed({ kind: 'approle', mount, roleId: roleId.value, secretId: secretId.value });
};

const readIdentity = async (
  kind: 'jwt' | 'kubernetes',
  mount: string,
  context: LoginContext,
): Promise<Outcome<Login>> => {
  const role = readVariable(context.env, 'AUTH_ROLE');
  if (role === null && kind === 'kubernetes') {
    return miss(
      'vault-no-role',
      'VAULT_AUTH_ROLE is not set, which a login by Kubernetes needs',
      'set it to the name of a role',
    );
  }
  const idToken = await readIdToken(kind, context);
  return idToken.kind === 'ok'
    ? succeed({ kind, mount, role: role?.text ?? null, idToken: idToken.value })
    : idToken;
};

/** The JWT that proves who asks; null where GitHub has to be asked for it. */
const readIdToken = async (
  kind: 'jwt' | 'kubernetes',
  context: LoginContext,
): Promise<Outcome<SecretValue | null>> => {
  const given = readVariable(context.env, 'ID_TOKEN');
  if (given !== null) return readToken(given.text, given.name);
  const named = readVariable(context.env, 'ID_TOKEN_FILE');
  const file = named?.text ?? (kind === 'kubernetes' ? SERVICE_ACCOUNT_TOKEN : null);
  if (file === null) return succeed(null);
  const name = named?.name ?? 'the service account of this pod';
  return (
    (await readTokenFile(file, name, context)) ??
    miss('vault-no-id-token', `${name} has no token file`, NO_FILE_HINT)
  );
};

const NO_FILE_HINT =
  'set VAULT_ID_TOKEN_FILE to the file with the token, or VAULT_ID_TOKEN to the token itself';

/** Bytes. */
const LARGEST_TOKEN_FILE = 64 * 1024;

/** Reads a file that has nothing but a token; null where there is no such file. */
const readTokenFile = async (
  path: string,
  name: string,
  { signal }: LoginContext,
): Promise<Outcome<SecretValue> | null> => {
  const read = await readNamedFile(path, { limit: LARGEST_TOKEN_FILE, signal });
  if (read.kind === 'read') {
    const text = read.bytes.toString('utf8');
    return text.trim() === '' ? null : readToken(text, name);
  }
  if (read.kind === 'unreadable' && read.code === 'ENOENT') return null;
  const why = read.kind === 'unreadable' ? `it cannot be read (${read.code})` : 'it is not a file of a token';
  return miss('vault-bad-token', `${name} has no token: ${why}`, 'check the path and its permissions');
};
