import type { SandboxAssumptions } from './assumptions.js';
import type { Caller } from './callers.js';
import { eventOrigin, eventPlace } from './event-log.js';
import { placeOfSecret, type Place } from './places.js';
import { Refusal } from './refusal.js';
import type { ApiRequest, Backend } from './routes.js';
import type { SecretContext } from './secret-context.js';
import type { StoredSecret } from './world.js';

/** Ties the rules about secrets to one request, so that changes are logged in its caller's name. */
export const secretContext = (backend: Backend, request: ApiRequest): SecretContext => ({
  world: backend.world,
  assumptions: backend.assumptions,
  stamp: () => backend.time.now() + backend.assumptions.timestampSkew,
  newId: backend.newId,
  record: (change, secret) => {
    backend.events.add(
      {
        ...eventPlace(placeOfSecret(backend.world, secret)),
        eventType: change,
        subTargetType: secret.isSecret ? 'SECRET' : 'VARIABLE',
        change: describeChange(secret, backend.assumptions),
        origin: eventOrigin(request.userAgent),
        triggeredBy: request.caller.name,
        userAgent: request.userAgent,
      },
      backend.time.now(),
    );
  },
});

/** JSON about what changed; never a value. */
const describeChange = ({ id, key, scope }: StoredSecret, { eventChange }: SandboxAssumptions): string =>
  JSON.stringify(eventChange === 'names-key' ? { id, key, scope } : { scope });

/** Refuses with 403 (or 401, as assumed) what the caller's token is denied: a service, or the environment or project that it is in. */
export const requireAccess = (backend: Backend, caller: Caller, place: Place): void => {
  const above = [place.service, place.environment, place.project];
  const isDenied = above.some(
    (stored) => stored !== null && (caller.denied.includes(stored.id) || caller.denied.includes(stored.name)),
  );
  if (!isDenied) return;
  throw new Refusal(backend.assumptions.deniedAccess === 'forbidden' ? 403 : 401, 'Access forbidden.');
};

/** Finds a stored secret by its id; refuses with 404. */
export const findSecret = (backend: Backend, id: string): StoredSecret => {
  const secret = backend.world.secrets.get(id);
  if (secret === undefined) throw new Refusal(404, 'There is no such secret.');
  return secret;
};
