import type { Plan, RemoteSecret, Scope } from '../../../../src/index.js';
import type { Keyring } from '../../../../src/model/marker.js';
import type { Listing } from '../../../../src/model/remote-secret.js';
import type { PlanEntry, PlanOptions } from '../../../../src/plan/build.js';
import { declare, location } from '../../../support/worlds/declared.js';
import { secret, TIME } from '../../../support/worlds/listings.js';
import { PLAN_DEFAULTS } from '../../../support/worlds/plans.js';
import { library } from './library.js';

/** An estate in memory: what manifests declare, with its values, and what is live. */
export interface World {
  readonly entries: readonly PlanEntry[];
  readonly scopes: readonly Scope[];
  readonly listings: ReadonlyMap<string, Listing>;
}

/** Overrides of each service, each of another secret of the project, all of which each listing holds. */
const PER_SERVICE = 10;
const PROJECT = makeId(1, 0);
const ENVIRONMENT = makeId(2, 0);

/** Holds the key that everything was written with. */
export const keyring: Keyring = library.parseKeyring({
  key: 'a fingerprint key of the bench, of 32 bytes or more',
  oldKeys: null,
  randomKey: '',
});

/** Plans a world with the options of a run without flags, apart from those given. */
export const planWorld = ({ entries, listings }: World, options: Partial<PlanOptions> = {}): Plan =>
  library.buildPlan({
    entries,
    listings,
    keyring,
    options: { ...PLAN_DEFAULTS, ...options },
  });

/** Declares so many overrides, of which a third is in sync, a third has another value, and a third is not there yet. */
export const makeWorld = (count: number): World => {
  const scopes = Array.from({ length: Math.ceil(count / PER_SERVICE) }, (_, index) => makeScope(index));
  const entries = Array.from({ length: count }, (_, index) => makeEntry(index, scopes));
  const empty = { entries, scopes, listings: listParents(scopes) };
  const live = new Map<string, RemoteSecret[]>();
  planWorld(empty).changes.forEach((change, index) => {
    if (change.scope === null || index % 3 === 2) return;
    const written = index % 3 === 0 ? change : { ...change, value: new library.SecretValue('before') };
    const override: RemoteSecret = {
      ...makeSecret(makeId(4, index), change.secretKey, change.scope.type),
      type: 'OVERRIDE',
      overrides: { id: change.parentId ?? '', key: change.secretKey, scope: 'PROJECT' },
      description: library.createOperation(written, keyring).describe(TIME),
    };
    const secrets = live.get(change.scope.id);
    if (secrets === undefined) live.set(change.scope.id, [override]);
    else secrets.push(override);
  });
  return { entries, scopes, listings: listParents(scopes, live) };
};

/** The same estate where every second override is no longer declared. */
export const forgetHalf = (world: World): World => ({
  ...world,
  entries: world.entries.filter((_, index) => index % 2 === 0),
});

/** The same declarations, each of a secret whose key has a slip in it. */
export const mistype = (world: World): World => ({
  ...world,
  entries: world.entries.map((entry) => ({
    ...entry,
    declared: { ...entry.declared, secret: entry.declared.secret.replace('SECRET', 'SECERT') },
  })),
});

const makeEntry = (index: number, scopes: readonly Scope[]): PlanEntry => {
  const scope = scopes[Math.floor(index / PER_SERVICE)];
  if (scope === undefined) throw new RangeError(`no scope for ${String(index)}`);
  const at = (line: number) => location(index * 4 + line);
  const declared = declare({
    service: scope.service,
    secret: `SECRET_${String(index % PER_SERVICE)}`,
    valueFrom: { kind: 'env', name: `SECRET_${String(index)}` },
    description: `Replica ${String(index)}`,
    location: at(6),
    places: { target: at(6), secret: at(7), value: at(8), description: at(9) },
  });
  const value = {
    kind: 'resolved',
    value: new library.SecretValue(`value ${String(index)}`),
    warnings: [],
  } as const;
  return { declared, scope: { kind: 'found', scope }, value };
};

const makeScope = (index: number): Scope => ({
  type: 'APPLICATION',
  id: makeId(3, index),
  organizationId: makeId(0, 0),
  project: 'shop',
  projectId: PROJECT,
  environment: 'production',
  environmentId: ENVIRONMENT,
  service: `service-${String(index)}`,
});

const listParents = (
  scopes: readonly Scope[],
  live: ReadonlyMap<string, readonly RemoteSecret[]> = new Map(),
): ReadonlyMap<string, Listing> => {
  const parents = Array.from({ length: PER_SERVICE }, (_, index) =>
    makeSecret(makeId(5, index), `SECRET_${String(index)}`, 'PROJECT'),
  );
  return new Map(
    scopes.map(({ id }) => [id, { kind: 'read', secrets: [...parents, ...(live.get(id) ?? [])] }]),
  );
};

const makeSecret = (id: string, key: string, scope: string): RemoteSecret => secret(0, { id, key, scope });

function makeId(kind: number, index: number): string {
  return `0000000${String(kind)}-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
