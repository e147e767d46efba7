import { Failure } from '../model/failure.js';
import { SecretValue } from '../model/secret-value.js';
import { createClient, type Client, type ClientOptions } from '../qovery/client/client.js';
import type { SecretReader } from '../qovery/secrets/read.js';
import type { Io } from '../cli/io.js';
import type { ApiFlags } from '../cli/flags/options.js';
import { readVersion } from '../text/package-file.js';

const DEFAULT_API_URL = 'https://api.qovery.com';

/** What a command decides about its requests beyond the flags. */
export interface ConnectOptions {
  /** Aborts every request under way. */
  readonly signal: AbortSignal;
  /** Once aborted, writes that have not sent a request yet send none. */
  readonly stop: AbortSignal;
  readonly notify: Required<ClientOptions>['notify'];
}

/** The client of a run that reads for a plan, and its reader. */
export interface Connection {
  readonly client: Client;
  readonly reader: SecretReader;
}

/** Makes the one API client of a run; throws a `Failure` when there is no usable token or address. */
export const connect = (io: Io, flags: ApiFlags, options: ConnectOptions): Client =>
  createClient({
    apiUrl: flags.apiUrl ?? nonEmpty(io.env['QOVERY_API_URL']) ?? DEFAULT_API_URL,
    token: readToken(io),
    userAgent: `qoverride/${readVersion()}`,
    parallelism: flags.parallelism,
    timeout: flags.timeout,
    retryFor: flags.retryFor,
    wait: flags.wait === true,
    env: io.env,
    clock: io.clock,
    random: io.random,
    signal: options.signal,
    interrupt: options.stop,
    notify: options.notify,
  });

const readToken = (io: Io): SecretValue => {
  const token = nonEmpty(io.env['QOVERY_API_TOKEN']) ?? nonEmpty(io.env['QOVERY_CLI_ACCESS_TOKEN']);
  if (token === null) {
    throw new Failure('no-token', 'no API token', {
      hint: 'set QOVERY_API_TOKEN (make one in the Qovery console: organization settings, API tokens)',
    });
  }
  return new SecretValue(token);
};

const nonEmpty = (text: string | undefined): string | null => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
};
