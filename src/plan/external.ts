import type { Explanation } from '../model/explanation.js';
import { describeHolder, isExternalSecret, type KeyHolder } from '../model/remote-secret.js';
import { describeLevel, type Scope } from '../model/scope.js';

/** Explains why an external secret is not overridden: a plaintext value would take the place of what a secret manager holds. */
export const explainExternal = (key: string, level: string, scope: Scope): Explanation => ({
  code: 'external-secret',
  message: `"${key}" is an external secret at ${describeLevel(level, scope)}: its value stays in a secret manager, and no plaintext value is written over it`,
  hint: 'change the value in the secret manager or the reference on Qovery, and remove this override from the manifest',
});

/**
 * Explains what has the key (or UUID) of a secret that no list of secrets shows; null where nothing has it. An external secret has the code
 * `external-secret`, everything else `no-parent`.
 */
export const explainHolder = (
  secret: string,
  scope: Scope,
  holders: readonly KeyHolder[],
): (Explanation & { readonly key: string }) | null => {
  const named = holders.filter((holder) => isNamed(holder, secret));
  const holder = named.find((entry) => isExternalSecret(entry.secret)) ?? named[0];
  if (holder === undefined) return null;
  const { key, scope: level } = holder.secret;
  if (isExternalSecret(holder.secret)) return { key, ...explainExternal(key, level, scope) };
  return {
    key,
    code: 'no-parent',
    message: `"${key}" is ${describeHolder(holder)} at ${describeLevel(level, scope)}: only secrets can be overridden here`,
    hint: adviseOn(holder),
  };
};

const isNamed = ({ secret }: KeyHolder, name: string): boolean =>
  secret.key === name || secret.id === name.toLowerCase();

const adviseOn = ({ secret, isSecret }: KeyHolder): string => {
  if (secret.aliasOf !== null) return `override what it is an alias of: "${secret.aliasOf.key}"`;
  return isSecret
    ? 'plan again: it may have been made a moment ago'
    : 'replace the variable with a secret of the same name on Qovery, or remove this override from the manifest';
};
