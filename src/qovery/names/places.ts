import { obtain } from '../../model/obtain.js';
import { isUuid, type ScopeResolution } from '../../model/scope.js';
import { createServiceIndex, type ServiceIndex } from './service-index.js';
import type { Directory, Named } from './directory.js';
import { matchName, offerIds, offerNames } from './match-name.js';

/** Why something was not found: the other case of a `ScopeResolution`. */
export type Missing = Extract<ScopeResolution, { readonly kind: 'missing' }>;

/** The entry that a name or UUID stands for, or why there is none. */
export type Found<Entry> = { readonly kind: 'found'; readonly entry: Entry } | Missing;

/** Says that something is missing. */
export const missing = (code: string, message: string, hint: string | null): Missing => ({
  kind: 'missing',
  code,
  message,
  hint,
});

/** Says that neither the manifest nor a flag names a project or an environment. */
export const noTarget = (what: 'project' | 'environment'): Missing =>
  missing(
    'no-target',
    `no ${what} is given`,
    `write ${what}: in the manifest, or give --${what} or QOVERY_${what.toUpperCase()}`,
  );

const serviceIndexes = new WeakMap<Directory, Map<string | null, Promise<Found<ServiceIndex>>>>();

/**
 * Finds an organization by name or UUID, or the only one that the token sees if none is named, and indexes its services. All
 * look-ups of a run share the index.
 */
export const findOrganization = (
  directory: Directory,
  wanted: string | null,
): Promise<Found<ServiceIndex>> => {
  const known = serviceIndexes.get(directory) ?? new Map<string | null, Promise<Found<ServiceIndex>>>();
  serviceIndexes.set(directory, known);
  return obtain(known, wanted, () => buildServiceIndex(directory, wanted));
};

const buildServiceIndex = async (
  directory: Directory,
  wanted: string | null,
): Promise<Found<ServiceIndex>> => {
  const isGiven = wanted !== null && isUuid(wanted);
  const id = isGiven ? found(wanted.toLowerCase()) : await findOrganizationId(directory, wanted);
  if (id.kind === 'missing') return id;
  const services = await directory.services(id.entry);
  if (services !== null) return found(createServiceIndex(id.entry, services));
  return missing(
    'no-organization',
    `organization ${wanted ?? id.entry} does not exist, or the API token may not see its services`,
    'check the organization, and that the token belongs to it',
  );
};

/** Finds the id of an organization by name, or of the only one that the token sees if none is named. */
export const findOrganizationId = async (
  directory: Directory,
  wanted: string | null,
): Promise<Found<string>> => {
  const organizations = (await directory.organizations()) ?? [];
  if (wanted !== null) {
    const named = pick(wanted, organizations, { what: 'organization', within: '' });
    return named.kind === 'found' ? found(named.entry.id) : named;
  }
  const [only, ...others] = organizations;
  if (only === undefined) return missing('no-organization', 'the API token sees no organization', null);
  if (others.length === 0) return found(only.id);
  return missing(
    'ambiguous-organization',
    'no organization is given, and the API token sees several',
    `write organization: in the manifest, or give --organization or QOVERY_ORGANIZATION; ${offerIds(organizations)}`,
  );
};

/** Finds a project; one without services takes one more call. */
export const findProject = async (
  directory: Directory,
  serviceIndex: ServiceIndex,
  wanted: string,
): Promise<Found<Named>> => {
  const known = serviceIndex.matchProject(wanted);
  if (known.kind === 'one') return found(known.entry);
  const others = (await directory.projects(serviceIndex.organizationId)) ?? [];
  return pick(wanted, [...serviceIndex.projects, ...others], { what: 'project', within: '' });
};

/** Finds an environment of a project; one without services takes one more call. */
export const findEnvironment = async (
  directory: Directory,
  serviceIndex: ServiceIndex,
  project: Named,
  wanted: string,
): Promise<Found<Named>> => {
  const known = serviceIndex.matchEnvironment(project.id)(wanted);
  if (known.kind === 'one') return found(known.entry);
  const withServices = serviceIndex.environmentsOf(project.id);
  const all = (await directory.environments(serviceIndex.organizationId)) ?? [];
  const others = all.filter(({ projectId }) => projectId === project.id);
  return pick(wanted, [...withServices, ...others], {
    what: 'environment',
    within: ` in project ${project.name}`,
  });
};

/** Finds one entry by name or UUID, or says that there is none, or that there are several. */
export const pick = <Entry extends Named>(
  wanted: string,
  entries: readonly Entry[],
  { what, within }: { readonly what: string; readonly within: string },
): Found<Entry> => {
  const match = matchName(wanted, entries);
  switch (match.kind) {
    case 'one':
      return found(match.entry);
    case 'several':
      return missing(
        `ambiguous-${what}`,
        `the name of ${what} ${wanted}${within} is ambiguous: there are ${match.entries.length}`,
        offerIds(match.entries),
      );
    case 'none':
      return missing(`no-${what}`, `no ${what} ${wanted}${within}`, offerNames(wanted, entries));
  }
};

/** Wraps an entry that was found. */
export const found = <Entry>(entry: Entry): { readonly kind: 'found'; readonly entry: Entry } => ({
  kind: 'found',
  entry,
});
