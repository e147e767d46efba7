import { isExternalSecret, type RemoteSecret, type SecretLink } from '../model/remote-secret.js';
import { explainExternal } from './external.js';
import { foreignOwnerOf, kindOf, type ListingIndex } from './listing-index.js';
import { describePlace } from '../model/scope.js';
import type { DeclaredOverride } from '../model/declared-override.js';
import { type Diagnostic, type Severity, createDiagnostic } from '../model/diagnostic.js';
import type { ValueResolution } from '../model/value-reference.js';
import type { LostPlacement, Placed } from './locate.js';
import { splitDescription } from './signing/marker.js';

/** What exists at exactly this scope under a key: nothing, a manageable override, or something that must not be touched. */
export type LiveState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'override'; readonly override: RemoteSecret }
  | {
      readonly kind: 'blocked';
      readonly reason: 'own-secret' | 'foreign-owner' | 'external-secret';
      /** The blocking override; null if the obstacle is not an override. */
      readonly override: RemoteSecret | null;
      readonly message: string;
      readonly hint: string | null;
    };

/** Finds what is live at the scope where an override of `parent` belongs. */
export const findLive = (key: string, parent: SecretLink, index: ListingIndex): LiveState => {
  const entries = index.own.get(key) ?? [];
  const [override] = entries;
  const external = findExternal(parent, override, index);
  if (override === undefined) return external ?? { kind: 'absent' };
  const message = explainObstacle(key, parent, entries, index);
  if (message !== null) {
    return {
      kind: 'blocked',
      reason: 'own-secret',
      override: null,
      message,
      hint: 'delete or rename it on Qovery, or remove this override from the manifest',
    };
  }
  if (external !== null) return external;
  const owner = foreignOwnerOf(override);
  if (owner === null) return { kind: 'override', override };
  return {
    kind: 'blocked',
    reason: 'foreign-owner',
    override,
    message: `the override of "${key}" at ${describePlace(index.scope)} is managed by ${owner}`,
    hint: 'change it there, or remove this override from the manifest',
  };
};

/** What blocks an override that is an external secret, or whose parent is one; null where neither is. */
const findExternal = (
  parent: SecretLink,
  override: RemoteSecret | undefined,
  { byId, scope }: ListingIndex,
): LiveState | null => {
  const external = [byId.get(parent.id.toLowerCase()), override].find(
    (secret) => secret !== undefined && isExternalSecret(secret),
  );
  if (external === undefined) return null;
  const { message, hint } = explainExternal(external.key, external.scope, scope);
  return { kind: 'blocked', reason: 'external-secret', override: override ?? null, message, hint };
};

/** Explains why the live entry is not an override of this parent; null if it is one. */
const explainObstacle = (
  key: string,
  parent: SecretLink,
  entries: readonly RemoteSecret[],
  index: ListingIndex,
): string | null => {
  const place = describePlace(index.scope);
  const obstacle = entries.find((entry) => kindOf(entry) !== 'override' || entry.overrides === null);
  if (obstacle !== undefined) return `${place} already has "${key}" as ${describeObstacle(obstacle)}`;
  if (entries.length > 1) return `${place} has ${String(entries.length)} overrides of "${key}"`;
  const target = entries[0]?.overrides?.id.toLowerCase();
  const other = (index.parents.get(key) ?? []).find(({ id }) => id.toLowerCase() === target);
  if (other === undefined || other.id === parent.id) return null;
  return `${place} already overrides another secret with the key "${key}": ${other.id} (${other.scope})`;
};

const describeObstacle = (secret: RemoteSecret): string => {
  switch (kindOf(secret)) {
    case 'secret':
      return 'a secret of its own';
    case 'override':
      return 'an override that does not name the secret it overrides';
    case 'alias':
      return secret.aliasOf === null ? 'an alias' : `an alias of "${secret.aliasOf.key}"`;
    case 'unknown':
      return `a secret of the type ${secret.type ?? ''}, which this version does not know`;
  }
};

/** Reports that an override's service or parent was not found. */
export const reportLost = (placement: LostPlacement, severity: Severity): Diagnostic =>
  createDiagnostic({
    severity,
    code: placement.code,
    message: placement.message,
    hint: placement.hint,
    address: placement.address,
    location: placement.location,
  });

/** Reports why a value could not be resolved, or passes on its warnings. */
export const reportValue = (
  value: ValueResolution,
  address: string,
  severity: Severity,
): readonly Diagnostic[] => {
  switch (value.kind) {
    case 'resolved':
      return value.warnings.map((warning) => ({ ...warning, address: warning.address ?? address }));
    case 'failed':
      return [{ ...value.diagnostic, address: value.diagnostic.address ?? address, severity }];
    case 'not-evaluated':
      return [];
  }
};

/** Reports what blocks an override. */
export const reportObstacle = (
  live: Extract<LiveState, { kind: 'blocked' }>,
  declared: DeclaredOverride,
  { address }: Placed,
  severity: Severity,
): Diagnostic =>
  createDiagnostic({
    severity,
    code: live.reason,
    message: live.message,
    hint: live.hint,
    address,
    location: declared.places.secret,
  });

/** Reports that an override belongs to another stack or another version of this program. */
export const reportOtherStack = (
  override: RemoteSecret,
  declared: DeclaredOverride,
  { address, secretKey, scope }: Placed,
  severity: Severity,
): Diagnostic => {
  const { marker } = splitDescription(override.description ?? '');
  const stack = marker?.stack ?? null;
  const name = `the override of "${secretKey}" at ${describePlace(scope)}`;
  return createDiagnostic({
    severity,
    code: 'other-stack',
    message:
      marker?.kind === 'other-version'
        ? `${name} has a marker from another version of qoverride`
        : `${name} belongs to the stack "${stack ?? ''}", not to "${declared.stack}"`,
    hint: stack === null ? 'use the version that wrote it' : `pass --take-over ${stack} to take it over`,
    address,
    location: declared.places.secret,
  });
};
