import { Refusal } from '../world/refusal.js';

/**
 * A token that the sandbox accepts, and what it may do.
 *
 * @inline
 */
export interface SandboxToken {
  /** What stands behind `Token` or `Bearer`. */
  readonly token: string;
  /** What the event log calls its bearer; default: `sandbox`. */
  readonly name?: string;
  /** Whether every write is answered 403. */
  readonly readOnly?: boolean;
  /** Names or UUIDs of the services, environments and projects whose secrets it may neither read nor write: 403. */
  readonly denied?: readonly string[];
}

/** Who sent a request. */
export interface Caller {
  readonly token: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly denied: readonly string[];
}

/** The tokens that are accepted; null accepts any that is not empty, with every right. */
export type AcceptedTokens = readonly SandboxToken[] | null;

const AUTHORIZATION = /^(?:Bearer|Token) (\S+)$/i;

/** Tells who sent a request from its `Authorization` header; refuses with 401. */
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
  };
};

/** Refuses a write by a token that may only read with 403. */
export const requireWriter = (caller: Caller): void => {
  if (caller.readOnly) throw new Refusal(403, 'Access forbidden: the token may only read.');
};
