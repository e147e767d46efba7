import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FingerprintKey } from '../model/fingerprint-key.js';

/**
 * Signs a list of words: HMAC-SHA-256, in base64url, over the words as a JSON array without spaces.
 * JSON keeps the borders between words apart, so that no two lists sign alike.
 */
export const signWords = (key: FingerprintKey, words: readonly string[]): string =>
  createHmac('sha256', key.secret.reveal()).update(JSON.stringify(words)).digest('base64url');

/** Digests text: SHA-256, in base64url. */
export const digestText = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Compares two digests without telling by its duration where they differ. */
export const isSameDigest = (left: string, right: string): boolean => {
  const [leftBytes, rightBytes] = [Buffer.from(left), Buffer.from(right)];
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
};
