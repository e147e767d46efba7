import { digestText, isSameDigest } from './marker.js';

/** How many random bytes a generated key is made of: 216 bits. */
export const GENERATED_KEY_BYTES = 27;

const BODY_LENGTH = (GENERATED_KEY_BYTES * 4) / 3;
const CHECK_LENGTH = 7;

/**
 * Makes a key of random bytes: 36 characters for the bytes, and 7 that are a check on them. By the check, a run recognizes a key that was
 * generated, and need not estimate how guessable it is.
 */
export const generateKey = (random: Uint8Array): string => {
  const body = Buffer.from(random).toString('base64url');
  return `${body}${checkOf(body)}`;
};

/** Whether a key was generated. One that somebody thought up passes for generated in one of 4 million million cases. */
export const isGeneratedKey = (key: string): boolean => {
  const [body, check] = [key.slice(0, BODY_LENGTH), key.slice(BODY_LENGTH)];
  return isSameDigest(checkOf(body), check);
};

const checkOf = (body: string): string =>
  digestText(`qoverride generated key\0${body}`).slice(0, CHECK_LENGTH);
