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
