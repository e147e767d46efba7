import type { ValueSource } from '../model/declared-override.js';
import type { Clock } from '../model/clock.js';
import type { Kill } from './sources/run-program.js';

/** What the reading of values may touch of the world outside, and what the person who runs the tool allows. */
export interface ValueOptions {
  /** Environment variables by name: values of `env`, keys of SOPS and Vault, and what commands inherit. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute real path: no file outside of it becomes a value. */
  readonly root: string;
  /** Globs over the names of environment variables; empty, the default: all but credentials. */
  readonly allowEnv?: readonly string[];
  /** Whether manifests may run commands, and SOPS files the `sops` program. Default: false. */
  readonly allowExec?: boolean;
  /** Absolute paths of key files in use: never a value. Default: none; those of SOPS are always known. */
  readonly keyFiles?: readonly string[];
  /** Absolute home folder of the user, where age keys are looked for. */
  readonly homeDir: string;
  /** Asked for each value before the manifest's own source; null, the default: only what the manifest says. */
  readonly source?: ValueSource | null;
  /** Takes what commands write to their stderr, one line at a time, values already hidden; null, the default: nobody looks. */
  readonly debug?: ((line: string) => void) | null;
  /** Ends reads that are under way. Default: nothing does. */
  readonly signal?: AbortSignal;
  /** Times commands and requests out. */
  readonly clock: Clock;
  /** Ends commands that take too long: `process.kill`. */
  readonly kill: Kill;
}

/** The same, complete. */
export type ValueContext = Required<ValueOptions>;

/** Fills in the defaults. */
export const completeContext = (options: ValueOptions): ValueContext => ({
  allowEnv: [],
  allowExec: false,
  keyFiles: [],
  source: null,
  debug: null,
  signal: new AbortController().signal,
  ...options,
});
