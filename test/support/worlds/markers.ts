import type { FingerprintKey, Keyring } from '../../../src/model/marker.js';
import { SecretValue } from '../../../src/model/secret-value.js';
import { parseKeyring } from '../../../src/plan/signing/keyring.js';
import { composeDescription, signMarker } from '../../../src/plan/signing/marker.js';
import { TIME } from './listings.js';
import { checkout } from './scopes.js';

/** The fingerprint key of all tests with marked overrides. */
export const KEY = 'a fingerprint key for tests, of 32 bytes or more';
export const OLD_KEY = 'an older key that was in use before';
export const OTHER_KEY = 'a key that only somebody else holds';
const RANDOM_KEY = 'a random key, made for one run alone';

export const keyringOf = (key: string | null, oldKeys: readonly string[] = []): Keyring =>
  parseKeyring({ key, oldKeys: oldKeys.join('\n'), randomKey: RANDOM_KEY });

export const keyring = keyringOf(KEY, [OLD_KEY]);
export const signingKey = (key: string): FingerprintKey => keyringOf(key).signing;

/** What a description with a marker is made of; `time` in seconds since 1970. */
export interface MarkerFields {
  readonly text?: string;
  readonly key?: FingerprintKey;
  readonly stack?: string;
  readonly time?: number;
  readonly scopeId?: string;
  readonly secretKey?: string;
  readonly value?: string;
}

/** A description as the tool itself would have written it. */
export const describeMarked = ({
  text = '',
  key = signingKey(KEY),
  stack = 'storefront',
  time = TIME,
  scopeId = checkout.id,
  secretKey = 'DATABASE_URL',
  value = 'hunter2',
}: MarkerFields = {}): string =>
  composeDescription(
    text,
    signMarker(key, { scopeId, secretKey }, { stack, time, value: new SecretValue(value) }),
  );
