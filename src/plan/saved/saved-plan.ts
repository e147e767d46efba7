import { Failure } from '../../model/failure.js';
import type { Keyring } from '../../model/fingerprint-key.js';
import type { Action, Change, Metadata, Plan, Reason } from '../../model/plan.js';
import type { ScopeType } from '../../model/scope.js';
import { digestText, signWords } from '../signing/marker.js';

/** Version of the file format: a later 1.x only adds to it. */
export const SAVED_PLAN_VERSION = '1.0';

/**
 * What a plan promised to do, to be compared with what a later run would do: never instructions to follow.
 * It holds no value, only a keyed digest of each.
 */
export interface SavedPlan {
  readonly formatVersion: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** Id of the key that the digests were made with. */
  readonly keyId: string;
  /** The flags that shaped the plan, by name; those that were not given are left out. */
  readonly flags: SavedFlags;
  /** Every change of the plan, in its order. */
  readonly changes: readonly SavedChange[];
}

/** A flag as it was given; a repeatable one as a sorted list. */
export type SavedFlag = boolean | number | string | readonly string[];
export type SavedFlags = Readonly<Record<string, SavedFlag>>;

/** One change as the file holds it; the names are those of `plan --format json`. */
export interface SavedChange {
  readonly address: string;
  readonly action: Action;
  readonly reason: Reason;
  readonly stack: string;
  readonly scope: ScopeType;
  /** UUID of the service, environment or project; null where none was found, likewise below. */
  readonly serviceId: string | null;
  readonly secretKey: string;
  readonly parentId: string | null;
  readonly overrideId: string | null;
  /** Milliseconds since 1970. */
  readonly ownTime: number | null;
  readonly before: Metadata | null;
  readonly after: Metadata | null;
  /** HMAC-SHA-256 under the key, in base64url, over `["qoverride/1/plan", scope id, secret key, value]`. */
  readonly valueDigest: string | null;
}

/** What a saved plan holds besides the plan. */
export interface SaveOptions {
  readonly toolVersion: string;
  /** Flags that were not given may be false, null, undefined or empty. */
  readonly flags: Readonly<Record<string, SavedFlag | null | undefined>>;
}

/**
 * Makes of a plan what `plan --out` writes. Throws a `Failure` for a plan that could not be applied:
 * one made without a key or without values, or one with errors.
 */
export const createSavedPlan = (plan: Plan, keyring: Keyring, options: SaveOptions): SavedPlan => {
  if (!keyring.hasKey) {
    throw new Failure('key-missing', 'a plan can be saved only with a key', {
      hint: 'give the key as QOVERRIDE_KEY or with --key-file',
    });
  }
  if (plan.diagnostics.some(({ severity }) => severity === 'error')) {
    throw new Failure('plan-has-errors', 'the plan has errors, so it was not saved', {
      hint: 'correct them, or leave out what is blocked with --skip-blocked',
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
    flags: normalizeFlags(options.flags),
    changes: saveChanges(plan, keyring),
  };
};

/** Brings the changes of a plan into the form of the file, each value as its digest. */
export const saveChanges = ({ changes }: Plan, keyring: Keyring): readonly SavedChange[] =>
  changes.map((change) => saveChange(change, digestValue(change, keyring)));

/** Spells a saved plan as the text of its file. */
export const formatSavedPlan = (saved: SavedPlan): string => `${JSON.stringify(saved, null, 2)}\n`;

/** Digests what a plan will do, for receipts: SHA-256 in base64url over its changes, without anything of their values. */
export const digestPlan = ({ changes }: Plan): string =>
  digestText(JSON.stringify(changes.map((change) => saveChange(change, null))));

/** Brings flags into the one form in which they are compared: given ones only, names and lists sorted. */
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

const digestValue = ({ scope, value, secretKey }: Change, { signing }: Keyring): string | null =>
  scope === null || value === null
    ? null
    : signWords(signing, ['qoverride/1/plan', scope.id, secretKey, value.reveal()]);

/** What is blocked, or has no place on Qovery, needs no value. */
const isNotEvaluated = ({ action, after, value }: Change): boolean =>
  action !== 'blocked' && after !== null && value === null;
