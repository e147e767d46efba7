import type { Clock } from '../model/clock.js';
import { Failure } from '../model/failure.js';
import { SecretValue } from '../model/secret-value.js';
import { createClient, type Client, type ClientOptions } from '../qovery/client/client.js';
import { readCredential } from '../text/credential.js';
import { readVersion } from '../files/package-file.js';
import { never, systemClock } from './machine.js';
import type { Progress } from './progress.js';

/**
 * Environment variables by name.
 *
 * @inline
 */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How to reach Qovery, and what every use case that does so takes. Durations in milliseconds. */
export interface ConnectOptions {
  /** Address of the API. Default: `QOVERY_API_URL` of `env`, else `https://api.qovery.com`. Plain `http` only to this machine. */
  readonly apiUrl?: string | undefined;
  /** An API token, or the JWT of a login. Never read from `env`; without one the run fails (`no-token`). */
  readonly token?: string | undefined;
  /** Most requests in flight at once. Default 10. */
  readonly parallelism?: number;
  /** Longest wait for one answer. Default 30 s. */
  readonly timeout?: number;
  /** Longest time for one request, retries included. Default 60 s. */
  readonly retryFor?: number;
  /** When the hourly request limit is used up, sleep until it is reset instead of giving up. Default: false. */
  readonly wait?: boolean;
  /**
   * The environment variables that manifests may read, and the settings that the command line takes from the environment: proxies, the API's
   * address, the defaults of `organization`, `project` and `environment`. Default: none; give `process.env` for those of this process.
   */
  readonly env?: Environment;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** A number from 0 up to 1, for the jitter of waits. Default: `Math.random`. */
  readonly random?: () => number;
  /** Aborts everything, requests in flight included; the run then fails (`interrupted`). */
  readonly signal?: AbortSignal;
  /** Called with what the run is doing. */
  readonly onProgress?: (event: Progress) => void;
  /** Makes the client of the run, such as one that wraps the default. Default: `createClient`. */
  readonly createClient?: (options: ClientOptions) => Client;
}

const DEFAULT_API_URL = 'https://api.qovery.com';
const DEFAULT_TIMEOUT = 30_000;
const DEFAULT_RETRY = 60_000;
const DEFAULT_PARALLELISM = 10;

/** What stops the requests of a run. */
export interface RequestSignals {
  /** Aborts everything, requests in flight included. */
  readonly signal: AbortSignal;
  /** Once aborted, writes that have not sent a request yet send none. */
  readonly interrupt: AbortSignal;
}

/** Makes the one API client of a run; throws a `Failure` when there is no usable token or address. Sends nothing yet. */
export const connect = (options: ConnectOptions, signals: RequestSignals = signalsOf(options)): Client => {
  const { env = {}, onProgress = () => {} } = options;
  const make = options.createClient ?? createClient;
  const client = make({
    apiUrl: apiUrlOf(options),
    token: readToken(options.token),
    userAgent: `qoverride/${readVersion()}`,
    parallelism: parallelismOf(options),
    timeout: options.timeout ?? DEFAULT_TIMEOUT,
    retryFor: options.retryFor ?? DEFAULT_RETRY,
    wait: options.wait === true,
    env,
    clock: clockOf(options),
    random: options.random ?? Math.random,
    signal: signals.signal,
    interrupt: signals.interrupt,
    notify: onProgress,
  });
  return {
    ...client,
    request: async (request) => {
      const answer = await client.request(request);
      onProgress({ kind: 'requests', requests: client.usage() });
      return answer;
    },
  };
};

/** The address of the API. */
export const apiUrlOf = ({ apiUrl, env = {} }: ConnectOptions): string =>
  apiUrl ?? nonEmpty(env['QOVERY_API_URL']) ?? DEFAULT_API_URL;

/** How many requests of a run may be in flight at once. */
export const parallelismOf = ({ parallelism = DEFAULT_PARALLELISM }: ConnectOptions): number => parallelism;

/** The clock of a run. */
export const clockOf = ({ clock = systemClock }: Pick<ConnectOptions, 'clock'>): Clock => clock;

/** A signal of its own for each run: many runs may share that of the caller, and Node warns about many listeners. */
const signalsOf = ({ signal = never() }: ConnectOptions): RequestSignals => {
  const own = AbortSignal.any([signal]);
  return { signal: own, interrupt: own };
};

const readToken = (token: string | undefined): SecretValue => {
  const text = readCredential(token, 'the API token');
  if (text === null) {
    throw new Failure('no-token', 'no API token', {
      hint: 'set QOVERY_API_TOKEN (make one in the Qovery console: organization settings, API tokens)',
    });
  }
  return new SecretValue(text);
};

const nonEmpty = (text: string | undefined): string | null => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
};

/**
 * Runs a use case and says `interrupted` for whatever failed because of one of its signals.
 * Only a `Failure` is taken for a consequence of the interrupt: a bug stays one.
 */
export const explainInterrupt = async <Result>(
  {
    signal = never(),
    interrupt = never(),
  }: { readonly signal?: AbortSignal; readonly interrupt?: AbortSignal },
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    if ((signal.aborted || interrupt.aborted) && error instanceof Failure && error.code !== 'interrupted') {
      throw new Failure('interrupted', 'interrupted; nothing was changed');
    }
    throw error;
  }
};
