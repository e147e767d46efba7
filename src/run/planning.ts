import { addressOf } from '../model/address.js';
import type {
  Manifests,
  PlacedOverride,
  DeclaredOverride,
  DeclaredTarget,
} from '../model/declared-override.js';
import type { Keyring } from '../model/fingerprint-key.js';
import type { Plan } from '../model/plan.js';
import type { Listing } from '../model/remote-secret.js';
import { isUuid, type Scope, type ScopeResolution } from '../model/scope.js';
import { buildPlan } from '../plan/build.js';
import { checkPrune, type PruneTarget } from '../plan/prune.js';
import { isDeclaredInShard, isInShard, type Shard } from '../plan/shard.js';
import { compileTargets, reportUnmatched } from '../plan/target.js';
import type { Client } from '../qovery/client/client.js';
import { placeOverrides } from '../qovery/names/names.js';
import type { SecretReader } from '../qovery/secrets/read.js';
import type { PlanFlags } from '../cli/flags/options.js';
import type { ValueStore } from './value-store.js';
import type { Connection } from './connect.js';
import { findEnvironments } from '../qovery/names/environments.js';

/** What the planning of one run works with. */
export interface PlanningInput {
  readonly manifests: Manifests;
  readonly client: Client;
  /** May have been asked for some of the scopes already. */
  readonly reader: SecretReader;
  readonly keyring: Keyring;
  readonly values: ValueStore;
  readonly noValues: boolean;
  readonly flags: PlanFlags;
}

/** A plan, and the actual state that it was made from. */
export interface MadePlan {
  readonly plan: Plan;
  /** By scope id. */
  readonly listings: ReadonlyMap<string, Listing>;
}

/**
 * Compares what the manifests want with what the API reports. Values come first, so that whatever a manifest must not
 * have is refused before any request is sent, but for those that a large estate begins with.
 */
export const makePlan = async (input: PlanningInput): Promise<MadePlan> => {
  const { client, flags, keyring, manifests, values } = input;
  const { shard } = flags;
  const isTargeted = compileTargets(flags.target);
  if (flags.prune === true) checkPrune(manifests.targets, keyring);
  await values.resolve(
    manifests.overrides.filter((declared) => isTargeted(addressOf(declared, null, declared.secret))),
  );

  const placed = await placeOverrides(client, manifests.overrides);
  const prune = flags.prune === true ? await findPruneScopes(client, manifests.targets, placed) : null;
  const reachable = placed.filter((entry) => isReachable(entry, isTargeted, shard));
  input.reader.add([...scopesOf(reachable), ...narrowToShard(prune?.scopes ?? [], shard)]);
  const listings = await input.reader.finish();
  await values.resolve(
    reachable.filter((entry) => isTargeted(liveAddress(entry, listings))).map(({ declared }) => declared),
  );

  const plan = buildPlan({
    entries: placed.map((entry) => ({ ...entry, value: values.of(entry.declared) })),
    listings,
    keyring,
    options: {
      noValues: input.noValues,
      skip: new Set(flags.skip),
      skipBlocked: flags.skipBlocked === true,
      takeOver: new Set(flags.takeOver),
      isTargeted,
      ...(shard === undefined ? {} : { shard }),
      ...(prune === null
        ? {}
        : {
            prune: {
              targets: prune.targets,
              declared: placed,
              scopes: prune.scopes,
              maxDeletes: flags.maxDeletes,
            },
          }),
    },
  });
  if (shard !== undefined || flags.target.length === 0) return { plan, listings };
  const addresses = placed.map((entry) => liveAddress(entry, listings));
  const unmatched = reportUnmatched(flags.target, addresses, plan);
  return { plan: { ...plan, diagnostics: [...plan.diagnostics, ...unmatched] }, listings };
};

/** A shard that may delete at a wider scope must see what hangs on it below, and so reads more than its own services. */
const narrowToShard = (scopes: readonly Scope[], shard: Shard | undefined): readonly Scope[] => {
  if (shard === undefined) return scopes;
  const own = new Set(scopes.filter(({ id }) => isInShard(shard, id)).map(({ id }) => id));
  return scopes.filter(({ id, environmentId, projectId }) =>
    [id, environmentId, projectId].some((scopeId) => scopeId !== null && own.has(scopeId)),
  );
};

/** Where overrides live, as far as that was found. */
export const scopesOf = (entries: readonly PlacedOverride[]): readonly Scope[] =>
  entries.flatMap(({ scope }) => foundScope(scope) ?? []);

/** Whether a run is about an override, as far as can be told before its scope is read. */
export const isReachable = (
  entry: PlacedOverride,
  isTargeted: (address: string) => boolean,
  shard: Shard | undefined,
): boolean =>
  mayBeTargeted(entry, isTargeted) &&
  (shard === undefined || isDeclaredInShard(shard, entry.declared, entry.scope));

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
 * So many overrides are checked before the first request, so that a slip in an estate of ordinary size costs none. What comes after
 * them takes long enough to read that the wait for Qovery is worth a use.
 */
const CHECKED_FIRST = 300;

/**
 * Begins to read from Qovery while more manifests are still being read and checked. What goes wrong is left to the plan to find, which
 * asks for the same. Not under `--prune`, which is refused as a whole before anything is sent.
 */
export const createEarlyReading = (flags: PlanFlags, connect: () => Connection): OfferOverrides => {
  const begin = async (overrides: readonly DeclaredOverride[]): Promise<void> => {
    const isTargeted = compileTargets(flags.target);
    const { client, reader } = connect();
    const placed = await placeOverrides(client, overrides);
    reader.add(scopesOf(placed.filter((entry) => isReachable(entry, isTargeted, flags.shard))));
  };
  let checked: readonly DeclaredOverride[] = [];
  let hasBegun = false;
  return (overrides) => {
    if (flags.prune === true) return;
    checked = [...checked, ...overrides];
    hasBegun ||= checked.length >= CHECKED_FIRST;
    if (!hasBegun) return;
    begin(checked).catch(() => undefined);
    checked = [];
  };
};

/** Where `--prune` may delete, and which manifest document names which environment. */
export interface PruneScopes {
  readonly targets: readonly PruneTarget[];
  readonly scopes: readonly Scope[];
}

/**
 * Finds the scopes into which a delete may reach: the environments that manifests name and all their services and,
 * where an override is declared at project scope, that project with everything in it. Throws a `Failure` for an
 * environment that does not exist, because pruning what nobody can see would pass over what it should delete.
 */
export const findPruneScopes = async (
  client: Client,
  targets: readonly DeclaredTarget[],
  placed: readonly PlacedOverride[],
): Promise<PruneScopes> => {
  const named = await Promise.all(targets.map((target) => findNamed(client, target)));
  const projects = placed.flatMap(({ declared, scope }) =>
    scope.kind === 'found' && scope.scope.type === 'PROJECT' ? [{ declared, scope: scope.scope }] : [],
  );
  const wider = await Promise.all(
    projects.map(async ({ declared, scope }) => [
      scope,
      ...(
        await findEnvironments(client, {
          organization: declared.organization,
          project: scope.projectId ?? scope.project,
          environment: null,
        })
      ).flatMap(({ environment, services }) => [environment, ...services]),
    ]),
  );
  const scopes = [...named.flatMap((one) => one.scopes), ...wider.flat()];
  return {
    targets: named.map(({ target, environment }) => ({ target, environment })),
    scopes: [...new Map(scopes.map((scope) => [scope.id, scope])).values()],
  };
};

const findNamed = async (
  client: Client,
  target: DeclaredTarget,
): Promise<PruneTarget & { readonly scopes: readonly Scope[] }> => {
  const { organization, project, environment } = target;
  if (project === null || environment === null) return { target, environment: null, scopes: [] };
  const [found] = await findEnvironments(client, { organization, project, environment });
  return found === undefined
    ? { target, environment: null, scopes: [] }
    : { target, environment: found.environment, scopes: [found.environment, ...found.services] };
};
