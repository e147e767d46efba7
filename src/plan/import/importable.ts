import { formatAddress } from '../../model/address.js';
import { type Diagnostic, createDiagnostic } from '../../model/diagnostic.js';
import type { RemoteSecret, SecretLink } from '../../model/remote-secret.js';
import { descriptionRoom, MARKER_START } from '../../model/marker.js';
import { type Scope, describePlace, isUuid } from '../../model/scope.js';
import type { IsGone } from '../audit/gone.js';
import { kindOf, type ListingIndex } from '../listing-index.js';
import { findLive } from '../live.js';
import { splitDescription } from '../signing/marker.js';
import { findParent } from '../parent.js';

/** A live override that a manifest can declare. */
export interface ImportableOverride {
  /** As `formatAddress` spells it. */
  readonly address: string;
  /** Where it lives. */
  readonly scope: Scope;
  /** UUID of the override itself. */
  readonly id: string;
  /** Its key. */
  readonly secretKey: string;
  /** How a manifest names the overridden secret: its key, or its UUID if the key does not identify it. */
  readonly secret: string;
  /** The stack in the marker; null without a marker. */
  readonly stack: string | null;
  /** Without the marker, and short enough to leave room for one; null if empty. */
  readonly description: string | null;
  /** True if it is on; otherwise null, which leaves it unmanaged. */
  readonly enableInterpolationInFile: boolean | null;
  /** When it was last written, in milliseconds since 1970. */
  readonly ownTime: number;
}

/** The result for one key: its override, or a warning that says why it is not imported. */
export interface ImportFinding {
  /** Null if a manifest cannot declare it. */
  readonly override: ImportableOverride | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** The context in which a key is judged. */
export interface ImportJudge {
  /** The listing of its scope. */
  readonly index: ListingIndex;
  readonly isGone: IsGone;
  /** Stack for overrides without a marker. */
  readonly stack: string;
}

/** Decides whether a manifest can declare the live override under a key. Secrets of the scope's own and aliases give no finding. */
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
  if (link === null) return leaveOut(`${name} does not name the secret it overrides`, null);
  if (isGone(link, scope)) {
    return leaveOut(
      `${name} overrides a secret that is gone`,
      'delete it on Qovery, or create the secret again',
    );
  }
  const found = nameSecret(key, link, index);
  if (found === null) {
    return leaveOut(
      `${name} overrides a secret that a manifest cannot name: ${link.id} (${link.scope})`,
      null,
    );
  }
  const live = findLive(key, found.parent, index);
  if (live.kind !== 'override') {
    return leaveOut(live.kind === 'blocked' ? live.message : `${name} does not exist`, null);
  }
  const { text, marker } = splitDescription(override.description ?? '');
  if (marker?.kind === 'other-version') {
    return leaveOut(
      `${name} has a marker from another version of qoverride`,
      'use the version that wrote it',
    );
  }
  return [
    describe(override, { key, secret: found.secret, text, marked: marker?.stack ?? null }, scope, stack),
  ];
};

const describe = (
  { id, enableInterpolationInFile, ownTime }: RemoteSecret,
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
      id,
      secretKey: key,
      secret,
      stack: marked,
      description: description === '' ? null : description,
      // A manifest that leaves the field out does not manage it, so `false` need not be written.
      enableInterpolationInFile: enableInterpolationInFile === true ? true : null,
      ownTime,
    },
    diagnostics:
      description === text
        ? []
        : [
            warn(
              'description-changed',
              `the description of "${key}" at ${describePlace(scope)} was changed in the manifest: it left no room for the marker, or had characters that a manifest cannot hold`,
              'check that the new description is still right',
              address,
            ),
          ],
  };
};

const warn = (code: string, message: string, hint: string | null, address: string): Diagnostic =>
  createDiagnostic({ severity: 'warning', code, message, hint, address });

/** How a manifest names the secret that a link points to, and the parent that this name finds; null if no name finds exactly that secret. */
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
 * Makes a description valid for a manifest, and short enough to leave room for the marker of its stack. Lone surrogates, which the API
 * may return, are not valid text; truncation must not create one.
 */
export const fitDescription = (text: string, stack: string): string =>
  text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(MARKER_START, MARKER_START.replace('[', '('))
    .slice(0, descriptionRoom(stack))
    .replace(/\p{Cs}$/u, '');

/** Most characters of a name in a manifest. */
const LONGEST_NAME = 255;

/**
 * Whether a manifest can refer to something by its name. A name that looks like a UUID would be read as one, and lone surrogates are not
 * valid text. Source: `$defs/name` of the manifest schema; this check is slightly stricter.
 */
export const isNameable = (name: string): boolean =>
  name.trim() !== '' &&
  name.length <= LONGEST_NAME &&
  !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name) &&
  !isUuid(name);
