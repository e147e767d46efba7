import { SecretValue } from '../../model/secret-value.js';
import { suggest } from '../../text/words.js';
import { parseTime } from '../../text/time.js';
import type { DocumentPath, DocumentProblem } from './checked-document.js';
import { findPlace, visibleFrom } from '../world/places.js';
import type { SeedSecret } from './seed.js';
import { rulesOf, SANDBOX_SERVICE_TYPES } from '../world/service-types.js';
import { stableId } from '../world/stable-id.js';
import { putSecret, secretsAt, type SecretScope, type StoredSecret, type World } from '../world/world.js';

/** The secrets of one scope in the seed, and their path. */
export interface SecretPlot {
  readonly scope: SecretScope;
  /** UUID of the service, environment or project. */
  readonly placeId: string;
  readonly secrets: readonly SeedSecret[];
  readonly path: DocumentPath;
}

/** Adds the secrets of every scope: first own secrets, so that overrides and aliases can find them. */
export const plantSecrets = (
  world: World,
  plots: readonly SecretPlot[],
  createdAt: number,
  ids: Set<string>,
): readonly DocumentProblem[] => {
  const entries = plots.flatMap((plot) =>
    plot.secrets.map((secret, index) => ({ plot, secret, path: [...plot.path, index] })),
  );
  const ordered = [
    ...entries.filter(({ secret }) => secret.overrides !== true && secret.aliasOf === undefined),
    ...entries.filter(({ secret }) => secret.overrides === true),
    ...entries.filter(({ secret }) => secret.overrides !== true && secret.aliasOf !== undefined),
  ];
  return ordered.flatMap(({ plot, secret, path }) => {
    const problem = findProblem(plot, secret, path);
    return problem ?? plantSecret(world, plot, secret, path, createdAt, ids);
  });
};

/** The scopes that secrets can belong to. */
const HOLDERS: ReadonlySet<SecretScope> = new Set<SecretScope>([
  'PROJECT',
  'ENVIRONMENT',
  'BUILT_IN',
  ...SANDBOX_SERVICE_TYPES.filter((type) => rulesOf(type).holdsSecrets),
]);

const findProblem = (
  plot: SecretPlot,
  secret: SeedSecret,
  path: DocumentPath,
): readonly DocumentProblem[] | null => {
  if (!HOLDERS.has(plot.scope)) {
    return [{ path, message: `a ${plot.scope} cannot have secrets`, hint: null }];
  }
  if (secret.overrides === true && secret.aliasOf !== undefined) {
    return [{ path, message: 'a secret can be an override or an alias, not both', hint: null }];
  }
  if (plot.scope === 'BUILT_IN' && (secret.overrides === true || secret.aliasOf !== undefined)) {
    return [{ path, message: 'a BUILT_IN secret can be neither an override nor an alias', hint: null }];
  }
  return null;
};

const plantSecret = (
  world: World,
  plot: SecretPlot,
  seed: SeedSecret,
  path: DocumentPath,
  createdAt: number,
  ids: Set<string>,
): readonly DocumentProblem[] => {
  const id = seed.id?.toLowerCase() ?? stableId(plot.placeId, plot.scope, seed.key);
  if (ids.has(id)) {
    return seed.id === undefined
      ? [{ path: [...path, 'key'], message: 'another secret at this scope has this key', hint: null }]
      : [{ path: [...path, 'id'], message: 'another entry has this id', hint: null }];
  }
  ids.add(id);
  const parentKey = seed.overrides === true ? seed.key : seed.aliasOf;
  const parent = parentKey === undefined ? null : findParent(world, plot, parentKey, seed.overrides === true);
  if (parentKey !== undefined && parent === null) return [describeNoParent(world, plot, seed, path)];
  const created = parseTime(seed.createdAt ?? '') ?? createdAt;
  putSecret(world, {
    id,
    key: seed.key,
    scope: plot.scope,
    parentId: plot.placeId,
    isSecret: parent?.isSecret ?? seed.isSecret ?? !EXTERNAL.has(seed.variableType ?? ''),
    value: new SecretValue(seed.value ?? ''),
    mountPath: parent?.mountPath ?? seed.mountPath ?? null,
    variableType: seed.variableType ?? null,
    overrides: seed.overrides === true ? (parent?.id ?? null) : null,
    aliasOf: seed.overrides === true ? null : (parent?.id ?? null),
    description: seed.description ?? null,
    enableInterpolationInFile: seed.enableInterpolationInFile ?? null,
    ownedBy: seed.ownedBy ?? 'QOVERY',
    createdAt: created,
    updatedAt: parseTime(seed.updatedAt ?? '') ?? created,
  });
  return [];
};

/** Qovery stores the reference of an external secret as a plain variable. */
const EXTERNAL: ReadonlySet<string> = new Set(['EXTERNAL_SECRET', 'FILE_EXTERNAL_SECRET']);

/** Finds the nearest secret with the key: above the scope for an override, at the scope or above for an alias. */
const findParent = (world: World, plot: SecretPlot, key: string, isOverride: boolean): StoredSecret | null =>
  candidates(world, plot, isOverride).find((secret) => secret.key === key) ?? null;

const candidates = (world: World, plot: SecretPlot, isOverride: boolean): readonly StoredSecret[] =>
  visibleFrom(findPlace(world, plot.scope, plot.placeId))
    .filter(({ scope, id }) => !isOverride || scope !== plot.scope || id !== plot.placeId)
    .flatMap(({ scope, id }) => secretsAt(world, id).filter((secret) => secret.scope === scope))
    .filter((secret) => secret.aliasOf === null && (!isOverride || secret.overrides === null));

const describeNoParent = (
  world: World,
  plot: SecretPlot,
  seed: SeedSecret,
  path: DocumentPath,
): DocumentProblem => {
  const isOverride = seed.overrides === true;
  const keys = candidates(world, plot, isOverride).map((secret) => secret.key);
  const meant = suggest(isOverride ? seed.key : (seed.aliasOf ?? ''), keys);
  return {
    path: [...path, isOverride ? 'key' : 'aliasOf'],
    message: isOverride
      ? 'no higher scope has a secret with this key to override'
      : 'neither this scope nor a higher one has a secret with this key',
    hint: meant === null ? null : `did you mean ${meant}?`,
  };
};
