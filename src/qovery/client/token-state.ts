import type { Authorization } from './authorization.js';

/** What a 401 means. */
export type TokenVerdict =
  /** The token was valid until now. */
  | { readonly kind: 'ended' }
  /** The token is valid, but may not do this. */
  | { readonly kind: 'denied' }
  /** Only another request tells: one that any valid token may make, or a read that this token has made before. */
  | { readonly kind: 'unclear'; readonly probe: 'any-token' | 'repeat'; readonly path: string };

/** What this run knows about its token, from the requests that succeeded. */
export interface TokenState {
  /** Learns that a request succeeded. `path` is that of a read; null for a write. */
  readonly succeeded: (route: string, path: string | null) => void;
  /** Judges a 401 to a request at a time of the server's clock, in milliseconds. */
  readonly judge: (route: string, path: string, serverTime: number) => TokenVerdict;
}

/** Only shows whether the token is valid: every token without a policy may see its organizations. */
export const TOKEN_CHECK = '/organization';

/** So many reads are remembered: one to repeat, and another where it is that one which was denied. */
const REMEMBERED = 2;

/** Makes the state of a token. */
export const createTokenState = ({
  expiresAt,
  hasPolicy,
}: Pick<Authorization, 'expiresAt' | 'hasPolicy'>): TokenState => {
  const routes = new Set<string>();
  const reads = new Set<string>();
  return {
    succeeded: (route, path) => {
      routes.add(route);
      if (path !== null && reads.size < REMEMBERED) reads.add(path);
    },
    judge: (route, path, serverTime) => {
      if (expiresAt !== null && serverTime >= expiresAt) return { kind: 'ended' };
      if (routes.has(route)) {
        const read = [...reads].find((known) => known !== path) ?? path;
        return { kind: 'unclear', probe: 'repeat', path: read };
      }
      if (hasPolicy || routes.size > 0) return { kind: 'denied' };
      return { kind: 'unclear', probe: 'any-token', path: TOKEN_CHECK };
    },
  };
};
