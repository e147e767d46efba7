import type { DoctorCheck } from '../../../model/doctor/report.js';
import { Failure } from '../../../model/failure.js';
import { SecretValue } from '../../../model/secret-value.js';
import { getRequest } from '../../../qovery/client/api-request.js';
import { readAuthorization } from '../../../qovery/client/authorization.js';
import type { Client } from '../../../qovery/client/client.js';
import { isRecord, readText } from '../../../text/json.js';
import { formatDuration } from '../../../text/time.js';
import { ok, problem, warning } from './check.js';

/** How a token is sent, and what Qovery calls it. */
type TokenKind = 'login' | 'policy' | 'api';

/** Prefix of API policy tokens. Source: Qovery's documentation. */
const POLICY_PREFIX = 'sk-qov-';

/** Checks the token itself: which kind it is, and whether it ends soon. Its text goes nowhere. */
export const checkToken = (token: string, now: number): DoctorCheck => {
  try {
    const { expiresAt } = readAuthorization(new SecretValue(token));
    return explainToken(kindOf(token, expiresAt), expiresAt === null ? null : expiresAt - now);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return problem('token', error.message, { advice: error.hint });
  }
};

const kindOf = (token: string, expiresAt: number | null): TokenKind => {
  if (token.startsWith(POLICY_PREFIX)) return 'policy';
  return expiresAt === null ? 'api' : 'login';
};

/** `left` in milliseconds; null for a token that does not say when it ends. */
const explainToken = (kind: TokenKind, left: number | null): DoctorCheck => {
  switch (kind) {
    case 'api':
      return ok('token', 'an API token');
    case 'policy':
      return ok(
        'token',
        'an API policy token: what its policy denies is answered as if the token were wrong',
      );
    case 'login':
      return left !== null && left <= 0
        ? problem('token', 'the token of a login, which has ended', {
            advice: 'log in again, or use an API token',
          })
        : warning('token', `the token of a login, which ends in ${formatDuration(left ?? 0)}`, {
            advice: 'use an API token in CI: it does not end by itself',
          });
  }
};

/** Asks whom the token belongs to: one request. */
export const checkAccount = async (client: Client): Promise<DoctorCheck> => {
  const request = getRequest('/account', (json) =>
    isRecord(json) ? { name: readText(json, 'nickname') } : null,
  );
  const answer = await client.request(request);
  if (answer.kind === 'success') {
    return ok('account', 'the token belongs to an account', { detail: answer.value.name });
  }
  return ok('account', 'the API does not say whom the token belongs to');
};
