import type { Audit } from '../model/audit.js';
import type { Manifests } from '../model/declared-override.js';
import type { Keyring } from '../model/fingerprint-key.js';
import type { TargetNames } from '../manifest/load.js';
import type { Scope } from '../model/scope.js';
import { buildAudit } from '../plan/audit/build.js';
import { planReads, spreadOut, type AuditReads } from '../plan/audit/reach.js';
import type { AuditManifests } from '../plan/audit/wanted.js';
import { compilePlaceTargets } from '../plan/target.js';
import type { Client } from '../qovery/client/client.js';
import { findServedEnvironments, type EnvironmentFound } from '../qovery/names/environments.js';
import { formatCount } from '../text/words.js';
import { findUntoldEnvironments, placeManifests } from './audit-manifests.js';
import { connect } from './connect.js';
import type { Io, Session } from '../cli/io.js';
import { readKeys } from './keys.js';
import { readManifests, readTargetNames } from './manifests.js';
import type { ApiFlags, ScopeFlags } from '../cli/flags/options.js';
import { withFrames } from './planned-run.js';
import type { Progress } from '../cli/output/progress.js';
import { nameAuditEditors } from './who.js';
import type { Listing } from '../model/remote-secret.js';
import { listSecrets } from '../qovery/secrets/read.js';

/** The flags that decide what an audit comes to. */
export interface AuditFlags extends ScopeFlags, ApiFlags {
  readonly all?: boolean;
  readonly stack: readonly string[];
  readonly target: readonly string[];
  readonly keyFile?: string;
  readonly who?: boolean;
}

/** An audit, and what it was made with. */
export interface AuditedRun {
  readonly audit: Audit;
  readonly client: Client;
  readonly keyring: Keyring;
}

/** What an audit needs besides its flags. */
export interface AuditRunOptions {
  readonly paths: readonly string[];
  readonly flags: AuditFlags;
  readonly session: Session;
  readonly progress: Progress;
}

/**
 * Makes an audit: names in two calls, then one list for each service; an environment or project is listed itself only
 * where no service's list tells of it, or where a manifest declares an override right there. Throws a `Failure` where none can come about.
 */
export const auditRun = async (
  io: Io,
  { paths, flags, session, progress }: AuditRunOptions,
): Promise<AuditedRun> => {
  const isPlaceTargeted = compilePlaceTargets(flags.target);
  const given = readTargetNames(io, flags);
  const loaded = paths.length === 0 ? null : await readManifests(io, paths, {}, given);
  const names = { ...given, organization: given.organization ?? onlyOrganization(loaded?.manifests) };
  const { keyring } = await readKeys(io, flags.keyFile);
  const client = connect(io, flags, {
    signal: io.interrupt,
    stop: io.interrupt,
    notify: progress.notify,
  });
  session.countRequests(client.usage);
  const { environments, manifests } = await findPlaces(client, names, loaded?.manifests ?? null);
  const declaredAt = (manifests?.entries ?? []).flatMap(({ scope }) =>
    scope.kind === 'found' ? [scope.scope.id] : [],
  );
  const range = spreadOut(environments);
  const reads = planReads(range, new Set(declaredAt), isPlaceTargeted);
  progress.say(`Reading the secrets of ${formatCount(reads.first.length, 'service')}…`);
  const audit = buildAudit({
    ...range,
    listings: await readRange(client, reads),
    keyring,
    manifests,
    options: { showAll: flags.all === true, stacks: flags.stack, target: flags.target },
  });
  if (flags.who === true) progress.say('Asking the event log who edited what…');
  const named = flags.who === true ? await nameAuditEditors(client, audit) : audit;
  return {
    audit: { ...named, diagnostics: withFrames(named.diagnostics, loaded?.frameAt ?? (() => null)) },
    client,
    keyring,
  };
};

/** Finds what the audit is about and, within that, where the overrides of manifests belong. */
const findPlaces = async (
  client: Client,
  names: TargetNames,
  declared: Manifests | null,
): Promise<{
  readonly environments: readonly EnvironmentFound[];
  readonly manifests: AuditManifests | null;
}> => {
  const served = await findServedEnvironments(client, names);
  if (declared === null) return { environments: served, manifests: null };
  const untold = await findUntoldEnvironments(client, declared, { scopes: byId(served), names });
  const environments = [...served, ...untold.map((environment) => ({ environment, services: [] }))];
  const manifests = await placeManifests(client, declared, { scopes: byId(environments), names });
  return { environments, manifests };
};

const byId = (environments: readonly EnvironmentFound[]): ReadonlyMap<string, Scope> => {
  const { services, wider } = spreadOut(environments);
  return new Map([...services, ...wider].map((scope) => [scope.id, scope]));
};

/** Manifests that name one organization say which is meant, where the token sees several. */
const onlyOrganization = (manifests: Manifests | undefined): string | null => {
  const named = new Set((manifests?.targets ?? []).map(({ organization }) => organization));
  const [only = null] = named;
  return named.size === 1 ? only : null;
};

/** Reads the lists that a range needs: services first, then only those environments and projects that no list tells of. */
export const readRange = async (
  client: Client,
  { first, findUntold }: AuditReads,
): Promise<ReadonlyMap<string, Listing>> => {
  let listings = await listSecrets(client, first);
  for (const type of ['ENVIRONMENT', 'PROJECT'] as const) {
    listings = new Map([...listings, ...(await listSecrets(client, findUntold(type, listings)))]);
  }
  return listings;
};
