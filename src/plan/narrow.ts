import { obtain } from '../model/obtain.js';
import type { RemoteSecret } from '../model/remote-secret.js';
import { isUuid, type Scope } from '../model/scope.js';

/** The secrets that manifests name, keys and UUIDs in lower case, by scope id. */
export type NamedSecrets = ReadonlyMap<string, ReadonlySet<string>>;

/** Collects what manifests name at each scope. */
export const collectNamed = (entries: readonly PlacedOverride[]): NamedSecrets => {
  const named = new Map<string, Set<string>>();
  for (const { declared, scope } of entries) {
    if (scope.kind === 'missing') continue;
    const { secret } = declared;
    obtain(named, scope.scope.id, () => new Set<string>()).add(
      isUuid(secret) ? secret.toLowerCase() : secret,
    );
  }
  return named;
};

/**
 * Leaves of a scope's listing what the search for named secrets looks at: the scope's own entries, whatever goes by a named key or by
 * the key of a named UUID, and what the rest of these link to. Most of a listing is inherited, and repeated by every other one.
 */
export const narrowListing = (
  scope: Scope,
  listed: readonly RemoteSecret[],
  named: ReadonlySet<string>,
): readonly RemoteSecret[] => {
  const keys = new Set(named);
  for (const { id, key, overrides } of listed) {
    if (named.has(id.toLowerCase()) || named.has(overrides?.id.toLowerCase() ?? '')) keys.add(key);
  }
  const isNear = (secret: RemoteSecret): boolean => secret.scope === scope.type || keys.has(secret.key);
  const linked = new Set(listed.filter(isNear).map(({ overrides }) => overrides?.id.toLowerCase()));
  return listed.filter((secret) => isNear(secret) || linked.has(secret.id.toLowerCase()));
};
