import type { Explanation } from './explanation.js';

/** The actual state of a secret, as a list call reports it. The API never returns the value. Source: `Secret` in the API description. */
export interface RemoteSecret {
  /** UUID. */
  readonly id: string;
  /** Name of the secret, such as `DATABASE_URL`. */
  readonly key: string;
  /** Its level, as the API spells it. */
  readonly scope: string;
  /** As the API spells it (`VALUE`, `FILE`, `OVERRIDE`, …); null if the API does not say. */
  readonly type: string | null;
  /** The secret it overrides; null if it is not an override. */
  readonly overrides: SecretLink | null;
  /** The secret it is an alias of; null if it is not an alias. */
  readonly aliasOf: SecretLink | null;
  /** The complete description, including the marker. Null and empty are equivalent. */
  readonly description: string | null;
  /** Whether Qovery replaces `{{KEY}}` in a file; null if the API does not say. */
  readonly enableInterpolationInFile: boolean | null;
  /** The system that created it, such as `Qovery` or `Doppler`; null if the API does not say. */
  readonly ownedBy: string | null;
  /** The later of `created_at` and `updated_at`, in milliseconds since 1970. */
  readonly ownTime: number;
}

/**
 * A reference to another secret.
 *
 * @inline
 */
export interface SecretLink {
  /** UUID. */
  readonly id: string;
  /** Its name. */
  readonly key: string;
  /** Its level, as the API spells it. */
  readonly scope: string;
}

/** Anything that has a key: a secret, or a plain variable without its value. */
export interface KeyHolder {
  /** The entry, whatever it is. */
  readonly secret: RemoteSecret;
  /** False for a plain variable. */
  readonly isSecret: boolean;
}

const EXTERNAL_TYPES: ReadonlySet<string> = new Set(['EXTERNAL_SECRET', 'FILE_EXTERNAL_SECRET']);

/** Whether the value of an entry stays in a secret manager outside Qovery, such as AWS Secrets Manager. */
export const isExternalSecret = ({ type }: RemoteSecret): boolean =>
  type !== null && EXTERNAL_TYPES.has(type);

/** Says what something with a key is, such as `a plain variable`. */
export const describeHolder = ({ secret, isSecret }: KeyHolder): string => {
  if (isExternalSecret(secret)) return 'an external secret';
  if (secret.aliasOf !== null) return 'an alias';
  if (secret.overrides !== null) return isSecret ? 'an override' : 'an override of a plain variable';
  return isSecret ? 'a secret' : 'a plain variable';
};

/** The result of one list call: the scope's own and inherited secrets, or why they could not be read. */
export type Listing =
  | {
      readonly kind: 'read';
      /** In the order of the API response. */
      readonly secrets: readonly RemoteSecret[];
    }
  | (Explanation & {
      /** Its code is `not-found` or `access-denied`. */
      readonly kind: 'unreadable';
    });
