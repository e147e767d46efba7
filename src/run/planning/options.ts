import type { Keyring } from '../../model/marker.js';
import type { Reason } from '../../model/plan.js';
import type { SaveOptions } from '../../plan/saved/saved-plan.js';
import { parseShard, type Shard } from '../../plan/shard.js';
import { parseKeyring } from '../../plan/signing/keyring.js';
import type { ConnectOptions } from '../connect.js';
import { makeRandomText } from '../machine.js';
import type { ManifestOptions } from '../manifests.js';
import type { ValueOptions } from './values.js';

/** The fingerprint keys of a run. */
export interface KeyOptions {
  /** Signs and verifies markers: one line of at least 32 UTF-8 bytes; white space around it does not count. Default: none. */
  readonly key?: string | undefined;
  /** Keys that only verify, newest first; they count only beside `key`. Default: none. */
  readonly oldKeys?: readonly string[];
}

/** Makes the keyring of a run; throws a `Failure` (`key-too-short`, `blank-credential`, …) for a key that cannot be used. */
export const readKeyring = ({ key, oldKeys = [] }: KeyOptions): Keyring =>
  parseKeyring({ key: key ?? null, oldKeys: oldKeys.join('\n'), randomKey: makeRandomText() });

/** What a plan takes. */
export interface PlanOptions extends ConnectOptions, ManifestOptions, KeyOptions, ValueOptions {
  /** Globs over addresses: plan only what matches. Default: everything. */
  readonly target?: readonly string[];
  /** Reasons whose updates are left out; creates and deletes never are. Default: none. */
  readonly skip?: readonly Reason[];
  /** Leave out what is blocked, with a warning, instead of failing the plan. Default: false. */
  readonly skipBlocked?: boolean;
  /** Stacks whose overrides may be taken over. Default: none. */
  readonly takeOver?: readonly string[];
  /** Delete what this stack wrote and no manifest declares any more. Default: false. */
  readonly prune?: boolean;
  /** With `prune`, delete also what manifests of the same stack and environment declare that are beside those given. Default: false. */
  readonly prunePartial?: boolean;
  /** Refuse to delete more than this. Default 5. */
  readonly maxDeletes?: number;
  /** Refuse an apply that creates more than this for services that a glob found; a plan warns. Default 50. */
  readonly maxCreates?: number;
  /** Plan one of several equal parts, written `i/n`, split by service. Default: everything. */
  readonly shard?: string;
  /** Whether values are read and compared; without, a plan needs no key and no access to values. Default: true. */
  readonly values?: boolean;
  /** Ask the event log who edited overrides outside, one request for each such service. Default: false. */
  readonly who?: boolean;
  /** Accept a key that is guessable, which otherwise fails (`key-weak`) unless there are no values to sign. Default: false. */
  readonly weakKey?: boolean;
  /** Fail (`key-missing`) before any request where there is no key, without which a plan cannot be saved. Default: false. */
  readonly requireKey?: boolean;
}

/** What shapes a plan. */
export interface PlanShape {
  /** Globs over addresses; empty: everything. */
  readonly target: readonly string[];
  readonly skip: readonly Reason[];
  readonly skipBlocked: boolean;
  readonly takeOver: readonly string[];
  readonly prune: boolean;
  readonly prunePartial: boolean;
  readonly maxDeletes: number;
  readonly maxCreates: number;
  /** Null: all of the work. */
  readonly shard: Shard | null;
}

/** Most overrides that a run deletes by default. */
const MAX_DELETES = 5;

/** Most overrides that a run creates by default for services that a glob found. */
const MAX_CREATES = 50;

/** Fills in the defaults of what shapes a plan; throws a `Failure` (`bad-shard`) for a shard that is none. */
export const toShape = (options: PlanOptions): PlanShape => ({
  target: options.target ?? [],
  skip: options.skip ?? [],
  skipBlocked: options.skipBlocked === true,
  takeOver: options.takeOver ?? [],
  prune: options.prune === true,
  prunePartial: options.prunePartial === true,
  maxDeletes: options.maxDeletes ?? MAX_DELETES,
  maxCreates: options.maxCreates ?? MAX_CREATES,
  shard: options.shard === undefined ? null : parseShard(options.shard),
});

/** The flags that shape a plan, as a saved plan records them: those of two runs must be the same. */
export const shapingFlags = (options: PlanOptions): SaveOptions['flags'] => ({
  organization: options.organization,
  project: options.project,
  environment: options.environment,
  target: options.target,
  skip: options.skip,
  'skip-blocked': options.skipBlocked,
  'take-over': options.takeOver,
  prune: options.prune,
  'prune-partial': options.prunePartial,
  'max-deletes': options.prune === true ? (options.maxDeletes ?? MAX_DELETES) : null,
  shard: options.shard,
});
