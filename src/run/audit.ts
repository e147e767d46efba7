import type { Audit } from '../model/audit.js';
import type { Manifests } from '../model/declared-override.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { throwIfInterrupted } from '../model/failure.js';
import type { RequestUsage } from '../model/plan.js';
import type { Scope } from '../model/scope.js';
import type { LoadedManifests, TargetNames } from '../manifest/load.js';
import { buildAudit } from '../plan/audit/build.js';
import { planReads, spreadOut } from '../plan/audit/reach.js';
import type { AuditManifests } from '../plan/audit/wanted.js';
import { compilePlaceTargets } from '../plan/target.js';
import type { Client } from '../qovery/client/client.js';
import { findServedEnvironments, type EnvironmentFound } from '../qovery/names/environments.js';
import { auditToJson } from '../render/audit/json.js';
import { readVersion } from '../files/package-file.js';
import { findUntoldEnvironments, placeManifests, readRange } from './range.js';
import { connect, explainInterrupt, type ConnectOptions } from './connect.js';
import { workingFolder } from './machine.js';
import { readManifests, readRoot, readTargetNames, withFrames } from './manifests.js';
import { readKeyring, type KeyOptions } from './planning/options.js';
import { nameAuditEditors } from './planning/who.js';

/** What an audit takes. */
export interface AuditOptions extends ConnectOptions, KeyOptions {
  /** Manifests to compare with: files, folders and globs. Default: none. */
  readonly paths?: readonly string[];
  /** What the path `-` reads. Default: nothing, which makes it an error. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Absolute folder that relative paths start from. Default: that of this process. */
  readonly cwd?: string;
  /** Folder that links in folders and matches of globs may lead to. Default: the git top level above `cwd`, else `cwd`. */
  readonly root?: string;
  /** Name or UUID. Default: `QOVERY_ORGANIZATION` of `env`, else the one that manifests name, else all that the token sees. */
  readonly organization?: string;
  /** Only this project, by name or UUID. Default: `QOVERY_PROJECT` of `env`, else all. */
  readonly project?: string;
  /** Only this environment, by name or UUID. Default: `QOVERY_ENVIRONMENT` of `env`, else all. */
  readonly environment?: string;
  /** Every secret, not only those overridden or shadowed somewhere. Default: false. */
  readonly all?: boolean;
  /** Stacks that are ours, besides those of the manifests. Default: none. */
  readonly stack?: readonly string[];
  /** Globs over addresses: only cells that match. Default: everything. */
  readonly target?: readonly string[];
  /** Ask the event log who edited overrides outside, one request for each such service. Default: false. */
  readonly who?: boolean;
}

/** An audit, and what the run that made it knows. */
export interface AuditResult {
  /** Who overrides what. */
  readonly audit: Audit;
  /** Those of the audit. An `error` among them says that it is incomplete. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was sent, and what is left of the request limit. */
  readonly requests: RequestUsage;
  /** Whether there was a fingerprint key, so that markers were verified. */
  readonly hasKey: boolean;
  /** Whether manifests were compared with. */
  readonly hasManifests: boolean;
  /** An object of `schemas/audit.schema.json`. */
  readonly toJSON: () => object;
}

/**
 * Shows who overrides what; changes nothing. Looks names up in two requests, then lists each service once; an environment or project is
 * listed itself only where no service's list includes it, or where a manifest declares an override right there.
 *
 * @throws Failure where there can be no audit, such as `invalid-manifests`, `no-token` or `interrupted`.
 */
export const audit = (options: AuditOptions): Promise<AuditResult> =>
  explainInterrupt(options, async () => {
    const { target = [], onProgress } = options;
    const isPlaceTargeted = compilePlaceTargets(target);
    onProgress?.({ kind: 'looking-up' });
    const given = readTargetNames(options, options.env);
    const loaded = await readGivenManifests(options, given);
    const names = { ...given, organization: given.organization ?? onlyOrganization(loaded?.manifests) };
    const keyring = readKeyring(options);
    const client = connect(options);
    const { environments, manifests } = await findPlaces(client, names, loaded?.manifests ?? null);
    const declaredAt = (manifests?.entries ?? []).flatMap(({ scope }) =>
      scope.kind === 'found' ? [scope.scope.id] : [],
    );
    const range = spreadOut(environments);
    const reads = planReads(range, new Set(declaredAt), isPlaceTargeted);
    onProgress?.({ kind: 'reading', done: 0, total: reads.first.length });
    const built = buildAudit({
      ...range,
      listings: await readRange(client, reads),
      keyring,
      manifests,
      options: { showAll: options.all === true, stacks: options.stack ?? [], target },
    });
    if (options.who === true) onProgress?.({ kind: 'asking-event-log' });
    const named = options.who === true ? await nameAuditEditors(client, built) : built;
    throwIfInterrupted(options.signal);
    const diagnostics = withFrames(named.diagnostics, loaded?.frameAt ?? (() => null));
    return toResult({ ...named, diagnostics }, client.usage(), {
      hasKey: keyring.hasKey,
      hasManifests: loaded !== null,
    });
  });

/** The manifests to compare with; null where none are named. The names of an audit narrow it, and never contradict a manifest. */
const readGivenManifests = async (
  { paths = [], cwd = workingFolder(), root, stdin, signal }: AuditOptions,
  defaults: TargetNames,
): Promise<LoadedManifests | null> => {
  if (root !== undefined) await readRoot({ cwd, root });
  if (paths.length === 0) return null;
  return readManifests(
    {
      paths,
      cwd,
      ...(root === undefined ? {} : { root }),
      ...(stdin === undefined ? {} : { stdin }),
      ...(signal === undefined ? {} : { signal }),
    },
    { defaults },
  );
};

const toResult = (
  made: Audit,
  requests: RequestUsage,
  known: Pick<AuditResult, 'hasKey' | 'hasManifests'>,
): AuditResult => ({
  audit: made,
  diagnostics: made.diagnostics,
  requests,
  ...known,
  toJSON: () => auditToJson({ audit: made, usage: requests, toolVersion: readVersion() }),
});

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
