import { got, RequestError, TimeoutError } from 'got';
import type { Clock } from '../../model/clock.js';
import type { VaultSettings } from './vault-settings.js';

/** What Vault answered, or what stood in the way. */
export type VaultAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: Uint8Array }
  /** `cause` is a constant such as `ECONNREFUSED`. */
  | { readonly kind: 'unreachable'; readonly cause: string }
  | { readonly kind: 'timed-out' | 'too-large' | 'interrupted' };

/** What a request needs besides its settings. */
export interface VaultRequest {
  readonly url: URL;
  readonly settings: VaultSettings;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Milliseconds for one attempt. */
const TIMEOUT = 15_000;
/** Vault keeps at most 1 MiB in a secret by default; JSON spells it longer. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** Milliseconds before the second and the third attempt. */
const PAUSES = [500, 2000];
/** Worth another attempt: a replica that lags, a rate limit, a gateway, a node that takes over. Source: Vault's HTTP API, status codes. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([412, 429, 472, 473, 500, 502, 503, 504]);

/** Sends a GET to Vault, up to three times where trouble may pass. Follows no redirect, which would take the token along. Never rejects. */
export const askVault = async (request: VaultRequest): Promise<VaultAnswer> => {
  let answer = await askOnce(request);
  for (const pause of PAUSES) {
    if (!mayPass(answer)) return answer;
    await request.clock.sleep(pause, request.signal);
    if (request.signal.aborted) return { kind: 'interrupted' };
    answer = await askOnce(request);
  }
  return answer;
};

const mayPass = (answer: VaultAnswer): boolean => {
  switch (answer.kind) {
    case 'answer':
      return PASSING_STATUSES.has(answer.status) && !isSealed(answer.body);
    case 'unreachable':
      return /^E(?:CONN|PIPE|AI_AGAIN|HOSTUNREACH|NETUNREACH)/.test(answer.cause);
    case 'timed-out':
      return true;
    case 'too-large':
    case 'interrupted':
      return false;
  }
};

/** Whether an answer says that Vault is sealed, which only its operators can end. */
export const isSealed = (body: Uint8Array): boolean => Buffer.from(body).includes('Vault is sealed');

const askOnce = async ({ url, settings, signal }: VaultRequest): Promise<VaultAnswer> => {
  if (signal.aborted) return { kind: 'interrupted' };
  const cut = new AbortController();
  const pending = got(url, {
    headers: {
      accept: 'application/json',
      // Compressed, an answer could grow without end after its size was checked.
      'accept-encoding': 'identity',
      'x-vault-request': 'true',
      'x-vault-token': settings.token.reveal(),
      ...(settings.namespace === null ? {} : { 'x-vault-namespace': settings.namespace }),
    },
    decompress: false,
    responseType: 'buffer',
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    timeout: { request: TIMEOUT },
    signal: AbortSignal.any([signal, cut.signal]),
  });
  void pending.on('downloadProgress', ({ transferred }) => {
    if (transferred > MAX_ANSWER_BYTES) cut.abort();
  });
  try {
    const response = await pending;
    return { kind: 'answer', status: response.statusCode, body: response.body };
  } catch (error) {
    if (signal.aborted) return { kind: 'interrupted' };
    if (cut.signal.aborted) return { kind: 'too-large' };
    if (error instanceof TimeoutError) return { kind: 'timed-out' };
    return { kind: 'unreachable', cause: readCode(error) };
  }
};

/** Only codes are passed on: the messages of got name the URL and may hold more. */
const readCode = (error: unknown): string =>
  error instanceof RequestError && /^[A-Z][A-Z0-9_]*$/.test(error.code) ? error.code : 'connection lost';
