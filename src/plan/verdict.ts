import type { DeclaredOverride } from '../model/declared-override.js';
import { type FingerprintKey, type Keyring, isWithinWindow } from '../model/marker.js';
import type { Metadata, Reason } from '../model/plan.js';
import type { RemoteSecret } from '../model/remote-secret.js';
import type { SecretValue } from '../model/secret-value.js';
import { keysWithId, NO_KEY_ID } from './signing/keyring.js';
import {
  removeDeadMarkers,
  splitDescription,
  verifyOwner,
  verifyValue,
  type ForeignMarker,
  type Marker,
  type MarkerPlace,
} from './signing/marker.js';

/** A manageable live override, and the declaration to compare it with. */
export interface Comparison {
  readonly declared: DeclaredOverride;
  readonly override: RemoteSecret;
  readonly place: MarkerPlace;
  /** Null if values are not evaluated. */
  readonly value: SecretValue | null;
  readonly keyring: Keyring;
  /** Stacks whose overrides may be taken over. */
  readonly takeOver: ReadonlySet<string>;
}

/** The possible reasons for a live, manageable override. */
export type ComparedReason = Extract<
  Reason,
  | 'other-stack'
  | 'adopt'
  | 'edited-outside'
  | 'value-unknown'
  | 'value-changed'
  | 'rekey'
  | 'metadata-changed'
  | 'in-sync'
>;

/** Decides whether and why a live override must be written. These are the lower rows of the verdict table; the first match wins. */
export const compareOverride = (comparison: Comparison): ComparedReason => {
  const { marker } = splitDescription(comparison.override.description ?? '');
  if (marker === null) return 'adopt';
  if (marker.kind === 'other-version' || marker.stack !== comparison.declared.stack) {
    return mayTakeOver(marker, comparison.takeOver) ? 'adopt' : 'other-stack';
  }
  return compareMarked(comparison, marker);
};

const compareMarked = (comparison: Comparison, marker: Marker): ComparedReason => {
  const { override, place, value, keyring } = comparison;
  const owners = findOwners(marker, place, keyring);
  if (owners === 'forged') return 'adopt';
  if (isEditedOutside(override, marker)) return 'edited-outside';
  if (value === null) return hasOtherMetadata(comparison) ? 'metadata-changed' : 'value-unknown';
  if (owners.length === 0) return 'value-unknown';
  const key = owners.find((owner) => verifyValue(marker, owner, place, value));
  if (key === undefined) return 'value-changed';
  if (key !== keyring.signing) return 'rekey';
  return hasOtherMetadata(comparison) ? 'metadata-changed' : 'in-sync';
};

/**
 * The keys, newest first, that verify the owner part of a marker. Empty if the run does not have its key;
 * `forged` if the run has the key and the marker does not verify.
 */
export const findOwners = (
  marker: Marker,
  place: MarkerPlace,
  keyring: Keyring,
): readonly FingerprintKey[] | 'forged' => {
  const held = keysWithId(keyring, marker.keyId);
  const owners = held.filter((key) => verifyOwner(marker, key, place));
  return held.length > 0 && owners.length === 0 ? 'forged' : owners;
};

/** Whether somebody edited an override after the write that its marker records. */
export const isEditedOutside = ({ ownTime }: RemoteSecret, { time }: Marker): boolean =>
  hasDrifted(ownTime, time * 1000);

/** Whether an own time is too far from our last write to be the time of that write. Both in milliseconds since 1970. */
export const hasDrifted = (ownTime: number, writtenAt: number): boolean =>
  !isWithinWindow(ownTime, writtenAt);

/** The write time in the marker of a live override, in milliseconds since 1970; null without a readable marker. */
export const writtenAt = ({ description }: RemoteSecret): number | null => {
  const { marker } = splitDescription(description ?? '');
  return marker?.kind === 'marker' ? marker.time * 1000 : null;
};

/** Whether a live override was signed with a key, so that only a run with a key may overwrite it. */
export const isSignedWithKey = ({ description }: RemoteSecret): boolean => {
  const { marker } = splitDescription(description ?? '');
  return marker !== null && (marker.kind === 'other-version' || marker.keyId !== NO_KEY_ID);
};

/** The live metadata of an override, with an empty description as null. */
export const liveMetadata = ({ description, enableInterpolationInFile }: RemoteSecret): Metadata => ({
  description: emptyToNull(splitDescription(description ?? '').text),
  enableInterpolationInFile,
});

/** The metadata that an override will have. Fields that the manifest does not manage keep their live value. */
export const wantedMetadata = (declared: DeclaredOverride, before: Metadata | null): Metadata => ({
  description:
    declared.description === null
      ? emptyToNull(removeDeadMarkers(before?.description ?? ''))
      : emptyToNull(declared.description),
  enableInterpolationInFile: declared.enableInterpolationInFile ?? before?.enableInterpolationInFile ?? null,
});

const hasOtherMetadata = ({ declared, override }: Comparison): boolean => {
  const before = liveMetadata(override);
  const after = wantedMetadata(declared, before);
  return (
    before.description !== after.description ||
    before.enableInterpolationInFile !== after.enableInterpolationInFile
  );
};

const mayTakeOver = ({ stack }: Marker | ForeignMarker, takeOver: ReadonlySet<string>): boolean =>
  stack !== null && takeOver.has(stack);

const emptyToNull = (text: string): string | null => (text === '' ? null : text);
