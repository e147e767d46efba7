import type { Explanation } from './explanation.js';

/** A secret as a list call reports it: the actual state. The API never returns the value. Source: `Secret` of the API description. */
export interface RemoteSecret {
  /** UUID. */
  readonly id: string;
  /** Name of the secret, such as `DATABASE_URL`. */
  readonly key: string;
  /** Its level, as the API spells it. */
  readonly scope: string;
  /** As the API spells it (`VALUE`, `FILE`, `OVERRIDE`, …); null where it says nothing. */
  readonly type: string | null;
  /** The secret it overrides; null when it is not an override. */
  readonly overrides: SecretLink | null;
  /** The secret it is an alias of; null when it is not an alias. */
  readonly aliasOf: SecretLink | null;
  /** Whole description, marker included; null and empty read the same. */
  readonly description: string | null;
  /** Whether Qovery replaces `{{KEY}}` in a file; null where the API says nothing. */
  readonly enableInterpolationInFile: boolean | null;
  /** Who created it, such as `Qovery` or `Doppler`; null where the API says nothing. */
  readonly ownedBy: string | null;
  /** The later of `created_at` and `updated_at`, milliseconds since 1970. */
  readonly ownTime: number;
}

/**
 * A secret that another one points at.
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

/** What one list call brought: the scope's own secrets and those inherited, or why it could not be read. */
export type Listing =
  | {
      readonly kind: 'read';
      /** In the order in which the API lists them. */
      readonly secrets: readonly RemoteSecret[];
    }
  | (Explanation & {
      /** The code is `not-found` or `access-denied`. */
      readonly kind: 'unreadable';
    });
