import { addressOf } from '../model/address.js';
import type { DeclaredOverride } from '../model/declared-override.js';
import type { Keyring } from '../model/fingerprint-key.js';
import type { Plan } from '../model/plan.js';
import type { Listing } from '../model/remote-secret.js';
import { isUuid, type Scope, type ScopeResolution } from '../model/scope.js';
import { buildPlan } from '../plan/build.js';
import { compileTargets } from '../plan/target.js';
import type { Client } from '../qovery/client.js';
import { findScopes } from '../qovery/names.js';
import { listSecrets } from '../qovery/read.js';
import type { PlanFlags } from './options.js';
import type { ValueStore } from './value-store.js';

/** What the planning of one run works with. */
export interface PlanningInput {
  readonly overrides: readonly DeclaredOverride[];
  readonly client: Client;
  readonly keyring: Keyring;
  readonly values: ValueStore;
  readonly noValues: boolean;
  readonly flags: PlanFlags;
}

/** A declared override and where it lives, as far as that was found. */
interface Placed {
  readonly declared: DeclaredOverride;
  readonly scope: ScopeResolution;
}

/**
 * Compares what the manifests want with what the API reports. Values come first, so that whatever a manifest must not
 * have is refused before any request is sent.
 */
export const makePlan = async (input: PlanningInput): Promise<Plan> => {
  const isTargeted = compileTargets(input.flags.target);
  const { values } = input;
  await values.resolve(
    input.overrides.filter((declared) => isTargeted(addressOf(declared, null, declared.secret))),
  );

  const placed = await placeOverrides(input);
  const reachable = placed.filter((entry) => mayBeTargeted(entry, isTargeted));
  const listings = await listSecrets(input.client, distinctScopes(reachable));
  const targeted = reachable.filter((entry) => isTargeted(liveAddress(entry, listings)));
  await values.resolve(targeted.map(({ declared }) => declared));

  return buildPlan({
    entries: targeted.map((entry) => ({ ...entry, value: values.of(entry.declared) })),
    listings,
    keyring: input.keyring,
    options: {
      noValues: input.noValues,
      skip: new Set(input.flags.skip),
      skipBlocked: input.flags.skipBlocked === true,
      takeOver: new Set(input.flags.takeOver),
      isTargeted,
    },
  });
};

const placeOverrides = async (input: PlanningInput): Promise<readonly Placed[]> => {
  const resolutions = await findScopes(input.client, input.overrides);
  return input.overrides.flatMap((declared, index) => {
    const scope = resolutions[index];
    return scope === undefined ? [] : [{ declared, scope }];
  });
};

const distinctScopes = (entries: readonly Placed[]): readonly Scope[] => [
  ...new Map(
    entries.flatMap(({ scope }) => (scope.kind === 'found' ? [[scope.scope.id, scope.scope] as const] : [])),
  ).values(),
];

/** A secret written as a UUID has its key only in the listing, so its scope must be read before the target can be compared. */
const mayBeTargeted = ({ declared, scope }: Placed, isTargeted: (address: string) => boolean): boolean =>
  isUuid(declared.secret) || isTargeted(addressOf(declared, foundScope(scope), declared.secret));

const liveAddress = ({ declared, scope }: Placed, listings: ReadonlyMap<string, Listing>): string => {
  const found = foundScope(scope);
  const listing = found === null ? undefined : listings.get(found.id);
  const named =
    listing?.kind === 'read' && isUuid(declared.secret)
      ? listing.secrets.find((secret) => secret.id === declared.secret.toLowerCase())
      : undefined;
  return addressOf(declared, found, named?.key ?? declared.secret);
};

const foundScope = (scope: ScopeResolution): Scope | null => (scope.kind === 'found' ? scope.scope : null);
