import { Failure } from '../../model/failure.js';
import type { Keyring } from '../../model/marker.js';
import type { Action, Change, Metadata, Plan, Reason } from '../../model/plan.js';
import type { ScopeType } from '../../model/scope.js';
import { digestText, signWords } from '../signing/marker.js';

/** Version of the file format. Later 2.x versions only add fields. Version 1 had no nonce. */
export const SAVED_PLAN_VERSION = '2.0';

/**
 * What a plan promised to do. It is compared with what a later run would do, and never followed as instructions.
 * It holds no values, only a keyed digest of each.
 */
export interface SavedPlan {
  readonly formatVersion: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** Id of the key that the digests were made with. */
  readonly keyId: string;
  /** Random text of this plan. It is part of each digest, so digests of different plans cannot be compared. */
  readonly nonce: string;
  /** The flags that shaped the plan, by name. Flags that were not given are omitted. */
  readonly flags: SavedFlags;
  /** Every change of the plan, in its order. */
  readonly changes: readonly SavedChange[];
}

/** A flag as it was given; a repeatable flag is a sorted list. */
export type SavedFlag = boolean | number | string | readonly string[];
export type SavedFlags = Readonly<Record<string, SavedFlag>>;

/** One change as the file holds it; the names are those of `plan --format json`. */
export interface SavedChange {
  readonly address: string;
  readonly action: Action;
  readonly reason: Reason;
  readonly stack: string;
  readonly scope: ScopeType;
  /** UUID of the service, environment or project; null if none was found. The ids below are null in the same way. */
  readonly serviceId: string | null;
  readonly secretKey: string;
  readonly parentId: string | null;
  readonly overrideId: string | null;
  /** Milliseconds since 1970. */
  readonly ownTime: number | null;
  readonly before: Metadata | null;
  readonly after: Metadata | null;
  /** HMAC-SHA-256 under the key, in base64url, over `["qoverride/2/plan", nonce, scope id, secret key, value]`. */
  readonly valueDigest: string | null;
}

/** What a saved plan records besides the plan. */
export interface SaveOptions {
  readonly toolVersion: string;
  /** 32 random bytes as text, new for each plan. */
  readonly nonce: string;
  /** Flags that were not given may be false, null, undefined or empty. */
  readonly flags: Readonly<Record<string, SavedFlag | null | undefined>>;
}

/**
 * Converts a plan into the form that `plan --out` writes.
 *
 * @throws Failure for a plan that could not be applied: `key-missing`, `plan-has-errors` or `values-missing`.
 */
export const createSavedPlan = (plan: Plan, keyring: Keyring, options: SaveOptions): SavedPlan => {
  if (!keyring.hasKey) {
    throw new Failure('key-missing', 'saving a plan needs a key', {
      hint: 'set QOVERRIDE_KEY or pass --key-file',
    });
  }
  if (plan.diagnostics.some(({ severity }) => severity === 'error')) {
    throw new Failure('plan-has-errors', 'the plan has errors, so it was not saved', {
      hint: 'fix the errors, or pass --skip-blocked to skip blocked overrides',
    });
  }
  if (plan.changes.some(isNotEvaluated)) {
    throw new Failure('values-missing', 'a plan made without values cannot be saved', {
      hint: 'plan again without --no-values',
    });
  }
  return {
    formatVersion: SAVED_PLAN_VERSION,
    tool: { name: 'qoverride', version: options.toolVersion },
    keyId: keyring.signing.id,
    nonce: options.nonce,
    flags: normalizeFlags(options.flags),
    changes: saveChanges(plan, keyring, options.nonce),
  };
};

/** Converts the changes of a plan to their saved form, each value as its digest. */
export const saveChanges = ({ changes }: Plan, keyring: Keyring, nonce: string): readonly SavedChange[] =>
  changes.map((change) => saveChange(change, digestValue(change, keyring, nonce)));

/** Formats a saved plan as the text of its file. */
export const formatSavedPlan = (saved: SavedPlan): string => `${JSON.stringify(saved, null, 2)}\n`;

/** Digest of a plan for receipts: SHA-256 in base64url over its changes, without their values. */
export const digestPlan = ({ changes }: Plan): string =>
  digestText(JSON.stringify(changes.map((change) => saveChange(change, null))));

/** Normalizes flags for comparison: only given flags, with names and lists sorted. */
export const normalizeFlags = (flags: SaveOptions['flags']): SavedFlags =>
  Object.fromEntries(
    Object.entries(flags)
      .flatMap(([name, flag]) => {
        const given = normalizeFlag(flag);
        return given === null ? [] : [[name, given] as const];
      })
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );

const normalizeFlag = (flag: SavedFlag | null | undefined): SavedFlag | null => {
  if (flag === null || flag === undefined || flag === false) return null;
  if (typeof flag !== 'object') return flag;
  return flag.length === 0 ? null : [...new Set(flag)].toSorted();
};

const saveChange = (change: Change, valueDigest: string | null): SavedChange => ({
  address: change.address,
  action: change.action,
  reason: change.reason,
  stack: change.stack,
  scope: change.scopeType,
  serviceId: change.scope?.id ?? null,
  secretKey: change.secretKey,
  parentId: change.parentId,
  overrideId: change.overrideId,
  ownTime: change.ownTime,
  before: saveMetadata(change.before),
  after: saveMetadata(change.after),
  valueDigest,
});

const saveMetadata = (metadata: Metadata | null): Metadata | null =>
  metadata === null
    ? null
    : {
        description: metadata.description,
        enableInterpolationInFile: metadata.enableInterpolationInFile,
      };

const digestValue = (
  { scope, value, secretKey }: Change,
  { signing }: Keyring,
  nonce: string,
): string | null =>
  scope === null || value === null
    ? null
    : signWords(signing, ['qoverride/2/plan', nonce, scope.id, secretKey, value.reveal()]);

/** Whether a change lacks its value. Blocked changes, and changes without a place on Qovery, need none. */
const isNotEvaluated = ({ action, after, value }: Change): boolean =>
  action !== 'blocked' && after !== null && value === null;
