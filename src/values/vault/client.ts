import type { LimitFunction } from 'p-limit';
import pLimit from 'p-limit';
import type { TlsOptions } from '../../http/agent.js';
import { classifyFault, type Fault } from '../../http/classify.js';
import { describeFault, type Peer } from '../../http/describe-fault.js';
import { createHttpClient, type Attempt, type HttpRequest } from '../../http/http-client.js';
import type { Clock } from '../../model/clock.js';
import type { SecretValue } from '../../model/secret-value.js';
import type { VaultSettings } from './settings.js';

/** A request to Vault. */
export type VaultRequest = Pick<HttpRequest, 'method' | 'path' | 'body'> & {
  /** Null for a login, and where an agent adds a token. */
  readonly token: SecretValue | null;
};

/** Sends requests to one Vault. Never rejects. */
export interface VaultClient {
  /** Such as `vault.example.com:8200`. */
  readonly host: string;
  /** Sends a request again while its trouble may pass. */
  readonly send: (request: VaultRequest, signal: AbortSignal) => Promise<Attempt>;
  /** Sends a request once. */
  readonly sendOnce: (request: VaultRequest, signal: AbortSignal) => Promise<Attempt>;
  /** Says in one line why a request got no answer. */
  readonly describeFault: (fault: Fault) => string;
}

/** What a client of Vault works with. */
export interface VaultClientOptions {
  readonly settings: VaultSettings;
  readonly tls: TlsOptions;
  readonly clock: Clock;
}

/** Milliseconds for one attempt. */
const TIMEOUT = 15_000;
/** Vault keeps at most 1 MiB in a secret by default; the same in JSON is longer. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** Milliseconds before each further attempt. */
const PAUSES = [500, 2000];
/** The same where a cluster chooses its next active node, or a mount is still being made. */
const LONG_PAUSES = [500, 1000, 2000, 4000, 8000, 15_000];
/** The same where there is a limit of requests, which counts by the second unless it says otherwise. */
const LIMITED_PAUSES = [1000, 1000, 2000, 4000, 8000, 15_000, 30_000];
/** The longest wait that a `Retry-After` is followed to, in seconds. */
const LONGEST_RETRY_AFTER = 60;
/** Worth another attempt: a replica that lags, a standby, a gateway. Source: Vault's HTTP API, status codes. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([412, 472, 473, 500, 502, 503, 504]);

/** Makes the client of one Vault: all requests share its connections and its pace. */
export const createVaultClient = ({ settings, tls, clock }: VaultClientOptions): VaultClient => {
  const { address, namespace, proxy } = settings;
  const http = createHttpClient({
    baseUrl: address,
    headers: () => ({
      'x-vault-request': 'true',
      ...(namespace === null ? {} : { 'x-vault-namespace': namespace }),
    }),
    timeout: TIMEOUT,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    compression: false,
    proxy,
    tls,
  });
  const peer: Peer = { host: `Vault at ${address.host}`, isProxied: proxy !== null };
  const sendOnce: VaultClient['sendOnce'] = ({ method, path, body, token }, signal) =>
    http(
      { method, path, body, ...(token === null ? {} : { headers: { 'x-vault-token': token.reveal() } }) },
      signal,
    );
  // From the first answer that there are too many requests, they go one after another.
  let lane: LimitFunction | null = null;
  const send: VaultClient['send'] = async (request, signal) => {
    if (lane === null) {
      const attempt = await retry(request, signal);
      if (!isLimited(attempt)) return attempt;
    }
    lane ??= pLimit(1);
    return lane(() => retryLimited(request, signal));
  };
  const retry: VaultClient['send'] = async (request, signal) => {
    let attempt = await sendOnce(request, signal);
    for (let count = 0; ; count += 1) {
      const pause = pausesAfter(attempt)[count];
      if (pause === undefined) return attempt;
      await clock.sleep(pause, signal);
      attempt = await sendOnce(request, signal);
    }
  };
  const retryLimited: VaultClient['send'] = async (request, signal) => {
    let attempt = await retry(request, signal);
    for (const pause of LIMITED_PAUSES) {
      if (!isLimited(attempt)) break;
      await clock.sleep(Math.max(pause, retryAfter(attempt)), signal);
      attempt = await retry(request, signal);
    }
    return attempt;
  };
  return {
    host: address.host,
    send,
    sendOnce,
    describeFault: (fault) => describeFault(fault, peer, TIMEOUT),
  };
};

/** The waits that an attempt is worth, as long as its trouble lasts. */
const pausesAfter = (attempt: Attempt): readonly number[] => {
  if (attempt.kind === 'fault') {
    return classifyFault('GET', attempt.fault).verdict === 'retry' ? PAUSES : [];
  }
  if (hasNoActiveNode(attempt) || isUpgrading(attempt)) return LONG_PAUSES;
  return PASSING_STATUSES.has(attempt.status) && !isSealed(attempt.body) ? PAUSES : [];
};

type Answer = Extract<Attempt, { readonly kind: 'answer' }>;

const hasNoActiveNode = ({ status, body }: Answer): boolean =>
  status >= 500 && (body.includes('not active') || body.includes('active cluster node not found'));

/** What a KV mount answers for a moment after it was made, or made version 2. */
const isUpgrading = ({ status, body }: Answer): boolean => status === 400 && body.includes('Upgrading');

const isLimited = (attempt: Attempt): attempt is Answer =>
  attempt.kind === 'answer' && attempt.status === 429;

/** Milliseconds that an answer asks to wait for; 0 for none. */
const retryAfter = ({ headers }: Answer): number => {
  const text = headers['retry-after'] ?? '';
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), LONGEST_RETRY_AFTER) * 1000 : 0;
};

/** Whether an answer says that Vault is sealed, which only its operators can change. */
export const isSealed = (body: Buffer): boolean => body.includes('Vault is sealed');
