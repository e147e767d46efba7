import { readSiblings, type SiblingDocument } from '../../manifest/siblings.js';
import type { DeclaredTarget, Manifests } from '../../model/declared-override.js';
import { createDiagnostic } from '../../model/diagnostic.js';
import { Failure } from '../../model/failure.js';
import { isUuid } from '../../model/scope.js';
import type { Client } from '../../qovery/client/client.js';
import { findId, type NameWanted } from '../../qovery/names/same-name.js';
import { toLoadOptions, type ManifestOptions } from '../manifests.js';
import type { PlanOptions } from './options.js';

/**
 * Refuses to prune with a part of the manifests of a stack and environment: what the others in the same folder declare would be
 * deleted. Names are looked up only where they could differ from how they are written. Throws a `Failure` (`prune-partial`).
 */
export const checkSiblings = async (
  client: Client,
  options: ManifestOptions & Pick<PlanOptions, 'env' | 'signal'>,
  { targets, overrides }: Manifests,
): Promise<void> => {
  const {
    paths = [],
    cwd,
    root = () => Promise.resolve(null),
    flags,
    defaults,
    signal,
  } = toLoadOptions(options);
  const siblings = await readSiblings({
    paths,
    cwd,
    root,
    stdin: null,
    signal,
    defaults: {
      organization: flags?.organization ?? defaults?.organization ?? null,
      project: flags?.project ?? defaults?.project ?? null,
      environment: flags?.environment ?? defaults?.environment ?? null,
    },
  });
  const projectStacks = new Set(
    overrides.filter(({ scopeType }) => scopeType === 'PROJECT').map(({ stack }) => stack),
  );
  const left = await Promise.all(
    siblings.map(async (sibling) => {
      const reachesProject = sibling.hasProjectScope && projectStacks.has(sibling.stack);
      for (const target of targets) {
        if (await isAtStake(client, sibling, target, reachesProject)) return [{ sibling, target }];
      }
      return [];
    }),
  );
  const stakes = left.flat();
  if (stakes.length === 0) return;
  const names = [...new Set(stakes.map(({ sibling }) => sibling.location.file))];
  throw new Failure('prune-partial', `--prune would delete what ${listed(names)} may declare`, {
    hint: 'give the folder instead of single files, or add --prune-partial to keep only what you give',
    diagnostics: stakes.map(({ sibling, target }) =>
      createDiagnostic({
        severity: 'error',
        code: 'prune-partial',
        message: `this manifest was not given, but ${sharedBy(sibling)} ${target.location.file}`,
        location: sibling.location,
      }),
    ),
  });
};

/** Most names in one message. */
const MOST_LISTED = 5;

const listed = (names: readonly string[]): string =>
  names.length > MOST_LISTED
    ? `${names.slice(0, MOST_LISTED).join(', ')} and ${String(names.length - MOST_LISTED)} more`
    : names.join(', ');

const sharedBy = ({ stack, target }: SiblingDocument): string =>
  target === null
    ? `it is no valid YAML and names the stack "${stack}" of`
    : `its stack "${stack}" is at the same place as in`;

const isAtStake = async (
  client: Client,
  { stack, target: sibling }: SiblingDocument,
  target: DeclaredTarget,
  reachesProject: boolean,
): Promise<boolean> => {
  if (stack !== target.stack) return false;
  if (sibling === null) return true;
  const properties = [
    'organization',
    'project',
    ...(reachesProject ? [] : (['environment'] as const)),
  ] as const;
  for (const property of properties) {
    if (!(await isSame(client, property, sibling, target))) return false;
  }
  return true;
};

const isSame = async (
  client: Client,
  property: NameWanted['property'],
  left: DeclaredTarget,
  right: DeclaredTarget,
): Promise<boolean> => {
  const [one, other] = [left[property], right[property]];
  if (one === other) return true;
  // Without a name, an organization is the only one.
  if (one === null || other === null) return property === 'organization';
  if (isUuid(one) === isUuid(other) && one.toLowerCase() !== other.toLowerCase()) return false;
  const [found, wanted] = await Promise.all([
    findId(client, { property, text: one, target: left }),
    findId(client, { property, text: other, target: right }),
  ]);
  return found.kind === 'found' && wanted.kind === 'found' && found.entry === wanted.entry;
};
