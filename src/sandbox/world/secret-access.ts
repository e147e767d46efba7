import type { SandboxAssumptions } from './assumptions.js';
import type { Caller } from '../http/callers.js';
import { eventOrigin, eventPlace } from './event-log.js';
import { placeOfSecret, type Place, visibleFrom } from './places.js';
import { Refusal } from './refusal.js';
import type { ApiRequest, Backend } from '../http/router.js';
import { type StoredSecret, secretsAt, type World } from './world.js';

/** Creates the context of one request. Its changes are logged under the caller's name. */
export const secretContext = (backend: Backend, request: ApiRequest): SecretContext => ({
  world: backend.world,
  assumptions: backend.assumptions,
  stamp: () => backend.time.now() + backend.assumptions.timestampSkew + request.ahead,
  newId: backend.newId,
  record: (change, secret) => {
    backend.events.add(
      {
        ...eventPlace(placeOfSecret(backend.world, secret)),
        eventType: change,
        subTargetType: secret.isSecret ? backend.assumptions.eventKind : 'VARIABLE',
        change: describeChange(secret, backend.assumptions),
        origin: eventOrigin(request.userAgent),
        triggeredBy: request.caller.name,
        userAgent: request.userAgent,
      },
      backend.time.now(),
    );
  },
});

/** The context of a list, which may show the world as it was. */
export const listContext = (backend: Backend, request: ApiRequest): SecretContext => ({
  ...secretContext(backend, request),
  world: backend.lateWrites.listed(backend.time.now()),
});

/** JSON about the change. It never contains a value. */
const describeChange = ({ id, key, scope }: StoredSecret, { eventChange }: SandboxAssumptions): string =>
  JSON.stringify(eventChange === 'names-key' ? { id, key, scope } : { scope });

/** Refuses with 403 (or 401, depending on `deniedAccess`) if the token is denied the service, its environment or its project. */
export const requireAccess = (backend: Backend, caller: Caller, place: Place): void => {
  const above = [place.service, place.environment, place.project];
  const isDenied = above.some(
    (stored) => stored !== null && (caller.denied.includes(stored.id) || caller.denied.includes(stored.name)),
  );
  if (!isDenied) return;
  throw new Refusal(backend.assumptions.deniedAccess === 'forbidden' ? 403 : 401, 'Access forbidden.');
};

/** Finds a secret by id, or refuses with 404. */
export const findSecret = (backend: Backend, id: string): StoredSecret => {
  const secret = backend.world.secrets.get(id);
  if (secret === undefined) throw new Refusal(404, 'This secret does not exist.');
  return secret;
};

/** Lists the secrets that a scope sees: its own first, then the inherited ones. */
export const listSecrets = ({ world, assumptions }: SecretContext, place: Place): readonly StoredSecret[] => {
  const seen = visibleFrom(place).flatMap(({ scope, id }) =>
    secretsAt(world, id).filter((secret) => secret.scope === scope),
  );
  if (assumptions.overriddenInList === 'listed') return seen;
  const hidden = new Set(seen.map((secret) => secret.overrides));
  return seen.filter((secret) => !hidden.has(secret.id));
};

/** The context for rules about secrets. */
export interface SecretContext {
  readonly world: World;
  readonly assumptions: SandboxAssumptions;
  /** The `created_at` or `updated_at` of a change made now, in milliseconds since 1970. */
  readonly stamp: () => number;
  readonly newId: () => string;
  /** Records a change in the organization's event log. */
  readonly record: (change: 'CREATE' | 'UPDATE' | 'DELETE', secret: StoredSecret) => void;
}

/** Finds the secret or variable with a key at exactly one scope. */
export const findByKey = (
  world: World,
  at: Pick<StoredSecret, 'scope' | 'parentId'>,
  key: string,
): StoredSecret | null =>
  secretsAt(world, at.parentId).find((secret) => secret.key === key && secret.scope === at.scope) ?? null;

/** Lists the overrides and aliases of a secret. */
export const dependentsOf = (world: World, id: string): readonly StoredSecret[] =>
  [...world.secrets.values()].filter((secret) => secret.overrides === id || secret.aliasOf === id);
