import type { ValueSource } from '../model/declared-override.js';
import type { Clock } from '../model/clock.js';
import type { SecretValue } from '../model/secret-value.js';
import type { Kill } from './sources/run-program.js';

/** What values may be read from, and what the person who runs the tool allows. */
export interface ValueOptions {
  /** Environment variables by name: values for `env`, credentials for SOPS and Vault, and what commands inherit. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute real path of the only folder whose files can become values; null where it must be given, and none can. */
  readonly root: string | null;
  /** Globs for the environment variables that manifests may read. Empty, the default: all except credentials. */
  readonly allowEnv?: readonly string[];
  /** Whether manifests may run commands, and SOPS files the `sops` program. Default: false. */
  readonly allowExec?: boolean;
  /** Whether Vault may be asked over plain http on another machine. Default: false. */
  readonly allowInsecureVault?: boolean;
  /** Absolute paths of key files in use, which never become values. Default: none; those of SOPS are always included. */
  readonly keyFiles?: readonly string[];
  /** The keys and tokens of this run: no value may be or contain one. Default: none; age identities are always included. */
  readonly secrets?: readonly SecretValue[];
  /** Absolute path of the user's home folder, which may have age keys; null if there is none. */
  readonly homeDir: string | null;
  /** Whether a suspicious value is refused rather than stored with a warning. Default: false. */
  readonly strict?: boolean;
  /** Asked for each value before the manifest's own source; null, the default: only what the manifest says. */
  readonly source?: ValueSource | null;
  /** Receives the stderr of commands line by line, with values already hidden. Default: null, which discards it. */
  readonly debug?: ((line: string) => void) | null;
  /** Cancels reads that are in progress. Default: they are not cancelled. */
  readonly signal?: AbortSignal;
  /** Measures the timeouts of commands and requests. */
  readonly clock: Clock;
  /** Ends commands that take too long: `process.kill`. */
  readonly kill: Kill;
}

/** The options with their defaults filled in. */
export type ValueContext = Required<ValueOptions>;

/** Fills in the defaults. */
export const completeContext = (options: ValueOptions): ValueContext => ({
  allowEnv: [],
  allowExec: false,
  allowInsecureVault: false,
  keyFiles: [],
  secrets: [],
  strict: false,
  source: null,
  debug: null,
  signal: new AbortController().signal,
  ...options,
});
