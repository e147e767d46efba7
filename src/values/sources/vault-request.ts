import { classifyFault, type Fault } from '../../http/classify.js';
import { describeFault, type Peer } from '../../http/describe-fault.js';
import { createHttpClient, type Attempt } from '../../http/http-client.js';
import type { Clock } from '../../model/clock.js';
import type { VaultSettings } from './vault-settings.js';

/** Sends GET requests to one Vault. Never rejects. */
export interface VaultClient {
  /** Sends a request up to three times while trouble may pass; `path` may have a query. */
  readonly get: (path: string) => Promise<Attempt>;
  /** Says in one line why a request got no answer. */
  readonly describeFault: (fault: Fault) => string;
}

/** What a client of Vault works with. */
export interface VaultClientOptions {
  readonly settings: VaultSettings;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Milliseconds for one attempt. */
const TIMEOUT = 15_000;
/** Vault keeps at most 1 MiB in a secret by default; the same in JSON is longer. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** Milliseconds before the second and the third attempt. */
const PAUSES = [500, 2000];
/** Worth another attempt: a replica that lags, a rate limit, a gateway, a standby. Source: Vault's HTTP API, status codes. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([412, 429, 472, 473, 500, 502, 503, 504]);

/** Makes the client of one Vault: all reads share its connections. */
export const createVaultClient = ({ settings, signal, clock }: VaultClientOptions): VaultClient => {
  const { address, namespace, proxy, token } = settings;
  const http = createHttpClient({
    baseUrl: new URL(address.origin),
    headers: () => ({
      'x-vault-request': 'true',
      'x-vault-token': token.reveal(),
      ...(namespace === null ? {} : { 'x-vault-namespace': namespace }),
    }),
    timeout: TIMEOUT,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    compression: false,
    proxy,
  });
  const peer: Peer = { host: `Vault at ${address.host}`, isProxied: proxy !== null };
  return {
    get: async (path) => {
      const send = (): Promise<Attempt> => http({ method: 'GET', path, body: null }, signal);
      let attempt = await send();
      for (const pause of PAUSES) {
        if (!mayPass(attempt)) break;
        await clock.sleep(pause, signal);
        attempt = await send();
      }
      return attempt;
    },
    describeFault: (fault) => describeFault(fault, peer, TIMEOUT),
  };
};

const mayPass = (attempt: Attempt): boolean =>
  attempt.kind === 'answer'
    ? PASSING_STATUSES.has(attempt.status) && !isSealed(attempt.body)
    : classifyFault('GET', attempt.fault).verdict === 'retry';

/** Whether an answer says that Vault is sealed, which only its operators can change. */
export const isSealed = (body: Buffer): boolean => body.includes('Vault is sealed');
