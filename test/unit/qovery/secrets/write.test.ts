import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../src/model/clock.js';
import type { Change } from '../../../../src/model/plan.js';
import type { RemoteSecret } from '../../../../src/model/remote-secret.js';
import type { ScopeType } from '../../../../src/model/scope.js';
import { SecretValue } from '../../../../src/model/secret-value.js';
import type { WriteOperation } from '../../../../src/model/write.js';
import type { ClientOptions } from '../../../../src/qovery/client/client.js';
import { createWriter } from '../../../../src/qovery/secrets/write.js';
import { START } from '../../../support/virtual-clock.js';
import { createRig, serve, type Reply, type Rig, type SeenRequest } from '../support.js';
import { scopeOf, uuidOf } from '../../../support/worlds/index.js';

const SCOPE = uuidOf(1);
const PARENT = uuidOf(2);
const OVERRIDE = uuidOf(3);
const VALUE = 'S3cretValue-of-the-test';
const LIST = `/application/${SCOPE}/secret`;

/** An operation whose marker is just the time, and which knows its own by the word `ours`. */
const operationOf = (overrides: Partial<Change> = {}): WriteOperation => ({
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
const existing = (overrides: Partial<Change> = {}): WriteOperation =>
  operationOf({ action: 'update', overrideId: OVERRIDE, ...overrides });

/** One override as a small server keeps it. */
interface Stored {
  readonly description: string;
  readonly updatedAt: number;
}

const asJson = (id: string, stored: Stored): Readonly<Record<string, unknown>> => ({
  id,
  key: 'KEY',
  scope: 'APPLICATION',
  created_at: new Date(stored.updatedAt).toISOString(),
  description: stored.description,
  overridden_secret: { id: PARENT, key: 'KEY', scope: 'PROJECT' },
});

const PARENT_JSON = { id: PARENT, key: 'KEY', scope: 'PROJECT', created_at: '2026-01-01T00:00:00Z' };

/** What happens to the request of that number, counted from 0; `commit` tells that it takes effect all the same. */
interface Mishap {
  readonly commit: boolean;
  readonly reply: Reply;
}

interface World {
  readonly rig: Rig;
  readonly lines: () => readonly string[];
  readonly bodies: () => readonly Readonly<Record<string, unknown>>[];
  readonly state: { override: Stored | null; hasParent: boolean };
}

/** A server with one secret that may be overridden, on which single requests go wrong as told. */
const createWorld = async (
  mishaps: Readonly<Record<number, Mishap>> | ((request: SeenRequest) => Mishap | undefined) = {},
  start: { override?: Stored; serverAhead?: number; options?: Partial<ClientOptions> } = {},
): Promise<World> => {
  const state: World['state'] = { override: start.override ?? null, hasParent: true };
  let clock: Clock | null = null;
  const handle = ({ method, body }: SeenRequest): Reply => {
    const time = (clock?.now() ?? START) + (start.serverAhead ?? 0);
    const { description = '' } = body === '' ? {} : (JSON.parse(body) as { description?: string });
    switch (method) {
      case 'GET': {
        const own = state.override === null ? [] : [asJson(OVERRIDE, state.override)];
        return { json: { results: [...(state.hasParent ? [PARENT_JSON] : []), ...own] } };
      }
      case 'POST':
        if (!state.hasParent) return { status: 404 };
        if (state.override !== null) return { status: 409 };
        state.override = { description, updatedAt: time };
        return { status: 201, json: asJson(OVERRIDE, state.override) };
      case 'PUT':
        if (state.override === null) return { status: 404 };
        state.override = { description, updatedAt: time };
        return { json: asJson(OVERRIDE, state.override) };
      default:
        if (state.override === null) return { status: 404 };
        state.override = null;
        return { status: 204 };
    }
  };
  const server = await serve((request, index) => {
    const mishap = typeof mishaps === 'function' ? mishaps(request) : mishaps[index];
    if (mishap === undefined) return handle(request);
    if (mishap.commit) handle(request);
    return mishap.reply;
  });
  const rig = createRig(server.url, { timeout: 400, ...start.options });
  clock = rig.clock;
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

const OURS: Stored = { description: 'ours 1', updatedAt: START };
const THEIRS: Stored = { description: 'by hand', updatedAt: START };
const APPLIED = { kind: 'applied', overrideId: OVERRIDE };
const POST_LINE = `POST ${LIST}/${PARENT}/override`;
const GET_LINE = `GET ${LIST}`;
const PUT_LINE = `PUT ${LIST}/${OVERRIDE}`;
const DELETE_LINE = `DELETE ${LIST}/${OVERRIDE}`;

describe('create', () => {
  it('posts value and description, and leaves out what is not managed', async () => {
    const world = await createWorld();
    expect(await createWriter(world.rig.client).create(operationOf())).toEqual({
      ...APPLIED,
      markerTime: START / 1000,
    });
    expect(world.lines()).toEqual([POST_LINE]);
    expect(world.bodies()).toEqual([{ value: VALUE, description: `ours ${String(START / 1000)}` }]);
  });

  it.each([
    ['CONTAINER', 'container'],
    ['JOB', 'job'],
    ['ENVIRONMENT', 'environment'],
    ['PROJECT', 'project'],
  ] as const)('uses the routes of a %s', async (type: ScopeType, segment: string) => {
    const world = await createWorld();
    await createWriter(world.rig.client).create(operationOf({ scopeType: type, scope: scopeOf(type) }));
    expect(world.lines()).toEqual([`POST /${segment}/${SCOPE}/secret/${PARENT}/override`]);
  });

  it.each(['HELM', 'TERRAFORM'] as const)('uses the variable routes for %s', async (type) => {
    const world = await createWorld();
    const after = { description: 'text', enableInterpolationInFile: true };
    await createWriter(world.rig.client).create(
      operationOf({ scopeType: type, scope: scopeOf(type), after }),
    );
    expect(world.lines()).toEqual([`POST /variable/${PARENT}/override`]);
    expect(world.bodies()[0]).toMatchObject({
      value: VALUE,
      override_scope: type,
      override_parent_id: SCOPE,
      enable_interpolation_in_file: true,
    });
  });

  const lost: readonly (readonly [string, Reply])[] = [
    ['a reset', 'reset'],
    ['a time-out', 'hang'],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['an HTML error page', { status: 502, text: '<html>bad gateway</html>' }],
    ['an HTML success', { status: 201, text: '<html></html>' }],
    ['truncated JSON', { status: 201, text: '{"id":"', headers: { 'content-type': 'application/json' } }],
    ['another shape', { status: 201, json: { message: 'ok' } }],
  ];

  it.each(lost)('finds what was written when the answer is lost to %s', async (_, reply) => {
    const world = await createWorld({ 0: { commit: true, reply } });
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject(APPLIED);
    expect(world.lines()).toEqual([POST_LINE, GET_LINE]);
  });

  it.each(lost)('posts again when the request is lost to %s, after having looked', async (_, reply) => {
    const world = await createWorld({ 0: { commit: false, reply } });
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject(APPLIED);
    expect(world.lines()).toEqual([POST_LINE, GET_LINE, POST_LINE]);
  });

  it('looks as often as it takes', async () => {
    const world = await createWorld({
      0: { commit: true, reply: 'reset' },
      1: { commit: false, reply: { status: 503 } },
      2: { commit: false, reply: { text: '<html></html>' } },
    });
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject(APPLIED);
    expect(world.lines()).toEqual([POST_LINE, GET_LINE, GET_LINE, GET_LINE]);
  });

  it('takes a 409 for done where what is there is ours', async () => {
    const world = await createWorld({}, { override: OURS });
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject(APPLIED);
    expect(world.lines()).toEqual([POST_LINE, GET_LINE]);
  });

  it('is a conflict where somebody else was first, and overwrites nothing', async () => {
    const world = await createWorld({}, { override: THEIRS });
    const result = await createWriter(world.rig.client).create(operationOf());
    expect(result).toMatchObject({ kind: 'failed', code: 'conflict', fatal: false });
    expect(world.state.override).toEqual(THEIRS);
    expect(world.lines()).toEqual([POST_LINE, GET_LINE]);
  });

  it('gives up in time where nothing ever gets through, and says that nothing was changed', async () => {
    const world = await createWorld(
      ({ method }) => (method === 'POST' ? { commit: false, reply: { status: 500 } } : undefined),
      { options: { retryFor: 20_000 } },
    );
    const result = await createWriter(world.rig.client).create(operationOf());
    expect(result).toMatchObject({ kind: 'failed', code: 'server-error' });
    expect(result).toMatchObject({ message: expect.stringContaining('nothing was changed') as string });
    expect(world.rig.clock.now() - START).toBeLessThanOrEqual(20_000);
  });

  it('says that the outcome is not known where the scope cannot be listed either', async () => {
    const world = await createWorld(() => ({ commit: true, reply: { status: 500 } }), {
      options: { retryFor: 2000 },
    });
    const result = await createWriter(world.rig.client).create(operationOf());
    expect(result).toMatchObject({ kind: 'failed', message: expect.stringContaining('not known') as string });
    expect(world.lines().filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  it('fails when the parent is gone', async () => {
    const world = await createWorld();
    world.state.hasParent = false;
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject({ code: 'gone' });
    expect(world.lines()).toEqual([POST_LINE]);
  });

  it('never repeats a 400, and shows its message without the value', async () => {
    const world = await createWorld({
      0: { commit: false, reply: { status: 400, json: { message: `bad: ${VALUE}` } } },
    });
    const result = await createWriter(world.rig.client).create(operationOf());
    expect(result).toMatchObject({ code: 'rejected' });
    expect(JSON.stringify(result)).not.toContain(VALUE);
    expect(world.lines()).toEqual([POST_LINE]);
  });

  it.each([401, 403])(
    'says that rights are missing on %i, once the list shows the rest to be there',
    async (status) => {
      const world = await createWorld({ 1: { commit: false, reply: { status } } });
      const writer = createWriter(world.rig.client);
      await writer.update(existing());
      expect(await writer.create(operationOf())).toMatchObject({ code: 'access-denied', fatal: false });
      expect(world.lines().at(-1)).toBe(GET_LINE);
      expect(world.lines().filter((line) => line === POST_LINE)).toHaveLength(1);
    },
  );

  it('stops the run when the token has ended', async () => {
    const ended = { commit: false, reply: { status: 401 } };
    const world = await createWorld({ 1: ended, 2: ended }, { override: OURS });
    const writer = createWriter(world.rig.client);
    await writer.update(existing());
    expect(await writer.update(existing())).toMatchObject({ code: 'token-ended', fatal: true });
  });

  it('sends nothing once stopped', async () => {
    const world = await createWorld();
    world.rig.interrupt.abort();
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject({ code: 'interrupted' });
    expect(world.lines()).toEqual([]);
  });

  it('finishes when stopped after its request was sent', async () => {
    const world = await createWorld({ 0: { commit: false, reply: 'reset' } });
    const operation = operationOf();
    const result = await createWriter(world.rig.client).create({
      ...operation,
      describe: (time) => {
        world.rig.interrupt.abort();
        return operation.describe(time);
      },
    });
    expect(result).toMatchObject(APPLIED);
    expect(world.lines()).toEqual([POST_LINE, GET_LINE, POST_LINE]);
  });

  it('says that the outcome is not known when aborted under way', async () => {
    const world: World = await createWorld(
      () => {
        world.rig.abort.abort();
        return { commit: true, reply: 'hang' };
      },
      { options: { timeout: 5000 } },
    );
    const result = await createWriter(world.rig.client).create(operationOf());
    expect(result).toMatchObject({ kind: 'failed', code: 'aborted', fatal: true });
    expect(world.lines()).toEqual([POST_LINE]);
  });
});

describe('update', () => {
  it('sends the whole object with one PUT', async () => {
    const world = await createWorld({}, { override: OURS });
    expect(await createWriter(world.rig.client).update(existing())).toMatchObject(APPLIED);
    expect(world.lines()).toEqual([PUT_LINE]);
    expect(world.bodies()).toEqual([
      {
        key: 'KEY',
        value: VALUE,
        description: `ours ${String(START / 1000)}`,
        enable_interpolation_in_file: null,
      },
    ]);
  });

  it('fails on 404, and never posts', async () => {
    const world = await createWorld();
    expect(await createWriter(world.rig.client).update(existing())).toMatchObject({
      code: 'gone',
      fatal: false,
    });
    expect(world.lines()).toEqual([PUT_LINE]);
  });

  it('is done when its answers are all lost and the list shows what it sent', async () => {
    const world = await createWorld(
      ({ method }) => (method === 'PUT' ? { commit: true, reply: { status: 502 } } : undefined),
      { override: OURS, options: { retryFor: 3000 } },
    );
    expect(await createWriter(world.rig.client).update(existing())).toMatchObject(APPLIED);
    expect(world.lines().at(-1)).toBe(GET_LINE);
  });

  it('fails when it never gets through, and the list shows that', async () => {
    const world = await createWorld(
      ({ method }) => (method === 'PUT' ? { commit: false, reply: { status: 502 } } : undefined),
      { override: THEIRS, options: { retryFor: 3000 } },
    );
    const result = await createWriter(world.rig.client).update(existing());
    expect(result).toMatchObject({
      code: 'server-error',
      message: expect.stringContaining('nothing was changed') as string,
    });
    expect(world.state.override).toEqual(THEIRS);
  });

  it('looks before it believes a success that is no JSON', async () => {
    const world = await createWorld(
      { 0: { commit: false, reply: { text: '<html></html>' } } },
      { override: THEIRS },
    );
    expect(await createWriter(world.rig.client).update(existing())).toMatchObject(APPLIED);
    expect(world.lines()).toEqual([PUT_LINE, GET_LINE, PUT_LINE]);
  });

  it('tells missing rights from a deleted override on 403', async () => {
    const refusal = { 0: { commit: false, reply: { status: 403 } } };
    const denied = await createWorld(refusal, { override: OURS });
    expect(await createWriter(denied.rig.client).update(existing())).toMatchObject({ code: 'access-denied' });
    const gone = await createWorld(refusal);
    expect(await createWriter(gone.rig.client).update(existing())).toMatchObject({ code: 'gone' });
    expect(denied.lines()).toEqual([PUT_LINE, GET_LINE]);
  });
});

describe('remove', () => {
  it('deletes', async () => {
    const world = await createWorld({}, { override: OURS });
    const result = await createWriter(world.rig.client).remove(existing({ action: 'delete', value: null }));
    expect(result).toEqual({ kind: 'applied', overrideId: null, markerTime: null });
    expect(world.lines()).toEqual([DELETE_LINE]);
    expect(world.state.override).toBeNull();
  });

  it('is done where there is nothing left to delete', async () => {
    const world = await createWorld();
    expect(await createWriter(world.rig.client).remove(existing())).toMatchObject({ kind: 'applied' });
  });

  it('is repeated after a lost answer', async () => {
    const world = await createWorld({ 0: { commit: true, reply: 'reset' } }, { override: OURS });
    expect(await createWriter(world.rig.client).remove(existing())).toMatchObject({ kind: 'applied' });
    expect(world.lines()).toEqual([DELETE_LINE, DELETE_LINE]);
  });

  it('does not believe an HTML success', async () => {
    const world = await createWorld(
      { 0: { commit: false, reply: { text: '<html></html>' } } },
      { override: OURS },
    );
    expect(await createWriter(world.rig.client).remove(existing())).toMatchObject({ kind: 'applied' });
    expect(world.lines()).toEqual([DELETE_LINE, GET_LINE, DELETE_LINE]);
  });
});

describe('the marker time', () => {
  it('is corrected by writing once more where the answer is dated far from it', async () => {
    const world = await createWorld({}, { serverAhead: 3_600_000 });
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject(APPLIED);
    expect(world.lines()).toEqual([POST_LINE, PUT_LINE]);
    const stored = world.state.override;
    const markerTime = Number(stored?.description.slice('ours '.length)) * 1000;
    expect(Math.abs(markerTime - (stored?.updatedAt ?? 0))).toBeLessThanOrEqual(2000);
  });

  it('is right from then on', async () => {
    const world = await createWorld({}, { serverAhead: -7_200_000 });
    const writer = createWriter(world.rig.client);
    await writer.create(operationOf());
    await writer.update(existing());
    expect(world.lines()).toEqual([POST_LINE, PUT_LINE, PUT_LINE]);
  });

  it('is corrected as well where only a list shows what was written', async () => {
    const world = await createWorld({ 0: { commit: true, reply: 'reset' } }, { serverAhead: 600_000 });
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject(APPLIED);
    expect(world.lines().slice(0, 3)).toEqual([POST_LINE, GET_LINE, PUT_LINE]);
    const stored = world.state.override;
    const markerTime = Number(stored?.description.slice('ours '.length)) * 1000;
    expect(Math.abs(markerTime - (stored?.updatedAt ?? 0))).toBeLessThanOrEqual(2000);
  });

  it('is left alone where it is near enough', async () => {
    const world = await createWorld({}, { serverAhead: 9000 });
    await createWriter(world.rig.client).create(operationOf());
    expect(world.lines()).toEqual([POST_LINE]);
  });
});
