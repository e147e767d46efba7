import type { Change } from '../../../../src/model/plan.js';
import type { RemoteSecret } from '../../../../src/model/remote-secret.js';
import { SecretValue } from '../../../../src/model/secret-value.js';
import type { WriteOperation } from '../../../../src/model/write.js';
import type { ClientOptions } from '../../../../src/qovery/client/client.js';
import { START, type VirtualClock } from '../../../support/virtual-clock.js';
import { scopeOf, uuidOf } from '../../../support/worlds/index.js';
import { createRig, serve, type Reply, type Rig, type SeenRequest } from '../support.js';

export const SCOPE = uuidOf(1);
export const PARENT = uuidOf(2);
export const OVERRIDE = uuidOf(3);
export const VALUE = 'S3cretValue-of-the-test';
export const LIST = `/application/${SCOPE}/secret`;

/** An operation whose marker is just the time, and which knows its own by the word `ours`. */
export const operationOf = (overrides: Partial<Change> = {}): WriteOperation => ({
  change: {
    address: 'shop/production/application/checkout/KEY',
    action: 'create',
    reason: 'missing',
    stack: 'default',
    scopeType: 'APPLICATION',
    scope: scopeOf('APPLICATION'),
    secretKey: 'KEY',
    parentId: PARENT,
    overrideId: null,
    ownTime: null,
    writtenAt: null,
    edit: null,
    before: null,
    after: { description: 'text', enableInterpolationInFile: null },
    value: new SecretValue(VALUE),
    declared: null,
    ...overrides,
  },
  describe: (time) => `ours ${String(time)}`,
  isOurs: (secret: RemoteSecret) => secret.description?.startsWith('ours') === true,
});
export const existing = (overrides: Partial<Change> = {}): WriteOperation =>
  operationOf({ action: 'update', overrideId: OVERRIDE, ...overrides });

/** One override as a small server keeps it. */
export interface Stored {
  readonly description: string;
  readonly updatedAt: number;
}

export const asJson = (id: string, stored: Stored): Readonly<Record<string, unknown>> => ({
  id,
  key: 'KEY',
  scope: 'APPLICATION',
  created_at: new Date(stored.updatedAt).toISOString(),
  description: stored.description,
  overridden_secret: { id: PARENT, key: 'KEY', scope: 'PROJECT' },
});

export const PARENT_JSON = { id: PARENT, key: 'KEY', scope: 'PROJECT', created_at: '2026-01-01T00:00:00Z' };

/** What happens to the request of that number, counted from 0; `commit` tells that it takes effect all the same. */
export interface Mishap {
  readonly commit: boolean;
  readonly reply: Reply;
}

export interface World {
  readonly rig: Rig;
  readonly lines: () => readonly string[];
  readonly bodies: () => readonly Readonly<Record<string, unknown>>[];
  readonly state: { override: Stored | null; hasParent: boolean };
}

export interface Start {
  readonly override?: Stored;
  /** Milliseconds by which the clock of the server's data is ahead. */
  readonly serverAhead?: number;
  /** Whether an answer has already told the time, as those of a plan do. Default: true. */
  readonly isTimeKnown?: boolean;
  /** Milliseconds that pass between the request and its effect. */
  readonly latency?: (request: SeenRequest) => number;
  /** Whether the answer to a PUT shows the time from before. */
  readonly isStale?: boolean;
  /** What is there besides secrets, which only `/variable` lists; where there is any, it has the key. */
  readonly variables?: readonly unknown[];
  /** What a 409 says. */
  readonly conflict?: unknown;
  readonly options?: Partial<ClientOptions>;
}

/** A server with one secret that may be overridden, on which single requests go wrong as told. */
export const createWorld = async (
  mishaps: Readonly<Record<number, Mishap>> | ((request: SeenRequest) => Mishap | undefined) = {},
  start: Start = {},
): Promise<World> => {
  const state: World['state'] = { override: start.override ?? null, hasParent: true };
  let clock: VirtualClock | null = null;
  const handle = ({ method, path, body }: SeenRequest): Reply => {
    const time = (clock?.now() ?? START) + (start.serverAhead ?? 0);
    const { description = '' } = body === '' ? {} : (JSON.parse(body) as { description?: string });
    switch (method) {
      case 'GET': {
        const own = state.override === null ? [] : [asJson(OVERRIDE, state.override)];
        const variables = path === EVERY_KIND ? (start.variables ?? []) : [];
        return { json: { results: [...(state.hasParent ? [PARENT_JSON] : []), ...own, ...variables] } };
      }
      case 'POST':
        if (!state.hasParent) return { status: 404 };
        if (state.override !== null || start.variables !== undefined) {
          return { status: 409, json: start.conflict ?? {} };
        }
        state.override = { description, updatedAt: time };
        return { status: 201, json: asJson(OVERRIDE, state.override) };
      case 'PUT': {
        if (state.override === null) return { status: 404 };
        const shown = start.isStale === true ? state.override.updatedAt : time;
        state.override = { description, updatedAt: time };
        return { json: asJson(OVERRIDE, { description, updatedAt: shown }) };
      }
      default:
        if (state.override === null) return { status: 404 };
        state.override = null;
        return { status: 204 };
    }
  };
  const server = await serve(async (request, index) => {
    const latency = start.latency?.(request) ?? 0;
    if (latency > 0) await clock?.sleep(latency);
    const mishap = typeof mishaps === 'function' ? mishaps(request) : mishaps[index];
    if (mishap === undefined) return handle(request);
    if (mishap.commit) handle(request);
    return mishap.reply;
  });
  const rig = createRig(server.url, { timeout: 400, ...start.options });
  clock = rig.clock;
  if (start.isTimeKnown ?? true) rig.client.serverTime.observeDate(START, START, START);
  return {
    rig,
    lines: server.lines,
    bodies: () =>
      server.seen
        .filter(({ body }) => body !== '')
        .map(({ body }) => JSON.parse(body) as Record<string, unknown>),
    state,
  };
};

export const OURS: Stored = { description: 'ours 1', updatedAt: START };
export const THEIRS: Stored = { description: 'by hand', updatedAt: START };
export const APPLIED = { kind: 'applied', overrideId: OVERRIDE };
export const POST_LINE = `POST ${LIST}/${PARENT}/override`;
export const GET_LINE = `GET ${LIST}`;
export const PUT_LINE = `PUT ${LIST}/${OVERRIDE}`;
export const DELETE_LINE = `DELETE ${LIST}/${OVERRIDE}`;

export const EVERY_KIND = `/variable?parent_id=${SCOPE}&scope=APPLICATION`;

/** How far the own time of the stored override is after its marker, in milliseconds. */
export const lateness = ({ state }: World): number => {
  const { description = '', updatedAt = 0 } = state.override ?? {};
  return updatedAt - Number(description.slice('ours '.length)) * 1000;
};
