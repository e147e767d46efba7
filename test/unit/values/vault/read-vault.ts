import type { Outcome } from '../../../../src/values/outcome.js';
import type { ValueNode } from '../../../../src/values/value-node.js';
import type { VaultRead } from '../../../../src/values/vault/paths.js';
import { createVaultReader, type VaultContext } from '../../../../src/values/vault/reader.js';
import { REAL_CLOCK } from '../make-context.js';

/** A read of the fields of `shop/database`. */
export const readOf = (more: Partial<VaultRead> = {}): VaultRead => ({
  kind: 'vault',
  mount: 'secret',
  path: 'shop/database',
  version: null,
  kvVersion: null,
  ...more,
});

/** What a reader works with in tests: nothing but what is given. */
export const vaultContext = (
  env: Readonly<Record<string, string>>,
  more: Partial<VaultContext> = {},
): VaultContext => ({
  env,
  homeDir: null,
  signal: new AbortController().signal,
  clock: REAL_CLOCK,
  debug: null,
  allowInsecureVault: false,
  ...more,
});

/** The fields that one run of reads gives, or the problem of each. */
export const readAll = async (
  reads: readonly Partial<VaultRead>[],
  context: VaultContext,
): Promise<readonly unknown[]> => {
  const reader = createVaultReader(context);
  const outcomes = await Promise.all(reads.map((read) => reader.read(readOf(read))));
  await reader.close();
  return outcomes.map(show);
};

/** The fields of a secret as an object, or the problem. */
export const show = (outcome: Outcome<ValueNode>): unknown => {
  if (outcome.kind === 'problem') return outcome.problem;
  if (outcome.value.kind !== 'map') return outcome.value;
  return Object.fromEntries(
    [...outcome.value.entries].map(([key, node]) => [key, node.kind === 'scalar' ? node.text : node]),
  );
};
