import { obtain } from '../model/obtain.js';
import type { PlacedOverride } from '../model/placed-override.js';
import type { RemoteSecret, SecretLink } from '../model/remote-secret.js';
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
 * the key of a named UUID, and all that links tie to these. Most of a listing is inherited, and repeated by every other one.
 */
export const narrowListing = (
  scope: Scope,
  listed: readonly RemoteSecret[],
  named: ReadonlySet<string>,
): readonly RemoteSecret[] => {
  const isNamed = tiedTo(named);
  const keys = new Set([...named, ...listed.filter(isNamed).map(({ key }) => key)]);
  const isNear = (secret: RemoteSecret): boolean => secret.scope === scope.type || keys.has(secret.key);
  const isLinked = tiedTo(new Set(listed.filter(isNear).flatMap(({ overrides }) => idOf(overrides))));
  return listed.filter((secret) => isNear(secret) || isLinked(secret));
};

/** Tests whether an entry, or what it overrides, is one of these UUIDs. */
const tiedTo =
  (ids: ReadonlySet<string>) =>
  (secret: RemoteSecret): boolean =>
    ids.has(secret.id.toLowerCase()) || idOf(secret.overrides).some((id) => ids.has(id));

const idOf = (link: SecretLink | null): readonly string[] => (link === null ? [] : [link.id.toLowerCase()]);
