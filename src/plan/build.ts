import { addressOf } from '../model/address.js';
import type { DeclaredOverride, PlacedOverride } from '../model/declared-override.js';
import { compareDiagnostics } from '../model/diagnostic.js';
import type { Keyring } from '../model/marker.js';
import { compareLocations, compareText } from '../model/location.js';
import type { Change, Plan, Reason, Action, PlanSummary } from '../model/plan.js';
import type { Listing } from '../model/remote-secret.js';
import type { Scope, ScopeResolution } from '../model/scope.js';
import type { ValueResolution } from '../model/value-reference.js';
import { reportManyCreates, reportMissingKey } from './apply-guard.js';
import { collectClaims, type Claims } from './claims.js';
import { blockDuplicate, findDuplicates } from './duplicates.js';
import { judge, type Judgement, type LocatedEntry } from './judge.js';
import { reportLeftProbes } from './edits/left-probes.js';
import { collectNamed, createLocate, type HoldersByScope, type Locate } from './locate.js';
import { checkPrune, planDeletes, type PlannedDeletes, type PruneInput } from './prune.js';
import { isDeclaredInShard, isInShard, type Shard } from './shard.js';
import { findUndeclared, reportUndeclared } from './undeclared.js';
import { findUnmanaged, reportUnmanaged } from './unmanaged.js';
import { warnOfEmptied } from './warnings/emptied-value.js';
import { noteManualRedeploys } from './warnings/manual-redeploy.js';
import { warnOfSize } from './warnings/value-size.js';

/** One declared override with its scope and value. */
export interface PlanEntry extends PlacedOverride {
  /** From a `ValueResolver`, or from your own source. */
  readonly value: ValueResolution;
}

/** Options that shape a plan. */
export interface PlanOptions {
  /** Treat every value as not evaluated. Default: false. */
  readonly noValues?: boolean;
  /** Reasons whose updates are skipped. Creates and deletes are never skipped. Default: none. */
  readonly skip?: ReadonlySet<Reason>;
  /** Skip blocked overrides with a warning instead of failing the plan. Default: false. */
  readonly skipBlocked?: boolean;
  /** Stacks whose overrides may be taken over. Default: none. */
  readonly takeOver?: ReadonlySet<string>;
  /** Whether an address is part of the plan: from `compileTargets`. Default: every address is. */
  readonly isTargeted?: (address: string) => boolean;
  /** Warn if more overrides than this would be created for services that a glob found. Default: no limit. */
  readonly maxCreates?: number;
  /** If left out, the plan covers everything. */
  readonly shard?: Shard | undefined;
  /** If left out, nothing is deleted. */
  readonly prune?: PruneInput | undefined;
}

/** Desired and actual state. */
export interface PlanInput {
  /** Entries outside the target or the shard are ignored. */
  readonly entries: readonly PlanEntry[];
  /** By scope id; one for each scope that was found. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** What has a key at the scopes of `findUnexplained`, by scope id. Default: unknown. */
  readonly holders?: HoldersByScope;
  /** From `parseKeyring`; verifies the live markers. */
  readonly keyring: Keyring;
  /** Default: plan everything. */
  readonly options?: PlanOptions;
}

/**
 * Compares what manifests declare with what is live, and plans the changes. Pure: the same input gives the same plan, and the order of
 * the input does not matter. Problems with single overrides are in the diagnostics, with the reason or a code such as `scope-unread`,
 * `no-parent`, `ambiguous-parent`, `duplicate-override`, `description-too-long` or `key-missing`.
 *
 * @throws Failure only if `prune` is refused as a whole: `key-missing` or `stack-not-written`.
 */
export const buildPlan = (given: PlanInput): Plan => {
  const input = completeInput(given);
  const { keyring, options } = input;
  if (options.prune !== undefined) checkPrune(documentsOf(options.prune, input.entries), keyring);
  const entries = input.entries.toSorted((left, right) => comparePlaces(left.declared, right.declared));
  const located = locateEntries(
    entries,
    createLocate(input.listings, collectNamed(entries), input.holders),
    input,
  );
  const judgements = judgeEntries(located, input);
  const leftovers = planLeftovers(located, input);
  const changes = [...judgements.map(({ change }) => change), ...leftovers.changes].toSorted(compareChanges);
  const signed = judgements.filter(({ overwritesSigned }) => overwritesSigned).length;
  return {
    changes,
    diagnostics: [
      ...judgements.flatMap(({ diagnostics }) => diagnostics),
      ...leftovers.diagnostics,
      ...reportLeftProbes(readScopes(input), input.listings, options.isTargeted),
      ...warnOfSize(changes),
      ...warnOfEmptied(changes),
      ...noteManualRedeploys(changes),
      ...(options.noValues ? [] : reportMissingKey(signed, keyring)),
      ...reportManyCreates(changes, options.maxCreates),
    ].toSorted(compareDiagnostics),
    summary: summarize(changes, leftovers.unmanaged),
  };
};

/** Overrides that one entry stands for have their names in an order too. */
const comparePlaces = (left: DeclaredOverride, right: DeclaredOverride): number =>
  compareLocations(left.location, right.location) ||
  compareLocations(left.places.target, right.places.target) ||
  compareLocations(left.places.secret, right.places.secret) ||
  compareText(left.service ?? '', right.service ?? '');

type CompleteInput = ReturnType<typeof completeInput>;

const completeInput = (input: PlanInput) => ({
  ...input,
  options: {
    noValues: false,
    skip: new Set<Reason>(),
    skipBlocked: false,
    takeOver: new Set<string>(),
    isTargeted: () => true,
    maxCreates: Number.POSITIVE_INFINITY,
    ...input.options,
  },
});

/** Everything that knows whether its manifest sets a stack: each document, and each override declared in it. */
const documentsOf = (prune: PruneInput, entries: readonly PlanEntry[]): Parameters<typeof checkPrune>[0] => [
  ...prune.targets.map(({ target }) => target),
  ...[...prune.declared, ...entries].map(({ declared }) => declared),
];

const locateEntries = (
  entries: readonly PlanEntry[],
  locate: Locate,
  { listings, options }: CompleteInput,
): readonly LocatedEntry[] =>
  entries
    .filter(({ declared, scope }) => {
      const isInRun = options.shard === undefined || isDeclaredInShard(options.shard, declared, scope);
      return isInRun && (isReadable(scope, listings) || options.isTargeted(writtenAddress(declared, scope)));
    })
    .map(({ declared, scope, value }) => ({
      declared,
      placement: locate(declared, scope),
      value: options.noValues ? NOT_EVALUATED : value,
    }))
    .filter(({ placement }) => options.isTargeted(placement.address));

const NOT_EVALUATED: ValueResolution = { kind: 'not-evaluated' };

/** Whether the override can be located at all. Scopes outside the target are not read. */
const isReadable = (scope: ScopeResolution, listings: ReadonlyMap<string, Listing>): boolean =>
  scope.kind === 'missing' || listings.has(scope.scope.id);

const writtenAddress = (declared: DeclaredOverride, scope: ScopeResolution): string =>
  addressOf(declared, scope.kind === 'found' ? scope.scope : null, declared.secret);

const judgeEntries = (
  located: readonly LocatedEntry[],
  { keyring, options }: CompleteInput,
): readonly Judgement[] => {
  const duplicates = findDuplicates(located);
  return located.map((entry) => {
    const judgement = judge(entry, { ...options, keyring });
    const duplicate = duplicates.get(entry.declared);
    return duplicate === undefined ? judgement : blockDuplicate(judgement, duplicate);
  });
};

/** Deletes, and notes about what nobody declared. */
interface Leftovers extends PlannedDeletes {
  /** Strangers that are only told of. */
  readonly unmanaged: number;
}

/** Handles live overrides that nobody declares: deletes what is ours with `--prune`, otherwise notes. */
const planLeftovers = (located: readonly LocatedEntry[], input: CompleteInput): Leftovers => {
  const { entries, keyring, listings, options } = input;
  const { prune, shard, isTargeted } = options;
  const isInRun = ({ id }: Scope): boolean => shard === undefined || isInShard(shard, id);
  const claims = claimsOf(located, input);
  const undeclared = findUndeclared({
    scopes: readScopes(input),
    listings,
    keyring,
    claims,
    isTargeted,
  });
  const strangers = findUnmanaged({ entries, listings, keyring, claims, isInRun, isTargeted });
  if (prune === undefined) {
    const diagnostics = [...undeclared.map(reportUndeclared), ...strangers.map(reportUnmanaged)];
    return { changes: [], diagnostics, unmanaged: strangers.length };
  }
  const deletes = planDeletes(
    [
      ...undeclared.map((entry) => ({
        ...entry,
        stack: entry.marker.stack,
        reason: 'undeclared' as const,
      })),
      ...strangers.flatMap(({ owner, ...entry }) =>
        owner === null ? [] : [{ ...entry, stack: owner, reason: 'unmanaged' as const, marker: null }],
      ),
    ],
    prune,
    listings,
    options.skipBlocked ? 'warning' : 'error',
  );
  const kept = strangers.filter(({ owner }) => owner === null);
  return {
    changes: deletes.changes,
    diagnostics: [...deletes.diagnostics, ...kept.map(reportUnmanaged)],
    unmanaged: kept.length,
  };
};

/** The scopes of all entries, and those that are read for deletes, within the shard. */
const readScopes = ({ entries, options: { prune, shard } }: CompleteInput): readonly Scope[] =>
  distinctScopes([...entries.flatMap(({ scope }) => foundScope(scope)), ...(prune?.scopes ?? [])]).filter(
    ({ id }) => shard === undefined || isInShard(shard, id),
  );

const claimsOf = (located: readonly LocatedEntry[], { entries, options }: CompleteInput): Claims => {
  const written = [...entries, ...(options.prune?.declared ?? [])].map(({ declared, scope }) => ({
    declared,
    scope: scope.kind === 'found' ? scope.scope : null,
    secret: declared.secret,
  }));
  const resolved = located.map(({ declared, placement }) => ({
    declared,
    scope: placement.scope,
    secret: placement.secretKey,
  }));
  const environments = (options.prune?.targets ?? []).flatMap(({ target, environment }) =>
    environment === null ? [] : [{ stack: target.stack, environment }],
  );
  return collectClaims([...written, ...resolved], environments);
};

const foundScope = (scope: ScopeResolution): readonly Scope[] =>
  scope.kind === 'found' ? [scope.scope] : [];

const distinctScopes = (scopes: readonly Scope[]): readonly Scope[] => [
  ...new Map(scopes.map((scope) => [scope.id, scope])).values(),
];

/** Sorts by address. Changes with the same address, such as duplicates, follow their order in the manifests. */
const compareChanges = (left: Change, right: Change): number =>
  compareText(left.address, right.address) ||
  (left.declared === null || right.declared === null
    ? compareText(left.scope?.id ?? '', right.scope?.id ?? '')
    : compareLocations(left.declared.location, right.declared.location));

/** Counts for the summary of a plan: writes by action, the rest by reason. */
export const summarize = (changes: readonly Change[], unmanaged: number): PlanSummary => {
  const actions = new Map<Action, number>();
  const reasons = new Map<Reason, number>();
  for (const { action, reason } of changes) {
    actions.set(action, (actions.get(action) ?? 0) + 1);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return {
    create: actions.get('create') ?? 0,
    update: actions.get('update') ?? 0,
    delete: actions.get('delete') ?? 0,
    inSync: reasons.get('in-sync') ?? 0,
    unknown: reasons.get('value-unknown') ?? 0,
    blocked: actions.get('blocked') ?? 0,
    adopt: reasons.get('adopt') ?? 0,
    unmanaged,
  };
};
