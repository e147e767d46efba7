import { parseTime } from '../../text/time.js';
import type { DocumentPath, DocumentProblem } from './checked-document.js';
import { plantSecrets, type SecretPlot } from './plant-secrets.js';
import type { SandboxSeed, SeedEnvironment, SeedOrganization, SeedProject, SeedService } from './seed.js';
import { CLUSTER_ID, stableId } from '../world/stable-id.js';
import type { World } from '../world/world.js';

/** Age of everything in the seed when the sandbox starts, in milliseconds. */
const SEED_AGE = 30 * 24 * 3_600_000;

/** The state of filling a world: the world so far, and the problems found. */
interface Planting {
  readonly world: World;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly ids: Set<string>;
  readonly problems: DocumentProblem[];
  readonly plots: SecretPlot[];
}

/** Fills a world from a seed that matches the schema. Returns problems that the schema cannot detect. */
export const plantSeed = (world: World, seed: SandboxSeed, now: number): readonly DocumentProblem[] => {
  const planting: Planting = { world, createdAt: now - SEED_AGE, ids: new Set(), problems: [], plots: [] };
  for (const [index, organization] of seed.organizations.entries()) {
    plantOrganization(planting, organization, ['organizations', index]);
  }
  return [...planting.problems, ...plantSecrets(world, planting.plots, planting.createdAt, planting.ids)];
};

const plantOrganization = (planting: Planting, seed: SeedOrganization, path: DocumentPath): void => {
  const stored = store(planting, seed, path, 'organization');
  planting.world.organizations.set(stored.id, { ...stored, description: null, plan: 'ENTERPRISE_2025' });
  for (const [index, project] of (seed.projects ?? []).entries()) {
    plantProject(planting, project, stored.id, [...path, 'projects', index]);
  }
};

const plantProject = (
  planting: Planting,
  seed: SeedProject,
  organizationId: string,
  path: DocumentPath,
): void => {
  const stored = store(planting, seed, path, organizationId, 'project');
  planting.world.projects.set(stored.id, { ...stored, organizationId, description: null });
  planting.plots.push({
    scope: 'PROJECT',
    placeId: stored.id,
    secrets: seed.secrets ?? [],
    path: [...path, 'secrets'],
  });
  for (const [index, environment] of (seed.environments ?? []).entries()) {
    plantEnvironment(planting, environment, stored.id, [...path, 'environments', index]);
  }
};

const plantEnvironment = (
  planting: Planting,
  seed: SeedEnvironment,
  projectId: string,
  path: DocumentPath,
): void => {
  const stored = store(planting, seed, path, projectId, 'environment');
  const mode = seed.mode ?? 'PRODUCTION';
  planting.world.environments.set(stored.id, { ...stored, projectId, mode, clusterId: CLUSTER_ID });
  planting.plots.push(
    { scope: 'BUILT_IN', placeId: stored.id, secrets: seed.builtIn ?? [], path: [...path, 'builtIn'] },
    { scope: 'ENVIRONMENT', placeId: stored.id, secrets: seed.secrets ?? [], path: [...path, 'secrets'] },
  );
  for (const [index, service] of (seed.services ?? []).entries()) {
    plantService(planting, service, stored.id, [...path, 'services', index]);
  }
};

const plantService = (
  planting: Planting,
  seed: SeedService,
  environmentId: string,
  path: DocumentPath,
): void => {
  const stored = store(planting, seed, path, environmentId, seed.type);
  const deployedAt =
    seed.deployedAt === null ? null : (parseTime(seed.deployedAt ?? '') ?? planting.createdAt);
  planting.world.services.set(stored.id, {
    ...stored,
    environmentId,
    type: seed.type,
    description: seed.description ?? '',
    jobType: seed.type === 'JOB' ? (seed.jobType ?? 'CRON') : null,
    deployments:
      deployedAt === null
        ? []
        : [
            {
              requestId: stableId(stored.id, 'deployment'),
              startsAt: deployedAt,
              endsAt: deployedAt,
              fails: false,
            },
          ],
    deploymentFails: seed.deploymentFails ?? false,
    isStopped: seed.isStopped ?? false,
  });
  planting.plots.push({
    scope: seed.type,
    placeId: stored.id,
    secrets: seed.secrets ?? [],
    path: [...path, 'secrets'],
  });
};

const store = (
  planting: Planting,
  seed: { readonly name: string; readonly id?: string },
  path: DocumentPath,
  ...above: readonly string[]
): { readonly id: string; readonly name: string; readonly createdAt: number; readonly updatedAt: number } => {
  const id = seed.id?.toLowerCase() ?? stableId(...above, seed.name);
  if (planting.ids.has(id)) {
    planting.problems.push(
      seed.id === undefined
        ? {
            path: [...path, 'name'],
            message: 'another entry of the same kind in this list has this name',
            hint: 'give one of them its own id',
          }
        : { path: [...path, 'id'], message: 'another entry has this id', hint: null },
    );
  }
  planting.ids.add(id);
  return { id, name: seed.name, createdAt: planting.createdAt, updatedAt: planting.createdAt };
};
