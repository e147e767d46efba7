import { formatAddress } from '../../model/address.js';
import { type Diagnostic, createDiagnostic } from '../../model/diagnostic.js';
import type { RemoteSecret, SecretLink } from '../../model/remote-secret.js';
import { type Scope, describePlace, isUuid } from '../../model/scope.js';
import type { IsGone } from '../audit/gone.js';
import { kindOf, type ListingIndex } from '../listing-index.js';
import { findLive } from '../live.js';
import { splitDescription } from '../signing/marker.js';
import { descriptionRoom, MARKER_START } from '../../model/description.js';
import { findParent } from '../parent.js';

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

/** What became of a key: the override there, or a warning that says why it is not imported. */
export interface ImportFinding {
  /** Null where it cannot be declared. */
  readonly override: ImportableOverride | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a key is judged by. */
export interface ImportJudge {
  /** The list of its scope. */
  readonly index: ListingIndex;
  readonly isGone: IsGone;
  /** Stack of what has no marker. */
  readonly stack: string;
}

/** Judges whether a manifest can declare what is live under a key. A secret of the scope's own, or an alias, is no override and nothing to speak of. */
export const judgeKey = (
  key: string,
  entries: readonly RemoteSecret[],
  { index, isGone, stack }: ImportJudge,
): readonly ImportFinding[] => {
  const override = entries.find((entry) => kindOf(entry) === 'override' || entry.overrides !== null);
  if (override === undefined) return [];
  const { scope } = index;
  const leaveOut = (message: string, hint: string | null): readonly ImportFinding[] => [
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
  const found = nameSecret(key, link, index);
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
    describe(override, { key, secret: found.secret, text, marked: marker?.stack ?? null }, scope, stack),
  ];
};

const describe = (
  { enableInterpolationInFile }: RemoteSecret,
  {
    key,
    secret,
    text,
    marked,
  }: Record<'key' | 'secret' | 'text', string> & { readonly marked: string | null },
  scope: Scope,
  stack: string,
): ImportFinding => {
  const address = formatAddress(scope, key);
  const description = fitDescription(text, marked ?? stack);
  return {
    override: {
      address,
      scope,
      secretKey: key,
      secret,
      stack: marked,
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

const warn = (code: string, message: string, hint: string | null, address: string): Diagnostic =>
  createDiagnostic({ severity: 'warning', code, message, hint, address });

/** What a manifest calls the secret that a link points at, and what that finds; null where nothing that it can write finds just that one. */
export const nameSecret = (
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

/**
 * A description as a manifest can hold it, and short enough to have the marker of its stack beside it. Half a surrogate pair, which
 * the API may give out, is no text; a cut must not make one.
 */
export const fitDescription = (text: string, stack: string): string =>
  text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(MARKER_START, MARKER_START.replace('[', '('))
    .slice(0, descriptionRoom(stack))
    .replace(/\p{Cs}$/u, '');

/**
 * Whether a manifest can call something by its name: one that looks like a UUID would be taken for one, and half a surrogate pair
 * is no text. Source: `$defs/name` of the manifest's schema, which this is a little stricter than.
 */
export const isNameable = (name: string): boolean =>
  name.trim() !== '' && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name) && !isUuid(name);
