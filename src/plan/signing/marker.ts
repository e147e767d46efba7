import { MARKER_START, type FingerprintKey } from '../../model/marker.js';
import type { SecretValue } from '../../model/secret-value.js';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The record of a write, stored at the end of the override's own description. */
export interface Marker {
  readonly kind: 'marker';
  readonly stack: string;
  /** Seconds since 1970 at which the request started. */
  readonly time: number;
  readonly keyId: string;
  /** Signature that proves which stack wrote the override. */
  readonly owner: string;
  /** Signature that proves which value was written. */
  readonly value: string;
}

/** A marker written by another version of this program. */
export interface ForeignMarker {
  readonly kind: 'other-version';
  /** Null if the stack cannot be read. */
  readonly stack: string | null;
}

/** A description split into the user's text and the marker. */
export interface SplitDescription {
  readonly text: string;
  readonly marker: Marker | ForeignMarker | null;
}

/** The secret that a marker is bound to. It verifies nowhere else. */
export interface MarkerPlace {
  /** UUID of the service, environment or project. */
  readonly scopeId: string;
  readonly secretKey: string;
}

const OWNER_LENGTH = 8;
const VALUE_LENGTH = 12;
const VERSION_1 =
  /^1:(?<stack>[a-z0-9-]{1,24}):(?<time>0|[1-9a-z][0-9a-z]{0,8}):(?<keyId>-|[\w-]{4}):(?<owner>[\w-]{8})(?<value>[\w-]{12})\]$/;
const OTHER_VERSION = /^(?!1:)(?:0|[1-9]\d{0,5}):(?:(?<stack>[a-z0-9-]{1,24})(?=[:\]]))?[^[\]]*\]$/;

/**
 * Splits a description into the user's text and the marker, which must be at the very end.
 * Anything that only resembles a marker is text.
 */
export const splitDescription = (description: string): SplitDescription => {
  const start = description.lastIndexOf(MARKER_START);
  const marker = start === -1 ? null : parseMarker(description.slice(start));
  if (marker === null) return { text: description, marker: null };
  const before = description.slice(0, start);
  return { text: before.endsWith(' ') ? before.slice(0, -1) : before, marker };
};

/**
 * Removes what is left of markers from a text: one that somebody wrote behind, or cut in two, proves nothing any more. The rest of the
 * text stays as it is.
 */
export const removeDeadMarkers = (text: string): string => {
  const without = text.replace(/^\[qoverride:[^\]\s]*\]? ?| ?\[qoverride:[^\]\s]*\]?/, '');
  return without === text ? text : removeDeadMarkers(without);
};

/** Joins the user's text and a marker into a description that `splitDescription` can split again. */
export const composeDescription = (text: string, marker: Marker): string =>
  text === '' ? formatMarker(marker) : `${text} ${formatMarker(marker)}`;

/** Formats a marker, such as `[qoverride:1:storefront:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]`. */
export const formatMarker = ({ stack, time, keyId, owner, value }: Marker): string =>
  `${MARKER_START}1:${stack}:${formatMarkerTime(time)}:${keyId}:${owner}${value}]`;

/** Parses text that consists of a marker and nothing else; null if it does not. */
export const parseMarker = (text: string): Marker | ForeignMarker | null => {
  if (!text.startsWith(MARKER_START)) return null;
  const body = text.slice(MARKER_START.length);
  const groups = VERSION_1.exec(body)?.groups;
  if (groups === undefined) {
    const other = OTHER_VERSION.exec(body);
    return other === null ? null : { kind: 'other-version', stack: other.groups?.['stack'] ?? null };
  }
  const { stack = '', time = '', keyId = '', owner = '', value = '' } = groups;
  return { kind: 'marker', stack, time: Number.parseInt(time, 36), keyId, owner, value };
};

/** Creates the marker of a write that starts at `time` (seconds since 1970; fractions are dropped). */
export const signMarker = (
  key: FingerprintKey,
  place: MarkerPlace,
  write: { readonly stack: string; readonly time: number; readonly value: SecretValue },
): Marker => {
  const unsigned = { stack: write.stack, time: Math.floor(write.time) };
  return {
    kind: 'marker',
    ...unsigned,
    keyId: key.id,
    owner: signOwner(key, place, unsigned),
    value: signValue(key, place, unsigned, write.value),
  };
};

/** Whether the marker was made with this key for this place. If so, its stack wrote the override. */
export const verifyOwner = (marker: Marker, key: FingerprintKey, place: MarkerPlace): boolean =>
  isSameDigest(marker.owner, signOwner(key, place, marker));

/** Whether the marker was made with this key for this place and this value. */
export const verifyValue = (
  marker: Marker,
  key: FingerprintKey,
  place: MarkerPlace,
  value: SecretValue,
): boolean => isSameDigest(marker.value, signValue(key, place, marker, value));

type Unsigned = Pick<Marker, 'stack' | 'time'>;

const signOwner = (
  key: FingerprintKey,
  { scopeId, secretKey }: MarkerPlace,
  { stack, time }: Unsigned,
): string =>
  signWords(key, ['qoverride/1/owner', stack, formatMarkerTime(time), scopeId, secretKey]).slice(
    0,
    OWNER_LENGTH,
  );

const signValue = (
  key: FingerprintKey,
  { scopeId, secretKey }: MarkerPlace,
  { stack, time }: Unsigned,
  value: SecretValue,
): string =>
  signWords(key, [
    'qoverride/1/value',
    stack,
    formatMarkerTime(time),
    scopeId,
    secretKey,
    value.reveal(),
  ]).slice(0, VALUE_LENGTH);

const formatMarkerTime = (seconds: number): string => seconds.toString(36);

/**
 * Signs a list of words: HMAC-SHA-256, in base64url, over the words as a JSON array without spaces.
 * JSON keeps the words separate, so that two different lists never have the same signature input.
 */
export const signWords = (key: FingerprintKey, words: readonly string[]): string =>
  createHmac('sha256', key.secret.reveal()).update(JSON.stringify(words)).digest('base64url');

/** SHA-256 of a text, in base64url. */
export const digestText = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Compares two digests in constant time. */
export const isSameDigest = (left: string, right: string): boolean => {
  const [leftBytes, rightBytes] = [Buffer.from(left), Buffer.from(right)];
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
};
