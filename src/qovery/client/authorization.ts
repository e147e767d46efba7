import { Failure } from '../../model/failure.js';
import type { SecretValue } from '../../model/secret-value.js';
import { isRecord, parseJson } from '../../text/json.js';

/** How a token is sent, and when it ends. */
export interface Authorization {
  /** Makes the value of the `Authorization` header for each request, so that it is not kept as text. */
  readonly header: () => string;
  /** When a JWT says that it ends: milliseconds since 1970; null for an API token. */
  readonly expiresAt: number | null;
}

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
    return isRecord(decoded) ? decoded : null;
  });
  return header === null || header === undefined ? null : (claims ?? null);
};

/** What a 401 means. */
export type TokenVerdict =
  /** The token was valid until now. */
  | 'ended'
  /** The token is valid, but lacks the rights. */
  | 'denied'
  /** Nothing has succeeded yet: the token may be valid or not. */
  | 'unknown';

/** What this run knows about its token, from the requests that succeeded. */
export interface TokenState {
  readonly succeeded: (route: string) => void;
  /** Judges a 401 on a route at a time of the server's clock, in milliseconds. */
  readonly judge: (route: string, serverTime: number) => TokenVerdict;
}

/** Makes the state of a token; `expiresAt` in milliseconds since 1970 for a JWT, else null. */
export const createTokenState = (expiresAt: number | null): TokenState => {
  const routes = new Set<string>();
  return {
    succeeded: (route) => {
      routes.add(route);
    },
    judge: (route, serverTime) => {
      if (routes.has(route)) return 'ended';
      if (expiresAt !== null && serverTime >= expiresAt) return 'ended';
      return routes.size > 0 ? 'denied' : 'unknown';
    },
  };
};
