import { parseDuration, formatTime } from '../../text/time.js';
import { isLoopbackHost } from '../../http/base-url.js';
import type { FaultPlan } from './faults.js';
import { errorBody, jsonReply, type Reply } from './http.js';
import { environmentsOf, projectsOf, servicesOf } from '../world/places.js';
import { Refusal } from '../world/refusal.js';
import { readBody } from './request-bodies.js';
import type { Backend } from './router.js';
import { secretsAt } from '../world/world.js';

/** A request to the sandbox itself, rather than to the API that it mocks. */
export interface ControlCall {
  readonly method: string;
  readonly path: string;
  /** The `Host` header. */
  readonly host: string | undefined;
  /** Address of the client. */
  readonly remoteAddress: string | undefined;
  readonly readBody: () => unknown;
}

/** Prefix of the paths that control the sandbox. The API has no such paths. */
export const CONTROL_PREFIX = '/sandbox/';

/** Moves the clock (`POST /sandbox/clock`) or shows the stored state (`GET /sandbox/state`). Only for requests from this machine. */
export const answerControl = (backend: Backend, faults: FaultPlan, call: ControlCall): Reply => {
  try {
    if (!isLocal(call)) throw new Refusal(403, 'The sandbox can be controlled only from its own machine.');
    return jsonReply(200, control(backend, faults, call), {});
  } catch (error) {
    const { status, message } =
      error instanceof Refusal ? error : { status: 500, message: 'The sandbox failed on this request.' };
    return jsonReply(status, errorBody(status, message, 'message'), {});
  }
};

const control = (backend: Backend, faults: FaultPlan, call: ControlCall): unknown => {
  switch (`${call.method} ${call.path}`) {
    case 'POST /sandbox/clock': {
      const { advance } = readBody('AdvanceRequest', call.readBody());
      const milliseconds = parseDuration(advance);
      if (milliseconds === null)
        throw new Refusal(400, 'advance must be a duration such as 500ms, 2s or 5m.');
      backend.time.advance(milliseconds);
      return { now: formatTime(backend.time.now()) };
    }
    case 'GET /sandbox/state':
      return { now: formatTime(backend.time.now()), ...describeWorld(backend), faults: faults.counts() };
    default:
      throw new Refusal(404, 'Only POST /sandbox/clock and GET /sandbox/state exist.');
  }
};

/** Checks the client's address and, against DNS rebinding, the `Host` header. */
const isLocal = (call: ControlCall): boolean => {
  const address = (call.remoteAddress ?? '').replace(/^::ffff:/, '');
  const host = (call.host ?? '').replace(/:\d+$/, '');
  return isLoopbackHost(address === '::1' ? '[::1]' : address) && isLoopbackHost(host);
};

/** Describes everything stored, without values. */
const describeWorld = ({ world }: Backend): object => ({
  organizations: [...world.organizations.values()].map((organization) => ({
    id: organization.id,
    name: organization.name,
    projects: projectsOf(world, organization.id).map((project) => ({
      id: project.id,
      name: project.name,
      secrets: describeSecrets(world, project.id),
      environments: environmentsOf(world, project.id).map((environment) => ({
        id: environment.id,
        name: environment.name,
        secrets: describeSecrets(world, environment.id),
        services: servicesOf(world, environment.id).map((service) => ({
          id: service.id,
          name: service.name,
          type: service.type,
          secrets: describeSecrets(world, service.id),
        })),
      })),
    })),
  })),
});

const describeSecrets = (world: Backend['world'], parentId: string): readonly object[] =>
  secretsAt(world, parentId).map((secret) => ({
    id: secret.id,
    key: secret.key,
    scope: secret.scope,
    overrides: secret.overrides,
    aliasOf: secret.aliasOf,
    description: secret.description,
    createdAt: formatTime(secret.createdAt),
    updatedAt: secret.updatedAt === null ? null : formatTime(secret.updatedAt),
  }));
