import { compareText } from '../model/location.js';
import { groupBy } from '../model/obtain.js';
import {
  isExternalSecret,
  type RemoteSecret,
  type SecretLink,
  type Listing,
} from '../model/remote-secret.js';
import { scopeHeight, type Scope, describePlace } from '../model/scope.js';
import { splitDescription } from './signing/marker.js';
import { type Diagnostic, createDiagnostic } from '../model/diagnostic.js';

/** The listing of one scope, indexed for many lookups. */
export interface ListingIndex {
  readonly scope: Scope;
  /** Entries at exactly this scope, by key. */
  readonly own: ReadonlyMap<string, readonly RemoteSecret[]>;
  /** Entries at higher scopes, by key. */
  readonly higher: ReadonlyMap<string, readonly RemoteSecret[]>;
  /** Every entry, by UUID in lower case. */
  readonly byId: ReadonlyMap<string, RemoteSecret>;
  /** Secrets that can be overridden here, by key. There are several if more than one higher scope has the key. */
  readonly parents: ReadonlyMap<string, readonly SecretLink[]>;
  /** Parents that are missing from the listing and known only from the links of overrides, by UUID in lower case. */
  readonly hidden: ReadonlyMap<string, SecretLink>;
}

/** The kind of an entry; `unknown` if this version does not know its type and therefore does not manage it. */
export type SecretKind = 'secret' | 'override' | 'alias' | 'unknown';

const KNOWN_TYPES: ReadonlySet<string> = new Set([
  'VALUE',
  'FILE',
  'ALIAS',
  'OVERRIDE',
  'BUILT_IN',
  'EXTERNAL_SECRET',
  'FILE_EXTERNAL_SECRET',
]);

/** Determines the kind of an entry from its links and its type. */
export const kindOf = ({ type, overrides, aliasOf }: RemoteSecret): SecretKind => {
  if (type !== null && !KNOWN_TYPES.has(type)) return 'unknown';
  if (aliasOf !== null || type === 'ALIAS') return 'alias';
  return overrides !== null || type === 'OVERRIDE' ? 'override' : 'secret';
};

/**
 * The system other than Qovery that owns an entry; null if there is none. An override may have the type of its parent, so our own marker
 * outweighs an external type.
 */
export const foreignOwnerOf = (secret: RemoteSecret): string | null => {
  const { ownedBy, description } = secret;
  if (ownedBy !== null && ownedBy !== '' && ownedBy.toLowerCase() !== 'qovery') return ownedBy;
  return isExternalSecret(secret) && splitDescription(description ?? '').marker === null
    ? 'an external secret manager'
    : null;
};

/** Whether a scope, as the API spells it, is above another one. False for scopes that this version does not know. */
export const isHigher = (scope: string, than: Scope): boolean =>
  (scopeHeight(scope) ?? -1) > (scopeHeight(than.type) ?? 0);

/** Indexes one scope's listing. Entries are sorted by UUID, so that no message depends on the order of an API response. */
export const indexListing = (scope: Scope, listed: readonly RemoteSecret[]): ListingIndex => {
  const secrets = listed.toSorted((left, right) => compareText(left.id, right.id));
  const own = secrets.filter((secret) => secret.scope === scope.type);
  const higher = secrets.filter((secret) => isHigher(secret.scope, scope));
  const byId = new Map(secrets.map((secret) => [secret.id.toLowerCase(), secret]));
  const seen = groupByKey(higher.filter((secret) => kindOf(secret) === 'secret'));
  const hidden = findHiddenParents(scope, [...own, ...higher], byId);
  return {
    scope,
    own: groupByKey(own),
    higher: groupByKey(higher),
    byId,
    parents: new Map<string, readonly SecretLink[]>([...groupByKey([...hidden.values()]), ...seen]),
    hidden,
  };
};

/** Finds parents that the listing leaves out, but that the links of overrides name. */
const findHiddenParents = (
  scope: Scope,
  secrets: readonly RemoteSecret[],
  byId: ReadonlyMap<string, RemoteSecret>,
): ReadonlyMap<string, SecretLink> => {
  const links = new Map<string, SecretLink>();
  for (const secret of secrets) {
    const link = kindOf(secret) === 'override' ? secret.overrides : null;
    if (link === null || byId.has(link.id.toLowerCase()) || !isHigher(link.scope, scope)) continue;
    links.set(link.id.toLowerCase(), { ...link, key: secret.key });
  }
  return links;
};

/** Groups entries by key. Each group keeps the given order. */
export const groupByKey = <T extends { readonly key: string }>(
  items: readonly T[],
): ReadonlyMap<string, readonly T[]> => groupBy(items, ({ key }) => key);

/**
 * Reports that the secrets of a scope could not be read; `describe` words the consequence. An error by default, because a
 * result without a service must not look complete.
 */
export const reportUnread = (
  scope: Scope,
  listing: Listing | undefined,
  describe: (place: string) => string,
  severity: 'error' | 'warning' = 'error',
): readonly Diagnostic[] =>
  listing?.kind === 'unreadable'
    ? [
        createDiagnostic({
          severity,
          code: 'scope-unread',
          message: `${describe(describePlace(scope))}: ${listing.message}`,
          hint: listing.hint,
        }),
      ]
    : [];
