import { compareText } from '../model/location.js';
import type { RemoteSecret, SecretLink, Listing } from '../model/remote-secret.js';
import { scopeHeight, type Scope, describePlace } from '../model/scope.js';
import { splitDescription } from './signing/marker.js';
import { type Diagnostic, createDiagnostic } from '../model/diagnostic.js';

/** What one scope's listing holds, ready to be looked up however many overrides ask. */
export interface ListingIndex {
  readonly scope: Scope;
  /** Entries at exactly this scope, by key. */
  readonly own: ReadonlyMap<string, readonly RemoteSecret[]>;
  /** Entries at higher scopes, by key. */
  readonly higher: ReadonlyMap<string, readonly RemoteSecret[]>;
  /** Every entry, by UUID in lower case. */
  readonly byId: ReadonlyMap<string, RemoteSecret>;
  /** What can be overridden here, by key; more than one where several higher scopes have the key. */
  readonly parents: ReadonlyMap<string, readonly SecretLink[]>;
  /** Parents that the listing leaves out and only overrides name, by UUID in lower case. */
  readonly hidden: ReadonlyMap<string, SecretLink>;
}

/** What an entry is; `unknown` where its type is one that this version does not know, and so does not manage. */
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

const EXTERNAL_TYPES: ReadonlySet<string> = new Set(['EXTERNAL_SECRET', 'FILE_EXTERNAL_SECRET']);

/** Sorts an entry by what its links and its type say. */
export const kindOf = ({ type, overrides, aliasOf }: RemoteSecret): SecretKind => {
  if (type !== null && !KNOWN_TYPES.has(type)) return 'unknown';
  if (aliasOf !== null || type === 'ALIAS') return 'alias';
  return overrides !== null || type === 'OVERRIDE' ? 'override' : 'secret';
};

/**
 * The system other than Qovery that an entry belongs to; null when there is none. An override may have the type of its parent,
 * so our own marker tells more than an external type does.
 */
export const foreignOwnerOf = ({ ownedBy, type, description }: RemoteSecret): string | null => {
  if (ownedBy !== null && ownedBy !== '' && ownedBy.toLowerCase() !== 'qovery') return ownedBy;
  const isExternal = type !== null && EXTERNAL_TYPES.has(type);
  return isExternal && splitDescription(description ?? '').marker === null
    ? 'an external secret manager'
    : null;
};

/** Whether a scope, as the API spells it, is above another one; never for one that this version does not know. */
export const isHigher = (scope: string, than: Scope): boolean =>
  (scopeHeight(scope) ?? -1) > (scopeHeight(than.type) ?? 0);

/** Indexes one scope's listing. Entries go by their UUID, so that no message depends on the order of an answer. */
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

/** Where a listing leaves out what is overridden, the links of the overrides still name it. */
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

/** Groups entries by their key, each group in the order given. */
export const groupByKey = <T extends { readonly key: string }>(
  items: readonly T[],
): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.key);
    if (group === undefined) groups.set(item.key, [item]);
    else group.push(item);
  }
  return groups;
};

/**
 * Says that the secrets of a scope could not be read, in the words of `tell`. An error, not a warning: what leaves out a service must
 * not look complete.
 */
export const reportUnread = (
  scope: Scope,
  listing: Listing | undefined,
  tell: (place: string) => string,
): readonly Diagnostic[] =>
  listing?.kind === 'unreadable'
    ? [
        createDiagnostic({
          severity: 'error',
          code: 'scope-unread',
          message: `${tell(describePlace(scope))}: ${listing.message}`,
          hint: listing.hint,
        }),
      ]
    : [];
