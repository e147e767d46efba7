import { compileGlob } from '../../text/glob.js';
import { Refusal } from '../world/refusal.js';

/**
 * A token that the sandbox accepts, and its permissions.
 *
 * @inline
 */
export interface SandboxToken {
  /** The text after `Token` or `Bearer`. */
  readonly token: string;
  /** Name of the user in the event log. Default: `sandbox`. */
  readonly name?: string;
  /** Whether every write is refused with 403. */
  readonly readOnly?: boolean;
  /** Names or UUIDs of services, environments and projects whose secrets it can neither read nor write (403). */
  readonly denied?: readonly string[];
  /**
   * Makes it a policy token: the only requests that it may make, such as `GET /application/**`, without the query. All others are
   * answered with 401.
   */
  readonly allow?: readonly string[];
}

/** The sender of a request. */
export interface Caller {
  readonly token: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly denied: readonly string[];
  /** Whether its policy, if it has one, allows a request. */
  readonly mayCall: (method: string, path: string) => boolean;
}

/** The accepted tokens. Null accepts any non-empty token with all permissions. */
export type AcceptedTokens = readonly SandboxToken[] | null;

const AUTHORIZATION = /^(?:Bearer|Token) (\S+)$/i;

/** Identifies the sender of a request by its `Authorization` header, or refuses with 401. */
export const identifyCaller = (authorization: string | undefined, accepted: AcceptedTokens): Caller => {
  const match = AUTHORIZATION.exec(authorization ?? '');
  const token = match?.[1];
  const known = accepted?.find((candidate) => candidate.token === token);
  if (token === undefined || (accepted !== null && known === undefined)) {
    throw new Refusal(401, 'Access token is missing or invalid.');
  }
  return {
    token,
    name: known?.name ?? 'sandbox',
    readOnly: known?.readOnly ?? false,
    denied: known?.denied ?? [],
    mayCall: known?.allow === undefined ? () => true : compileAllowed(known.allow),
  };
};

const compileAllowed = (allow: readonly string[]): Caller['mayCall'] => {
  const rules = allow.flatMap((rule) => compileGlob(rule) ?? []);
  return (method, path) => rules.some((matches) => matches(`${method} ${path}`));
};

/** Refuses a write with a read-only token, with 403. */
export const requireWriter = (caller: Caller): void => {
  if (caller.readOnly) throw new Refusal(403, 'Access forbidden: the token is read-only.');
};
