import { Failure } from '../../model/failure.js';
import type { SecretValue } from '../../model/secret-value.js';
import { isRecord, parseJson } from '../json.js';

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

/** What a 401 means. */
export type TokenVerdict =
  /** The token was good until now. */
  | 'ended'
  /** The token is good, and not allowed to do this. */
  | 'denied'
  /** Nothing has succeeded yet: the token may be good or not. */
  | 'unknown';

/** What this run knows of its token, from the requests that succeeded. */
export interface TokenStanding {
  readonly succeeded: (route: string) => void;
  /** Judges a 401 on a route at a time of the server's clock, in milliseconds. */
  readonly judge: (route: string, serverTime: number) => TokenVerdict;
}

/** Makes the standing of a token; `expiresAt` in milliseconds since 1970 for a JWT, else null. */
export const createTokenStanding = (expiresAt: number | null): TokenStanding => {
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
