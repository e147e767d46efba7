import type { DeclaredTarget, PlacedOverride } from '../../model/declared-override.js';
import { formatPlace } from '../../model/address.js';
import type { Scope } from '../../model/scope.js';
import type { PruneTarget } from '../../plan/prune.js';
import { compilePlaceTargets } from '../../plan/target.js';
import { isInShard, type Shard } from '../../plan/shard.js';
import type { Client } from '../../qovery/client/client.js';
import { findEnvironments } from '../../qovery/names/environments.js';

/** Where `--prune` may delete, and which manifest document names which environment. */
export interface PruneScopes {
  readonly targets: readonly PruneTarget[];
  readonly scopes: readonly Scope[];
}

/**
 * Finds the scopes in which something may be deleted: the environments that manifests name with all their services and, where an
 * override is declared at project scope, that project with everything in it. Throws a `Failure` for an environment that does not
 * exist: otherwise pruning would silently skip what it should delete.
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
  const scopes = [...named.flatMap((entry) => entry.scopes), ...wider.flat()];
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

/** The scopes where something that is targeted can be, and those below, which a delete there could affect. The rest need not be read. */
export const narrowToTarget = (scopes: readonly Scope[], target: readonly string[]): readonly Scope[] => {
  const isPlaceTargeted = compilePlaceTargets(target);
  return withThoseBelow(scopes, (scope) => isPlaceTargeted(formatPlace(scope)));
};

/** A shard that may delete at a wider scope must see what depends on it below, and so reads more than its own services. */
export const narrowToShard = (scopes: readonly Scope[], shard: Shard | null): readonly Scope[] =>
  shard === null ? scopes : withThoseBelow(scopes, ({ id }) => isInShard(shard, id));

const withThoseBelow = (scopes: readonly Scope[], isOwn: (scope: Scope) => boolean): readonly Scope[] => {
  const own = new Set(scopes.filter(isOwn).map(({ id }) => id));
  return scopes.filter(({ id, environmentId, projectId }) =>
    [id, environmentId, projectId].some((scopeId) => scopeId !== null && own.has(scopeId)),
  );
};
