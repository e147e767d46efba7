import { Failure } from '../model/failure.js';
import type { SecretValue } from '../model/secret-value.js';
import { isRecord, parseJson } from './json.js';

/** How a token is presented, and when it ends. */
export interface Authorization {
  /** Value of the `Authorization` header. Made anew for each request, so that it is not kept as text. */
  readonly header: () => string;
  /** Milliseconds since 1970 at which a JWT says that it ends; null for an API token. */
  readonly expiresAt: number | null;
}

/**
 * Tells the two kinds of token apart: a JWT (as `qovery auth` makes it) goes as `Bearer`, an API token as `Token`.
 * Throws a `Failure` (`invalid-token`) for text that cannot stand in a header.
 */
export const readAuthorization = (token: SecretValue): Authorization => {
  if (!/^[\x21-\x7e]+$/.test(token.reveal())) {
    throw new Failure('invalid-token', 'the API token holds spaces or characters that no token has', {
      hint: 'check QOVERY_API_TOKEN: it must be the token alone, on one line',
    });
  }
  const claims = readClaims(token);
  if (claims === null) return { header: () => `Token ${token.reveal()}`, expiresAt: null };
  const ends = claims['exp'];
  return {
    header: () => `Bearer ${token.reveal()}`,
    expiresAt: typeof ends === 'number' ? ends * 1000 : null,
  };
};

const readClaims = (token: SecretValue): Readonly<Record<string, unknown>> | null => {
  const parts = token.reveal().split('.');
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) return null;
  const [header, claims] = parts.slice(0, 2).map((part) => {
    const decoded = parseJson(Buffer.from(part, 'base64url').toString('utf8'));
    return decoded.kind === 'parsed' && isRecord(decoded.json) ? decoded.json : null;
  });
  return header === null || header === undefined ? null : (claims ?? null);
};
