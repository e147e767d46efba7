import { addressOf } from '../../model/address.js';
import type { Manifests, PlacedOverride, DeclaredOverride } from '../../model/declared-override.js';
import type { Keyring } from '../../model/marker.js';
import type { Plan } from '../../model/plan.js';
import type { Listing } from '../../model/remote-secret.js';
import { isUuid, type Scope, type ScopeResolution } from '../../model/scope.js';
import { buildPlan, type PlanInput } from '../../plan/build.js';
import { checkPrune } from '../../plan/prune.js';
import { isDeclaredInShard, type Shard } from '../../plan/shard.js';
import { findUnexplained } from '../../plan/unexplained.js';
import { compileTargets, reportUnmatched } from '../../plan/target.js';
import type { Client } from '../../qovery/client/client.js';
import { placeOverrides } from '../../qovery/names/names.js';
import { readKeyHolders } from '../../qovery/secrets/key-holders.js';
import { placeDeclared } from '../place-declared.js';
import type { SecretReader } from '../../qovery/secrets/read.js';
import type { PlanShape } from './options.js';
import { findPruneScopes, narrowToShard, narrowToTarget } from './prune-scopes.js';
import type { ValueStore } from './values.js';

/** The client of a run, and what reads secrets with it. */
export interface Connection {
  readonly client: Client;
  /** May have been asked for some of the scopes already. */
  readonly reader: SecretReader;
}

/** What manifests are compared with Qovery by. */
export interface CompareInput extends Connection {
  readonly manifests: Manifests;
  readonly keyring: Keyring;
  readonly values: ValueStore;
  readonly noValues: boolean;
  readonly shape: PlanShape;
  /** Throws where only Qovery can tell that the manifests must not be used so; called before anything else is asked. */
  readonly checkTargets: () => Promise<void>;
}

/** A plan, and the live state that it was made from. */
export interface Comparison {
  readonly plan: Plan;
  /** By scope id. */
  readonly listings: ReadonlyMap<string, Listing>;
}

/**
 * Compares what the manifests declare with what Qovery reports. Values come first, so that a value that is not allowed ends the run
 * before any request is sent, except those that a large estate begins with.
 */
export const compareWithQovery = async (input: CompareInput): Promise<Comparison> => {
  const { client, keyring, manifests, shape, values } = input;
  const isTargeted = compileTargets(shape.target);
  if (shape.prune) checkPrune(manifests.targets, keyring);
  await values.resolve(
    manifests.overrides.filter((declared) => isTargeted(addressOf(declared, null, declared.secret))),
  );

  await input.checkTargets();
  const { placed, diagnostics } = await placeDeclared(client, manifests);
  const found = shape.prune ? await findPruneScopes(client, manifests.targets, placed) : null;
  const prune = found === null ? null : { ...found, scopes: narrowToTarget(found.scopes, shape.target) };
  const reachable = placed.filter((entry) => isReachable(entry, isTargeted, shape.shard));
  input.reader.add([...scopesOf(reachable), ...narrowToShard(prune?.scopes ?? [], shape.shard)]);
  const listings = await input.reader.finish();
  await values.resolve(
    reachable.filter((entry) => isTargeted(liveAddress(entry, listings))).map(({ declared }) => declared),
  );

  const desired: PlanInput = {
    entries: placed.map((entry) => ({ ...entry, value: values.of(entry.declared) })),
    listings,
    keyring,
    options: {
      noValues: input.noValues,
      skip: new Set(shape.skip),
      skipBlocked: shape.skipBlocked,
      takeOver: new Set(shape.takeOver),
      isTargeted,
      maxCreates: shape.maxCreates,
      ...(shape.shard === null ? {} : { shard: shape.shard }),
      ...(prune === null ? {} : { prune: { ...prune, declared: placed, maxDeletes: shape.maxDeletes } }),
    },
  };
  const built = await explainMissing(client, desired, buildPlan(desired));
  const plan = { ...built, diagnostics: [...built.diagnostics, ...diagnostics] };
  if (shape.shard !== null || shape.target.length === 0) return { plan, listings };
  const addresses = placed.map((entry) => liveAddress(entry, listings));
  const unmatched = reportUnmatched(shape.target, addresses, plan);
  return { plan: { ...plan, diagnostics: [...plan.diagnostics, ...unmatched] }, listings };
};

/** Plans once more where a secret is in no list: what else has its key says why, in one read for each scope concerned. */
const explainMissing = async (client: Client, desired: PlanInput, plan: Plan): Promise<Plan> => {
  const scopes = findUnexplained(plan, desired.listings);
  if (scopes.length === 0) return plan;
  return buildPlan({ ...desired, holders: await readKeyHolders(client, scopes) });
};

const scopesOf = (entries: readonly PlacedOverride[]): readonly Scope[] =>
  entries.flatMap(({ scope }) => foundScope(scope) ?? []);

/** Whether a run is about an override, as far as that is known before its scope is read. */
const isReachable = (
  entry: PlacedOverride,
  isTargeted: (address: string) => boolean,
  shard: Shard | null,
): boolean =>
  mayBeTargeted(entry, isTargeted) &&
  (shard === null || isDeclaredInShard(shard, entry.declared, entry.scope));

/** A secret written as a UUID has its key only in the listing, so its scope must be read before the target can be compared. */
const mayBeTargeted = (
  { declared, scope }: PlacedOverride,
  isTargeted: (address: string) => boolean,
): boolean => isUuid(declared.secret) || isTargeted(addressOf(declared, foundScope(scope), declared.secret));

const liveAddress = ({ declared, scope }: PlacedOverride, listings: ReadonlyMap<string, Listing>): string => {
  const found = foundScope(scope);
  const listing = found === null ? undefined : listings.get(found.id);
  const named =
    listing?.kind === 'read' && isUuid(declared.secret)
      ? listing.secrets.find((secret) => secret.id.toLowerCase() === declared.secret.toLowerCase())
      : undefined;
  return addressOf(declared, found, named?.key ?? declared.secret);
};

const foundScope = (scope: ScopeResolution): Scope | null => (scope.kind === 'found' ? scope.scope : null);

/** Takes what one more manifest declares. */
export type OfferOverrides = (overrides: readonly DeclaredOverride[]) => void;

/**
 * This many overrides are checked before the first request, so that a mistake in an estate of ordinary size costs none. Reading the
 * rest takes long enough that it is worth asking Qovery meanwhile.
 */
const CHECKED_FIRST = 300;

/**
 * Begins to read from Qovery while more manifests are still being read and checked. What goes wrong here is left for the comparison to
 * find, which asks for the same. Not under `--prune`, which may be refused as a whole before anything is sent.
 */
export const createEarlyReading = (shape: PlanShape, connect: () => Connection): OfferOverrides => {
  const begin = async (overrides: readonly DeclaredOverride[]): Promise<void> => {
    const isTargeted = compileTargets(shape.target);
    const { client, reader } = connect();
    const placed = await placeOverrides(client, overrides);
    reader.add(scopesOf(placed.filter((entry) => isReachable(entry, isTargeted, shape.shard))));
  };
  let checked: readonly DeclaredOverride[] = [];
  let hasBegun = false;
  return (overrides) => {
    if (shape.prune) return;
    checked = [...checked, ...overrides];
    hasBegun ||= checked.length >= CHECKED_FIRST;
    if (!hasBegun) return;
    begin(checked).catch(() => undefined);
    checked = [];
  };
};
