import { formatAddress } from '../../model/address.js';
import { descriptionRoom, MARKER_START } from '../../model/description.js';
import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.js';
import { compareText } from '../../model/location.js';
import type { Listing, RemoteSecret, SecretLink } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import { findGone, type IsGone } from '../audit/gone.js';
import { indexWanted, type AuditManifests } from '../audit/wanted.js';
import { gatherWider } from '../audit/wider.js';
import { createDiagnostic } from '../finding.js';
import { indexListing, kindOf, type ListingIndex } from '../listing-index.js';
import { findLive } from '../live.js';
import { splitDescription } from '../marker.js';
import { findParent } from '../parent.js';
import { describePlace } from '../place.js';
import { reportUnread } from '../unread.js';
import { isNameable } from './nameable.js';

/** A live override that a manifest can declare. */
export interface ImportableOverride {
  /** As `formatAddress` spells it. */
  readonly address: string;
  /** Where it lives. */
  readonly scope: Scope;
  /** Its key. */
  readonly secretKey: string;
  /** What a manifest calls the overridden secret: its key, or its UUID where the key would not do. */
  readonly secret: string;
  /** That of the marker; null where there is none. */
  readonly stack: string | null;
  /** Without the marker, and short enough to have one beside it; null where there is none. */
  readonly description: string | null;
  /** True where it is on; null else, which leaves it alone. */
  readonly enableInterpolationInFile: boolean | null;
}

/** What is live, and what of it is declared already. */
export interface ImportInput {
  /** The services in question. */
  readonly services: readonly Scope[];
  /** The environments and projects that they lie in. */
  readonly wider: readonly Scope[];
  /** By scope id; what has none is passed over. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** Stack of what has no marker. */
  readonly stack: string;
  /** What manifests declare already. */
  readonly declared: AuditManifests['entries'];
}

/** The overrides to be written into manifests, by address, and why others are not. */
export interface ImportFindings {
  /** By address. */
  readonly overrides: readonly ImportableOverride[];
  /** How many are declared already. */
  readonly declared: number;
  /** Warnings: `not-imported`, `description-changed`, `scope-unread`. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the overrides that a manifest can declare as they are: those of which a plan would say neither that they are blocked
 * nor that they are missing. Each other one is a warning. The order of the input does not matter.
 */
export const collectImport = (input: ImportInput): ImportFindings => {
  const { services, wider, listings } = input;
  const isGone = findGone([...services, ...wider], listings);
  const complete = completeListings(wider, services, listings);
  const { at } = indexWanted({ entries: input.declared, environments: [] }, complete);
  const isDeclared = (scope: Scope, key: string): boolean => at.get(scope.id)?.has(key) === true;
  const found = [...services, ...wider].flatMap((scope) => {
    const listing = complete.get(scope.id);
    if (listing?.kind !== 'read') return [];
    const index = indexListing(scope, listing.secrets);
    return [...index.own].flatMap(([key, entries]) => readKey(key, entries, { index, isGone, input }));
  });
  const overrides = found.flatMap(({ override }) => override ?? []);
  const fresh = overrides.filter(({ scope, secretKey }) => !isDeclared(scope, secretKey));
  return {
    overrides: fresh.toSorted(
      (left, right) => compareText(left.address, right.address) || compareText(left.scope.id, right.scope.id),
    ),
    declared: overrides.length - fresh.length,
    diagnostics: [
      ...[...services, ...wider].flatMap((scope) =>
        reportUnread(scope, listings.get(scope.id), (place) => `nothing of ${place} was imported`),
      ),
      ...found
        .filter(({ override }) => override === null || !isDeclared(override.scope, override.secretKey))
        .flatMap(({ diagnostics }) => diagnostics),
    ].toSorted(compareDiagnostics),
  };
};

/** The lists that were read, and for environments and projects that were not, what those of their services tell. */
const completeListings = (
  wider: readonly Scope[],
  services: readonly Scope[],
  listings: ReadonlyMap<string, Listing>,
): ReadonlyMap<string, Listing> => {
  const told = [...gatherWider(wider, services, listings)].map(
    ([id, secrets]): readonly [string, Listing] => [id, { kind: 'read', secrets }],
  );
  return new Map([...told, ...listings]);
};

interface Finding {
  /** Null where it cannot be declared. */
  readonly override: ImportableOverride | null;
  readonly diagnostics: readonly Diagnostic[];
}

interface Reading {
  readonly index: ListingIndex;
  readonly isGone: IsGone;
  readonly input: ImportInput;
}

/** A secret of the scope's own, or an alias, is no override and nothing to speak of. */
const readKey = (
  key: string,
  entries: readonly RemoteSecret[],
  { index, isGone, input }: Reading,
): readonly Finding[] => {
  const override = entries.find((entry) => kindOf(entry) === 'override' || entry.overrides !== null);
  if (override === undefined) return [];
  const { scope } = index;
  const leaveOut = (message: string, hint: string | null): readonly Finding[] => [
    { override: null, diagnostics: [warn('not-imported', message, hint, formatAddress(scope, key))] },
  ];
  const link = override.overrides;
  const name = `the override of "${key}" at ${describePlace(scope)}`;
  if (link === null) return leaveOut(`${name} does not say of what`, null);
  if (isGone(link, scope)) {
    return leaveOut(
      `${name} overrides a secret that is gone`,
      'delete it on Qovery, or make the secret anew',
    );
  }
  const found = findSecret(key, link, index);
  if (found === null) {
    return leaveOut(`${name} overrides what a manifest cannot name: ${link.id} (${link.scope})`, null);
  }
  const live = findLive(key, found.parent, index);
  if (live.kind !== 'override') {
    return leaveOut(live.kind === 'blocked' ? live.message : `${name} is not there`, null);
  }
  const { text, marker } = splitDescription(override.description ?? '');
  if (marker?.kind === 'other-version') {
    return leaveOut(`${name} has a marker of another version of qoverride`, 'use the version that wrote it');
  }
  return [
    describe(override, { key, secret: found.secret, text, stack: marker?.stack ?? null }, scope, input),
  ];
};

const describe = (
  { enableInterpolationInFile }: RemoteSecret,
  { key, secret, text, stack }: Record<'key' | 'secret' | 'text', string> & { readonly stack: string | null },
  scope: Scope,
  input: ImportInput,
): Finding => {
  const address = formatAddress(scope, key);
  const description = fitDescription(text, stack ?? input.stack);
  return {
    override: {
      address,
      scope,
      secretKey: key,
      secret,
      stack,
      description: description === '' ? null : description,
      // Off is what a manifest that does not say so leaves alone.
      enableInterpolationInFile: enableInterpolationInFile === true ? true : null,
    },
    diagnostics:
      description === text
        ? []
        : [
            warn(
              'description-changed',
              `the description of "${key}" at ${describePlace(scope)} was changed in the manifest: it was too long to have a marker beside it, or held what a manifest cannot`,
              'see whether it still says what it should',
              address,
            ),
          ],
  };
};

/** What a manifest calls the secret that is overridden, and what that finds. */
const findSecret = (
  key: string,
  link: SecretLink,
  index: ListingIndex,
): { readonly secret: string; readonly parent: SecretLink } | null => {
  for (const secret of isNameable(key) ? [key, link.id] : [link.id]) {
    const search = findParent(secret, index, () => null);
    const isMeant = search.kind === 'found' && search.key === key;
    if (isMeant && search.parent.id.toLowerCase() === link.id.toLowerCase()) {
      return { secret, parent: search.parent };
    }
  }
  return null;
};

/** Half a surrogate pair, which the API may give out, is no text; a cut must not make one. */
const fitDescription = (text: string, stack: string): string =>
  text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(MARKER_START, MARKER_START.replace('[', '('))
    .slice(0, descriptionRoom(stack))
    .replace(/\p{Cs}$/u, '');

const warn = (code: string, message: string, hint: string | null, address: string): Diagnostic =>
  createDiagnostic({ severity: 'warning', code, message, hint, address });
