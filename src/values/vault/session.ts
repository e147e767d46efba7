import { SecretValue } from '../../model/secret-value.js';
import { isRecord, parseJson, readText } from '../../text/json.js';
import type { ValueContext } from '../context.js';
import { succeed, type Outcome } from '../outcome.js';
import { explainFault, explainLogin } from './answers.js';
import type { VaultClient } from './client.js';
import { askGitHubToken } from './github-token.js';
import type { Login, MethodLogin } from './login.js';
import { loginPath } from './paths.js';

/** The tokens of one run. */
export interface Session {
  /** The token to ask with; null where there is none. Logs in when it is first asked for. */
  readonly token: () => Promise<Outcome<SecretValue | null>>;
  /** Logs in again after Vault refused a token that a login had made; null where that is not possible. */
  readonly renew: (refused: SecretValue | null) => Promise<Outcome<SecretValue> | null>;
  /** Revokes the tokens that logins made. Never rejects. */
  readonly close: () => Promise<void>;
}

/** What a session works with. */
export interface SessionOptions {
  readonly login: Login;
  readonly client: VaultClient;
  readonly context: Pick<ValueContext, 'env' | 'signal' | 'clock' | 'debug'>;
  /** Called with each token, which must not become a value. */
  readonly onToken: (token: SecretValue) => void;
}

/** A token that a login made. */
interface MadeToken {
  readonly token: SecretValue;
  /** A batch token cannot be revoked, and ends by itself. */
  readonly isRevocable: boolean;
}

/** Milliseconds that a login under way may still take after an interrupt: a token that nobody knows of could not be revoked. */
const LOGIN_GRACE = 3000;
/** Milliseconds for revoking. */
const REVOKE_TIMEOUT = 5000;

/** Makes the session of one run. It sends nothing before it is asked for a token. */
export const createSession = ({ login, client, context, onToken }: SessionOptions): Session => {
  const made: MadeToken[] = [];
  let current: Promise<Outcome<SecretValue | null>> | null = null;
  const logIn = async (): Promise<Outcome<SecretValue | null>> => {
    if (login.kind === 'none') return succeed(null);
    if (login.kind === 'token') {
      onToken(login.token);
      return succeed(login.token);
    }
    const answer = await requestToken(login, client, context);
    if (answer.kind === 'problem') return answer;
    onToken(answer.value.token);
    made.push(answer.value);
    return succeed(answer.value.token);
  };
  return {
    token: () => (current ??= logIn()),
    renew: async (refused) => {
      const known = await current;
      if (refused === null || !made.some(({ token }) => token === refused)) return null;
      // Several reads may find the same token refused; the first of them logs in.
      if (known?.kind === 'ok' && known.value === refused) current = logIn();
      const renewed = await current;
      if (renewed === null || renewed.kind === 'problem') return renewed;
      return renewed.value === null || renewed.value === refused ? null : succeed(renewed.value);
    },
    close: async () => {
      await current;
      await Promise.all(made.splice(0).map((token) => revoke(token, client, context)));
    },
  };
};

const requestToken = async (
  login: MethodLogin,
  client: VaultClient,
  context: SessionOptions['context'],
): Promise<Outcome<MadeToken>> => {
  const body = await loginBody(login, context);
  if (body.kind === 'problem') return body;
  const attempt = await withGrace(context, (signal) =>
    client.send({ method: 'POST', path: loginPath(login.mount), body: body.value, token: null }, signal),
  );
  if (attempt.kind === 'fault') return explainFault(attempt.fault, client);
  const answer = attempt.status === 200 ? parseJson(attempt.body.toString('utf8')) : null;
  const auth = isRecord(answer) && isRecord(answer['auth']) ? answer['auth'] : {};
  const token = readText(auth, 'client_token');
  return token === null
    ? explainLogin(attempt, login, client.host)
    : succeed({ token: new SecretValue(token), isRevocable: auth['token_type'] !== 'batch' });
};

const loginBody = async (
  login: MethodLogin,
  context: SessionOptions['context'],
): Promise<Outcome<string>> => {
  if (login.kind === 'approle') {
    const { roleId, secretId } = login;
    return succeed(
      JSON.stringify({
        role_id: roleId.reveal(),
        ...(secretId === null ? {} : { secret_id: secretId.reveal() }),
      }),
    );
  }
  const idToken = login.idToken === null ? await askGitHubToken(context) : succeed(login.idToken);
  if (idToken.kind === 'problem') return idToken;
  const { role } = login;
  return succeed(JSON.stringify({ jwt: idToken.value.reveal(), ...(role === null ? {} : { role }) }));
};

/** Lets a login end for a moment after the run was interrupted, and starts none after that. */
const withGrace = async <T>(
  { signal, clock }: SessionOptions['context'],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const late = new AbortController();
  const done = new AbortController();
  const onAbort = async (): Promise<void> => {
    await clock.sleep(LOGIN_GRACE, done.signal);
    late.abort();
  };
  const listener = (): void => void onAbort();
  if (signal.aborted) late.abort();
  signal.addEventListener('abort', listener, { once: true });
  try {
    return await work(late.signal);
  } finally {
    signal.removeEventListener('abort', listener);
    done.abort();
  }
};

const revoke = async (
  { token, isRevocable }: MadeToken,
  client: VaultClient,
  { debug }: SessionOptions['context'],
): Promise<void> => {
  if (!isRevocable) return;
  // The run may have been interrupted, and the token is revoked all the same.
  const signal = AbortSignal.timeout(REVOKE_TIMEOUT);
  const attempt = await client.sendOnce(
    { method: 'POST', path: '/v1/auth/token/revoke-self', body: null, token },
    signal,
  );
  const isRevoked = attempt.kind === 'answer' && (attempt.status === 204 || attempt.status === 403);
  if (!isRevoked)
    debug?.(`the token of the login to Vault at ${client.host} could not be revoked; it ends by itself`);
};
