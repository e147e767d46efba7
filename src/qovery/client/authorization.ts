import { Failure } from '../../model/failure.js';
import type { SecretValue } from '../../model/secret-value.js';
import { isRecord, parseJson } from '../../text/json.js';

/** How a token is sent, and when it ends. */
export interface Authorization {
  /** Makes the value of the `Authorization` header for each request, so that it is not kept as text. */
  readonly header: () => string;
  /** When a JWT says that it ends: milliseconds since 1970; null for an API token. */
  readonly expiresAt: number | null;
  /** Whether a policy decides what it may do, so that every request it may not make is answered with 401. */
  readonly hasPolicy: boolean;
}

/** How API policy tokens start. Source: Qovery's documentation, "API policy tokens". */
const POLICY_TOKEN = 'sk-qov-01';

/**
 * Reads either kind of token: a JWT (as `qovery auth` makes it) is sent as `Bearer`, an API token as `Token`.
 *
 * @throws Failure `invalid-token` for text that a header cannot hold, and for quotes around it.
 */
export const readAuthorization = (token: SecretValue): Authorization => {
  if (!/^[\x21-\x7e]+$/.test(token.reveal())) {
    throw new Failure('invalid-token', 'the API token holds spaces or characters that no token has', {
      hint: 'check QOVERY_API_TOKEN: it must be the token alone, on one line',
    });
  }
  if (/^(["'`]).*\1$/.test(token.reveal())) {
    throw new Failure('invalid-token', 'the API token has quotes around it', {
      hint: 'remove them from QOVERY_API_TOKEN: an env file of Docker, for one, keeps quotes',
    });
  }
  const claims = readClaims(token);
  if (claims === null) {
    const hasPolicy = token.reveal().startsWith(POLICY_TOKEN);
    return { header: () => `Token ${token.reveal()}`, expiresAt: null, hasPolicy };
  }
  const ends = claims['exp'];
  return {
    header: () => `Bearer ${token.reveal()}`,
    expiresAt: typeof ends === 'number' ? ends * 1000 : null,
    hasPolicy: false,
  };
};

const readClaims = (token: SecretValue): Readonly<Record<string, unknown>> | null => {
  const parts = token.reveal().split('.');
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) return null;
  const [header, claims] = parts.slice(0, 2).map((part) => {
    const decoded = parseJson(Buffer.from(part, 'base64url').toString('utf8'));
    return isRecord(decoded) ? decoded : null;
  });
  return header === null || header === undefined ? null : (claims ?? null);
};
