import { join } from 'node:path';
import type { ValueContext } from '../context.js';
import { Failure } from '../../model/failure.js';
import { SecretValue } from '../../model/secret-value.js';
import { readCredential } from '../../text/credential.js';
import type { Env } from '../../http/proxy.js';
import { miss, succeed, type Outcome } from '../outcome.js';

/** A variable of Vault that is set. */
export interface VaultVariable {
  /** As it is spelled in the environment, for messages. */
  readonly name: string;
  /** Without white space around it. */
  readonly text: string;
}

/**
 * Reads `VAULT_…`, or else `BAO_…`, as OpenBao spells its own; an empty variable counts as not set. Null where neither is set.
 */
export const readVariable = (env: Env, suffix: string): VaultVariable | null => {
  for (const name of [`VAULT_${suffix}`, `BAO_${suffix}`]) {
    const text = (env[name] ?? '').trim();
    if (text !== '') return { name, text };
  }
  return null;
};

/** The file in which `vault login` and `bao login` keep the user's token; null without a home folder. */
export const userTokenFile = ({ homeDir }: Pick<ValueContext, 'homeDir'>): string | null =>
  homeDir === null ? null : join(homeDir, '.vault-token');

/** What a header can hold, and what tokens and namespaces of Vault consist of. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** Whether a text can be sent in a header. */
export const isPrintable = (text: string): boolean => PRINTABLE.test(text);

/** Reads a token, a JWT or an id, wherever it is from; `name` says where in messages. */
export const readToken = (text: string, name: string): Outcome<SecretValue> => {
  try {
    const token = readCredential(text, name) ?? '';
    return isPrintable(token)
      ? succeed(new SecretValue(token))
      : miss(
          'vault-bad-token',
          `${name} is not a token`,
          'check where it is set: it must contain nothing else',
        );
  } catch (error) {
    if (error instanceof Failure) return miss('vault-bad-token', error.message, error.hint);
    throw error;
  }
};
