import type { DeclaredTarget, PlacedOverride } from '../model/declared-override.js';
import { type Diagnostic, type Severity, createDiagnostic } from '../model/diagnostic.js';
import type { Explanation } from '../model/explanation.js';
import { Failure } from '../model/failure.js';
import type { Keyring } from '../model/fingerprint-key.js';
import type { Change } from '../model/plan.js';
import type { Listing, RemoteSecret } from '../model/remote-secret.js';
import { type Scope, describePlace, scopeHeight, environmentIdOf, projectIdOf } from '../model/scope.js';
import type { UndeclaredOverride } from './undeclared.js';
import { isEditedOutside, liveMetadata, writtenAt } from './verdict.js';
import { compareText } from '../model/location.js';

/** What `--prune` needs to know beyond the overrides that the run is about. */
export interface PruneInput {
  /** Every document of every manifest, with its environment where that was found. */
  readonly targets: readonly PruneTarget[];
  /** Every declared override, also those outside `--target` and `--shard`: none of them is undeclared. */
  readonly declared: readonly PlacedOverride[];
  /**
   * Every scope into which a delete may reach: the named environments and all their services; where an override is declared
   * at project scope, that project and all its environments and services too. What of it is not in the listings counts as unread.
   */
  readonly scopes: readonly Scope[];
  /** Most deletes in one run. */
  readonly maxDeletes: number;
}

/** One document of a manifest and the environment that it names. */
export interface PruneTarget {
  /** From `loadManifests`. */
  readonly target: DeclaredTarget;
  /** Null where it was not found. */
  readonly environment: Scope | null;
}

/** Refuses to prune without the two things that tell ours from others': a key, and a stack written in every manifest. */
export const checkPrune = (
  targets: readonly Pick<DeclaredTarget, 'stackIsWritten' | 'location'>[],
  keyring: Keyring,
): void => {
  if (!keyring.hasKey) {
    throw new Failure('key-missing', '--prune needs the key with which the overrides were written', {
      hint: 'give it as QOVERRIDE_KEY or with --key-file',
    });
  }
  const unwritten = targets.filter(({ stackIsWritten }) => !stackIsWritten);
  if (unwritten.length === 0) return;
  throw new Failure('stack-not-written', '--prune needs a stack written in every manifest', {
    hint: 'add a line such as "stack: storefront" to each',
    diagnostics: unwritten.map(({ location }) =>
      createDiagnostic({
        severity: 'error',
        code: 'stack-not-written',
        message: 'this manifest does not say which stack it is',
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

/** Plans the deletes of what is no longer declared; blocks those that would take something else with them. */
export const planDeletes = (
  undeclared: readonly UndeclaredOverride[],
  { scopes, maxDeletes }: PruneInput,
  listings: ReadonlyMap<string, Listing>,
  severity: Severity,
): PlannedDeletes => {
  const dependents = findDependents(scopes, listings);
  const deletes = undeclared.map((one) => planDelete(one, dependents, severity));
  const changes = deletes.map(({ change }) => change);
  const count = changes.filter(({ action }) => action === 'delete').length;
  return {
    changes,
    diagnostics: [
      ...deletes.flatMap(({ diagnostics }) => diagnostics),
      ...(count > maxDeletes ? [reportTooMany(count, maxDeletes)] : []),
      ...scopes.flatMap((scope) => reportUnread(scope, listings.get(scope.id))),
    ],
  };
};

interface PlannedDelete {
  readonly change: Change;
  readonly diagnostics: readonly Diagnostic[];
}

const planDelete = (one: UndeclaredOverride, dependents: Dependents, severity: Severity): PlannedDelete => {
  const change = createDelete(one);
  const obstacle = findObstacle(one, dependents);
  if (obstacle !== null) {
    return {
      change: { ...change, action: 'blocked' },
      diagnostics: [createDiagnostic({ severity, address: one.address, ...obstacle })],
    };
  }
  return { change, diagnostics: isEditedOutside(one.override, one.marker) ? [warnOfEdit(one)] : [] };
};

const createDelete = ({ address, scope, override, marker }: UndeclaredOverride): Change => ({
  address,
  action: 'delete',
  reason: 'undeclared',
  stack: marker.stack,
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

/** What else Qovery would delete along with an override, or may. */
const findObstacle = (
  { scope, override }: UndeclaredOverride,
  dependents: Dependents,
): Explanation | null => {
  const [first, ...others] = dependents.of(override.id);
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` and ${String(others.length)} more`;
    const kind = first.aliasOf === null ? 'override' : 'alias';
    return {
      code: 'has-dependents',
      message: `deleting this override would also delete the ${kind} "${first.key}" at scope ${first.scope}${more}`,
      hint: 'delete what hangs on it first, or declare the override again',
    };
  }
  const unread = dependents.unreadBelow(scope);
  if (unread === null) return null;
  return {
    code: 'dependents-unknown',
    message: `deleting this override could also delete others: ${describePlace(unread)} was not read`,
    hint: 'let the token read every service below it, and prune without --shard',
  };
};

const warnOfEdit = ({ address }: UndeclaredOverride): Diagnostic =>
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
    message: `${String(count)} overrides would be deleted, and at most ${String(most)} may be`,
    hint: `if they really are to go: --max-deletes ${String(count)}`,
  });

/** Nothing at an unread scope is deleted; people should know that nobody looked. */
const reportUnread = (scope: Scope, listing: Listing | undefined): readonly Diagnostic[] =>
  listing?.kind === 'unreadable'
    ? [
        createDiagnostic({
          severity: 'warning',
          code: 'scope-unread',
          message: `${describePlace(scope)} was not searched for undeclared overrides: ${listing.message}`,
          hint: listing.hint,
        }),
      ]
    : [];

/** What hangs on secrets: Qovery deletes it along with them. */
export interface Dependents {
  /** Aliases and overrides of a secret, at the scopes that were read; by UUID. */
  readonly of: (secretId: string) => readonly RemoteSecret[];
  /** A scope below this one that was not read, and so may hold more; null when all were. */
  readonly unreadBelow: (scope: Scope) => Scope | null;
}

/** Collects what hangs on what, over all listings of a run. */
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
