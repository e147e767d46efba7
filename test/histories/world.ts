import { randomUUID } from 'node:crypto';
import type { Attempt, HttpRequest } from '../../src/http/http-client.js';
import type { Clock } from '../../src/model/clock.js';
import { answerCall } from '../../src/sandbox/http/api.js';
import type { Backend } from '../../src/sandbox/http/router.js';
import { plantSeed } from '../../src/sandbox/seed/plant-seed.js';
import { DEFAULT_ASSUMPTIONS } from '../../src/sandbox/world/assumptions.js';
import { createLateWrites } from '../../src/sandbox/world/late-writes.js';
import { createEventLog } from '../../src/sandbox/world/event-log.js';
import { environmentsOf, findPlace, servicesOf, type Place } from '../../src/sandbox/world/places.js';
import type { SecretContext } from '../../src/sandbox/world/secret-access.js';
import {
  emptyWorld,
  secretsAt,
  type Environment,
  type Service,
  type StoredSecret,
} from '../../src/sandbox/world/world.js';
import type { AnswerRequest } from './memory-http.js';
import { KEYS, SERVICES, type Cell, type Settings } from './steps.js';

/** The sandbox of one history, over whose time only the history decides. */
export interface HistoryWorld {
  readonly backend: Backend;
  /** Lets others than the tool read and write. */
  readonly context: SecretContext;
  /** The server's time, in milliseconds since 1970. */
  readonly now: () => number;
  readonly advance: (milliseconds: number) => void;
  /** A local clock that is that many milliseconds ahead, and whose waits are over at once. */
  readonly clockAhead: (error: number) => Clock;
  /** Takes a request that is sent now, and answers it when it arrives. */
  readonly receive: () => AnswerRequest;
}

/** When histories begin, in milliseconds since 1970. */
const START = Date.UTC(2026, 0, 15, 12, 0, 0);

const TYPES = ['APPLICATION', 'APPLICATION', 'HELM'] as const;

/** Makes the sandbox of one history: one environment, three services, and a secret at either scope to override. */
export const createHistoryWorld = (settings: Settings): HistoryWorld => {
  let current = START;
  const advance = (milliseconds: number): void => {
    current += Math.ceil(milliseconds);
  };
  const now = (): number => current;
  /** Requests that are under way at once wait together. */
  const passFrom = (start: number, milliseconds: number): void => {
    current = Math.max(current, start + milliseconds);
  };
  const world = emptyWorld();
  const seed = {
    organizations: [
      {
        name: 'Acme',
        projects: [
          {
            name: 'shop',
            secrets: [{ key: KEYS[0], value: 'inherited from the project' }],
            environments: [
              {
                name: 'production',
                secrets: [{ key: KEYS[1], value: 'inherited from the environment' }],
                services: SERVICES.map((name, index) => ({ name, type: TYPES[index] ?? 'APPLICATION' })),
              },
            ],
          },
        ],
      },
    ],
  };
  const problems = plantSeed(world, seed, START);
  if (problems.length > 0) throw new TypeError('the seed of a history cannot be used');
  const assumptions = { ...DEFAULT_ASSUMPTIONS, timestampSkew: settings.skew };
  const newId = (): string => randomUUID();
  const backend: Backend = {
    world,
    assumptions,
    time: { now, advance },
    newId,
    events: createEventLog(newId),
    lateWrites: createLateWrites(world, assumptions.writesShow),
    deploymentTime: 0,
  };
  return {
    backend,
    context: {
      world,
      assumptions,
      stamp: () => current + settings.skew,
      newId,
      record: () => undefined,
    },
    now,
    advance,
    clockAhead: (error) => ({
      now: () => current + error,
      sleep: async (milliseconds) => advance(milliseconds),
    }),
    receive: () => {
      const sentAt = now();
      return (request, authorization) => {
        passFrom(sentAt, settings.latency);
        return answer(backend, settings, request, authorization);
      };
    },
  };
};

const answer = (
  backend: Backend,
  { sendsDate }: Settings,
  { method, path, body }: HttpRequest,
  authorization: string,
): Attempt => {
  const [route = '/', search = ''] = path.split('?', 2);
  const reply = answerCall(
    backend,
    { accepted: null, limiter: () => ({ allowed: true, headers: {} }) },
    {
      method,
      path: route,
      query: new URLSearchParams(search),
      authorization,
      userAgent: null,
      ahead: 0,
      readBody: () => (body === null ? undefined : (JSON.parse(body) as unknown)),
    },
  );
  const date = new Date(backend.time.now()).toUTCString();
  return {
    kind: 'answer',
    status: reply.status,
    body: Buffer.from(reply.text),
    headers: { 'content-type': 'application/json', ...(sendsDate ? { date } : {}) },
  };
};

/** Finds an environment by its name; null where there is none. */
export const findEnvironment = ({ backend: { world } }: HistoryWorld, name: string): Environment | null => {
  const [project] = world.projects.values();
  return environmentsOf(world, project?.id ?? '').find((one) => one.name === name) ?? null;
};

/** Finds a service by its name; null where there is none. */
export const findService = (world: HistoryWorld, environment: string, name: string): Service | null => {
  const found = findEnvironment(world, environment);
  if (found === null) return null;
  return servicesOf(world.backend.world, found.id).find((one) => one.name === name) ?? null;
};

/** Finds what a cell's service, or its environment, is now; null where there is none. */
export const findCell = (world: HistoryWorld, environment: string, { service }: Cell): Place | null => {
  const found =
    service === null ? findEnvironment(world, environment) : findService(world, environment, service);
  if (found === null) return null;
  return findPlace(world.backend.world, 'type' in found ? found.type : 'ENVIRONMENT', found.id);
};

/** Finds the secret that an override with this key would be of; null where there is none. */
export const findParent = (
  { backend: { world } }: HistoryWorld,
  place: Place,
  key: string,
): StoredSecret | null =>
  [place.project.id, ...(place.service === null ? [] : [place.environment?.id ?? ''])]
    .flatMap((id) => secretsAt(world, id))
    .find((secret) => secret.key === key && secret.overrides === null) ?? null;

/** Everything with this key at exactly this place. */
export const entriesAt = ({ backend: { world } }: HistoryWorld, place: Place, key: string) =>
  secretsAt(world, place.id).filter((secret) => secret.key === key);
