import type { DeclaredTarget } from '../model/declared-override.js';
import type { PlacedOverride } from '../model/placed-override.js';
import type { Scope } from '../model/scope.js';
import type { PruneTarget } from '../plan/prune.js';
import type { Client } from '../qovery/client.js';
import { findEnvironments } from '../qovery/environments.js';

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
