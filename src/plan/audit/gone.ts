import type { Listing, RemoteSecret, SecretLink } from '../../model/remote-secret.js';
import { type Scope, environmentIdOf, projectIdOf } from '../../model/scope.js';
import { isHigher, kindOf } from '../listing-index.js';

/** Whether the secret that an override of this scope links to is known to be deleted. */
export type IsGone = (link: SecretLink, scope: Scope) => boolean;

/**
 * Collects evidence of which secrets are gone. If a list lacks the secret that one of its overrides links to, that alone proves nothing:
 * the API may leave out overridden secrets. It is proof if lists of the same kind of scope do contain overridden secrets, or if another
 * list of the same project or environment has no override of the secret and still lacks it.
 */
export const findGone = (scopes: readonly Scope[], listings: ReadonlyMap<string, Listing>): IsGone => {
  const listed = new Set<string>();
  const listsOf = new Map<string, number>();
  const linksTo = new Map<string, number>();
  const showsOverridden = new Set<string>();
  for (const scope of scopes) {
    const listing = listings.get(scope.id);
    if (listing?.kind !== 'read') continue;
    const here = new Set(listing.secrets.map(({ id }) => id.toLowerCase()));
    for (const id of here) listed.add(id);
    for (const level of LEVELS) addOne(listsOf, placeOf(level, scope));
    for (const link of distinctLinks(listing.secrets)) {
      if (here.has(link.id.toLowerCase())) showsOverridden.add(scope.type);
      addOne(linksTo, linkKey(link, scope));
    }
  }
  return (link, scope) => {
    if (!isHigher(link.scope, scope) || listed.has(link.id.toLowerCase())) return false;
    if (showsOverridden.has(scope.type)) return true;
    const lists = listsOf.get(placeOf(link.scope, scope) ?? '') ?? 0;
    return (linksTo.get(linkKey(link, scope) ?? '') ?? 0) < lists;
  };
};

/** Levels whose secrets appear in every list below. For built-in secrets this is not documented. */
const LEVELS = ['PROJECT', 'ENVIRONMENT'] as const;

const distinctLinks = (secrets: readonly RemoteSecret[]): readonly SecretLink[] => {
  const links = secrets.flatMap((secret) => (kindOf(secret) === 'override' ? (secret.overrides ?? []) : []));
  return [...new Map(links.map((link) => [link.id.toLowerCase(), link])).values()];
};

/** The project or environment that holds the secrets of a level, seen from a scope inside it; null for other levels. */
const placeOf = (level: string, scope: Scope): string | null => {
  if (level === 'PROJECT') return `project ${projectIdOf(scope).toLowerCase()}`;
  return level === 'ENVIRONMENT' && scope.type !== 'PROJECT'
    ? `environment ${environmentIdOf(scope).toLowerCase()}`
    : null;
};

const linkKey = (link: SecretLink, scope: Scope): string | null => {
  const place = placeOf(link.scope, scope);
  return place === null ? null : `${place} ${link.id.toLowerCase()}`;
};

const addOne = (counts: Map<string, number>, key: string | null): void => {
  if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
};
