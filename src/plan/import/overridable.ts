import { isPlainName, type Scope } from '../../model/scope.js';
import { compareText } from '../../model/location.js';
import { isExternalSecret, type RemoteSecret, type SecretLink } from '../../model/remote-secret.js';
import { foreignOwnerOf, indexListing, kindOf, type ListingIndex } from '../listing-index.js';

/** A secret that a service inherits and could override. */
export interface Overridable {
  readonly scope: Scope;
  readonly key: string;
  /** How a manifest names it: the key, or the UUID if the key does not identify it. */
  readonly secret: string;
  /** The level that defines it, as the API spells it, such as `PROJECT`. */
  readonly from: string;
  /** Whether the service already overrides it. */
  readonly isOverridden: boolean;
}

/** Lists the secrets that a scope can override, by key. Excludes keys that the scope has as its own secret or that another system owns there. */
export const listOverridable = (scope: Scope, secrets: readonly RemoteSecret[]): readonly Overridable[] => {
  const index = indexListing(scope, secrets);
  return [...index.parents]
    .filter(([key]) => (index.own.get(key) ?? []).every(isOursToWrite))
    .toSorted(([left], [right]) => compareText(left, right))
    .flatMap(([key, parents]) =>
      parents
        .filter((parent) => !isExternal(parent, index))
        .map((parent) => ({
          scope,
          key,
          secret: parents.length === 1 && isPlainName(key) ? key : parent.id,
          from: parent.scope,
          isOverridden: isOverridden(index.own.get(key) ?? [], parent),
        })),
    );
};

const isExternal = ({ id }: SecretLink, { byId }: ListingIndex): boolean => {
  const parent = byId.get(id.toLowerCase());
  return parent !== undefined && isExternalSecret(parent);
};

const isOursToWrite = (own: RemoteSecret): boolean =>
  kindOf(own) === 'override' && foreignOwnerOf(own) === null;

const isOverridden = (own: readonly RemoteSecret[], parent: SecretLink): boolean =>
  own.some(({ overrides }) => overrides?.id.toLowerCase() === parent.id.toLowerCase());
