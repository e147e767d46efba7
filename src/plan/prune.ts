import type { DeclaredTarget, PlacedOverride } from '../model/declared-override.js';
import { type Diagnostic, type Severity, createDiagnostic } from '../model/diagnostic.js';
import type { Explanation } from '../model/explanation.js';
import { Failure } from '../model/failure.js';
import type { Keyring } from '../model/marker.js';
import type { Change } from '../model/plan.js';
import type { Listing, RemoteSecret } from '../model/remote-secret.js';
import { reportUnread } from './listing-index.js';
import { type Scope, describePlace, scopeHeight, environmentIdOf, projectIdOf } from '../model/scope.js';
import type { Marker } from './signing/marker.js';
import { isEditedOutside, liveMetadata, writtenAt } from './verdict.js';
import { compareText } from '../model/location.js';

/** What `--prune` needs besides the entries of the plan. */
export interface PruneInput {
  /** Every document of every manifest, with its environment if that was found. */
  readonly targets: readonly PruneTarget[];
  /** Every declared override, including those outside `--target` and `--shard`: none of them is undeclared. */
  readonly declared: readonly PlacedOverride[];
  /**
   * Every scope that a delete can affect: the named environments and all their services. If an override is declared at project scope,
   * also that project and all its environments and services. Scopes without a listing count as unread.
   */
  readonly scopes: readonly Scope[];
  /** Maximum number of deletes in one run. */
  readonly maxDeletes: number;
}

/** One document of a manifest and the environment that it names. */
export interface PruneTarget {
  /** From `loadManifests`. */
  readonly target: DeclaredTarget;
  /** Null if it was not found. */
  readonly environment: Scope | null;
}

/** Refuses to prune without the two things that identify our own overrides: a key, and a stack in every manifest. */
export const checkPrune = (
  targets: readonly Pick<DeclaredTarget, 'stackIsWritten' | 'location'>[],
  keyring: Keyring,
): void => {
  if (!keyring.hasKey) {
    throw new Failure('key-missing', '--prune needs the key that signed the overrides', {
      hint: 'set QOVERRIDE_KEY or pass --key-file',
    });
  }
  const unwritten = targets.filter(({ stackIsWritten }) => !stackIsWritten);
  if (unwritten.length === 0) return;
  throw new Failure('stack-not-written', '--prune needs an explicit stack in every manifest', {
    hint: 'add a line such as "stack: storefront" to each',
    diagnostics: unwritten.map(({ location }) =>
      createDiagnostic({
        severity: 'error',
        code: 'stack-not-written',
        message: 'this manifest does not set a stack',
        location,
      }),
    ),
  });
};

/** The deletes of a plan. */
export interface PlannedDeletes {
  readonly changes: readonly Change[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A live override to delete: what a stack wrote and nobody declares any more, or a stranger's where a stack owns everything. */
export interface Deletable {
  readonly address: string;
  readonly scope: Scope;
  readonly override: RemoteSecret;
  readonly stack: string;
  readonly reason: 'undeclared' | 'unmanaged';
  /** Null where nothing shows that qoverride wrote it. */
  readonly marker: Marker | null;
}

/** Plans deletes. Blocks those that would also delete something else. */
export const planDeletes = (
  deletable: readonly Deletable[],
  { scopes, maxDeletes }: PruneInput,
  listings: ReadonlyMap<string, Listing>,
  severity: Severity,
): PlannedDeletes => {
  const dependents = findDependents(scopes, listings);
  const deletes = deletable.map((entry) => planDelete(entry, dependents, severity));
  const changes = deletes.map(({ change }) => change);
  const count = changes.filter(({ action }) => action === 'delete').length;
  return {
    changes,
    diagnostics: [
      ...deletes.flatMap(({ diagnostics }) => diagnostics),
      ...(count > maxDeletes ? [reportTooMany(count, maxDeletes)] : []),
      ...scopes.flatMap((scope) => warnOfUnread(scope, listings.get(scope.id))),
    ],
  };
};

interface PlannedDelete {
  readonly change: Change;
  readonly diagnostics: readonly Diagnostic[];
}

const planDelete = (entry: Deletable, dependents: Dependents, severity: Severity): PlannedDelete => {
  const change = createDelete(entry);
  const obstacle = findObstacle(entry, dependents);
  if (obstacle !== null) {
    return {
      change: { ...change, action: 'blocked' },
      diagnostics: [createDiagnostic({ severity, address: entry.address, ...obstacle })],
    };
  }
  const { marker } = entry;
  const isEdited = marker !== null && isEditedOutside(entry.override, marker);
  return { change, diagnostics: isEdited ? [warnOfEdit(entry)] : [] };
};

const createDelete = ({ address, scope, override, stack, reason }: Deletable): Change => ({
  address,
  action: 'delete',
  reason,
  stack,
  scopeType: scope.type,
  scope,
  secretKey: override.key,
  parentId: override.overrides?.id ?? null,
  overrideId: override.id,
  ownTime: override.ownTime,
  writtenAt: writtenAt(override),
  edit: null,
  before: liveMetadata(override),
  after: null,
  value: null,
  declared: null,
});

/** Describes what else Qovery would or could delete along with an override; null if nothing. */
const findObstacle = ({ scope, override }: Deletable, dependents: Dependents): Explanation | null => {
  const [first, ...others] = dependents.of(override.id);
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` and ${String(others.length)} more`;
    const kind = first.aliasOf === null ? 'override' : 'alias';
    return {
      code: 'has-dependents',
      message: `deleting this override would also delete the ${kind} "${first.key}" at scope ${first.scope}${more}`,
      hint: 'delete its dependents first, or declare the override again',
    };
  }
  const unread = dependents.unreadBelow(scope);
  if (unread === null) return null;
  return {
    code: 'dependents-unknown',
    message: `deleting this override could also delete others: ${describePlace(unread)} was not read`,
    hint: 'use a token that can read every service below it, and prune without --shard',
  };
};

const warnOfEdit = ({ address }: Deletable): Diagnostic =>
  createDiagnostic({
    severity: 'warning',
    code: 'edited-outside',
    message: 'somebody edited this override after our last write; deleting it loses that edit',
    address,
  });

const reportTooMany = (count: number, most: number): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code: 'too-many-deletes',
    message: `this would delete ${String(count)} overrides; the limit is ${String(most)}`,
    hint: `if you mean to delete them all, pass --max-deletes ${String(count)}`,
  });

/** A warning is enough: nothing there is deleted, and nothing there was checked. */
const warnOfUnread = (scope: Scope, listing: Listing | undefined): readonly Diagnostic[] =>
  reportUnread(scope, listing, (place) => `${place} was not searched for undeclared overrides`, 'warning');

/** Aliases and overrides that depend on secrets. Qovery deletes them along with the secret. */
export interface Dependents {
  /** Aliases and overrides of a secret at the scopes that were read, sorted by UUID. */
  readonly of: (secretId: string) => readonly RemoteSecret[];
  /** A scope below this one that was not read and may hold more dependents; null if all were read. */
  readonly unreadBelow: (scope: Scope) => Scope | null;
}

/** Collects the dependents of every secret from all listings of a run. */
export const findDependents = (
  scopes: readonly Scope[],
  listings: ReadonlyMap<string, Listing>,
): Dependents => {
  const found = new Map<string, Map<string, RemoteSecret>>();
  for (const listing of listings.values()) {
    if (listing.kind === 'unreadable') continue;
    for (const secret of listing.secrets) {
      for (const link of [secret.aliasOf, secret.overrides]) {
        if (link === null) continue;
        const id = link.id.toLowerCase();
        const dependents = found.get(id) ?? new Map<string, RemoteSecret>();
        found.set(id, dependents.set(secret.id, secret));
      }
    }
  }
  const unread = scopes.filter(({ id }) => listings.get(id)?.kind !== 'read');
  return {
    of: (secretId) =>
      [...(found.get(secretId.toLowerCase())?.values() ?? [])].toSorted((left, right) =>
        compareText(left.id, right.id),
      ),
    unreadBelow: (scope) => unread.find((other) => isBelow(other, scope)) ?? null,
  };
};

const isBelow = (lower: Scope, upper: Scope): boolean => {
  if ((scopeHeight(lower.type) ?? 0) >= (scopeHeight(upper.type) ?? 0)) return false;
  return upper.type === 'PROJECT'
    ? projectIdOf(lower).toLowerCase() === upper.id.toLowerCase()
    : environmentIdOf(lower).toLowerCase() === upper.id.toLowerCase();
};
