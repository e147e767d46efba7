import { parseBaseUrl } from '../../http/base-url.js';
import { createHttpClient } from '../../http/http-client.js';
import { findProxy } from '../../http/proxy.js';
import { Failure } from '../../model/failure.js';
import type { SecretValue } from '../../model/secret-value.js';
import { isRecord, parseJson, readText } from '../../text/json.js';
import type { ValueContext } from '../context.js';
import { interrupted, miss, type Outcome } from '../outcome.js';
import { readToken, readVariable } from './variables.js';

/** Milliseconds. */
const TIMEOUT = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Asks GitHub for a token that proves which workflow runs. Source: GitHub's documentation, "OpenID Connect reference", methods for
 * requesting the OIDC token.
 */
export const askGitHubToken = async ({
  env,
  signal,
}: Pick<ValueContext, 'env' | 'signal'>): Promise<Outcome<SecretValue>> => {
  const [address, bearer] = [env['ACTIONS_ID_TOKEN_REQUEST_URL'], env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']];
  if (address === undefined || address === '' || bearer === undefined || bearer === '') {
    return miss(
      'vault-no-id-token',
      'there is no token to log in to Vault with',
      'in GitHub Actions, give the job `permissions: id-token: write`; elsewhere, set VAULT_ID_TOKEN or VAULT_ID_TOKEN_FILE',
    );
  }
  const url = readRequestUrl(address);
  if (url === null) {
    return miss(
      'vault-no-id-token',
      'ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL',
      'leave it as GitHub sets it',
    );
  }
  const audience = readVariable(env, 'ID_TOKEN_AUDIENCE');
  if (audience !== null) url.searchParams.set('audience', audience.text);
  const attempt = await createHttpClient({
    baseUrl: new URL(url.origin),
    headers: () => ({ authorization: `Bearer ${bearer}` }),
    timeout: TIMEOUT,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    proxy: proxyFor(url, env),
  })({ method: 'GET', path: `${url.pathname}${url.search}`, body: null }, signal);
  if (attempt.kind === 'fault' && attempt.fault === 'aborted') return interrupted();
  const answer =
    attempt.kind === 'answer' && attempt.status === 200 ? parseJson(attempt.body.toString('utf8')) : null;
  const token = isRecord(answer) ? readText(answer, 'value') : null;
  return token === null
    ? miss('vault-no-id-token', 'GitHub gave no token to log in to Vault with', 'run the job again')
    : readToken(token, 'the token from GitHub');
};

/** The address has a query, which the addresses of other servers must not have. */
const readRequestUrl = (address: string): URL | null => {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return parseBaseUrl(`${url.origin}${url.pathname}`).kind === 'valid' ? url : null;
};

const proxyFor = (url: URL, env: ValueContext['env']): URL | null => {
  try {
    return findProxy(url, env);
  } catch (error) {
    // Vault is asked through the same variables, and says what is wrong with them.
    if (error instanceof Failure) return null;
    throw error;
  }
};
