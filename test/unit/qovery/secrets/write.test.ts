import { describe, expect, it } from 'vitest';
import type { ScopeType } from '../../../../src/model/scope.js';
import { createWriter } from '../../../../src/qovery/secrets/write.js';
import { START } from '../../../support/virtual-clock.js';
import { scopeOf } from '../../../support/worlds/index.js';
import type { Reply } from '../support.js';
import {
  APPLIED,
  DELETE_LINE,
  GET_LINE,
  OURS,
  PARENT,
  POST_LINE,
  PUT_LINE,
  SCOPE,
  THEIRS,
  VALUE,
  createWorld,
  existing,
  operationOf,
  type World,
} from './write-world.js';

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

  it.each(['HELM', 'TERRAFORM', 'AGENTIC_WORKFLOW'] as const)(
    'uses the variable routes for %s',
    async (type) => {
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
    },
  );

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

  it('gives up in time where nothing ever gets through, and does not say that nothing was changed', async () => {
    const world = await createWorld(
      ({ method }) => (method === 'POST' ? { commit: false, reply: { status: 500 } } : undefined),
      { options: { retryFor: 20_000 } },
    );
    const result = await createWriter(world.rig.client).create(operationOf());
    expect(result).toMatchObject({ kind: 'failed', code: 'outcome-unknown', fatal: false });
    expect(result).toMatchObject({
      message: expect.stringContaining('may have been carried out') as string,
    });
    expect(world.rig.clock.now() - START).toBeLessThanOrEqual(22_000);
  });

  it('finds with its last look what took effect late', async () => {
    const world = await createWorld(
      ({ method }) => (method === 'POST' ? { commit: false, reply: { status: 504 } } : undefined),
      { options: { retryFor: 100 } },
    );
    const operation = operationOf();
    const pending = createWriter(world.rig.client).create(operation);
    const lookAt = world.rig.clock.sleep(1000);
    await lookAt;
    world.state.override = { description: `ours ${String(START / 1000)}`, updatedAt: START + 1000 };
    expect(await pending).toMatchObject(APPLIED);
    expect(world.lines()).toEqual([POST_LINE, GET_LINE, GET_LINE]);
  });

  it('says that the outcome is not known where the scope cannot be listed either', async () => {
    const world = await createWorld(() => ({ commit: true, reply: { status: 500 } }), {
      options: { retryFor: 2000 },
    });
    const result = await createWriter(world.rig.client).create(operationOf());
    expect(result).toMatchObject({
      kind: 'failed',
      code: 'outcome-unknown',
      message: expect.stringContaining('may have been carried out') as string,
    });
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
      expect(await writer.create(operationOf())).toMatchObject({
        code: 'access-denied',
        hint: 'a token cannot be edited, so make a new one with a role that may write in this environment',
        fatal: false,
      });
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
    expect(result).toMatchObject({ kind: 'failed', code: 'outcome-unknown', fatal: true });
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

  it('does not know the outcome when it never gets through', async () => {
    const world = await createWorld(
      ({ method }) => (method === 'PUT' ? { commit: false, reply: { status: 502 } } : undefined),
      { override: THEIRS, options: { retryFor: 3000 } },
    );
    const result = await createWriter(world.rig.client).update(existing());
    expect(result).toMatchObject({
      code: 'outcome-unknown',
      message: expect.stringContaining('a list does not show it') as string,
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

  it.each([200, 202])('looks before it believes a %i, and deletes again where it must', async (status) => {
    const reply = { status, json: {} };
    const done = await createWorld({ 0: { commit: true, reply } }, { override: OURS });
    expect(await createWriter(done.rig.client).remove(existing())).toMatchObject({ kind: 'applied' });
    expect(done.lines()).toEqual([DELETE_LINE, GET_LINE]);
    const undone = await createWorld({ 0: { commit: false, reply } }, { override: OURS });
    expect(await createWriter(undone.rig.client).remove(existing())).toMatchObject({ kind: 'applied' });
    expect(undone.lines()).toEqual([DELETE_LINE, GET_LINE, DELETE_LINE]);
  });

  it('does not know the outcome where a success never deletes anything', async () => {
    const world = await createWorld(
      ({ method }) => (method === 'DELETE' ? { commit: false, reply: { status: 200, json: {} } } : undefined),
      { override: OURS, options: { retryFor: 3000 } },
    );
    expect(await createWriter(world.rig.client).remove(existing())).toMatchObject({
      code: 'outcome-unknown',
    });
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

describe('a page of a firewall', () => {
  const PAGE = '<!DOCTYPE html><title>Request blocked</title>';

  it.each([403, 404, 406, 413])('with status %i fails the write, which is not repeated', async (status) => {
    for (const [send, line] of [
      ['create', POST_LINE],
      ['update', PUT_LINE],
      ['remove', DELETE_LINE],
    ] as const) {
      const operation = send === 'create' ? operationOf() : existing();
      const world = await createWorld(
        { 0: { commit: false, reply: { status, text: PAGE } } },
        send === 'create' ? {} : { override: OURS },
      );
      expect(await createWriter(world.rig.client)[send](operation)).toMatchObject({
        kind: 'failed',
        code: 'blocked-on-the-way',
        message: expect.stringMatching(
          send === 'remove'
            ? /in front of Qovery$/
            : /in front of Qovery refused it, perhaps because of the value$/,
        ) as string,
        fatal: false,
      });
      expect(world.lines()).toEqual([line]);
    }
  });

  it('counts without a content type too', async () => {
    const reply = { status: 403, text: PAGE, headers: { 'content-type': '' } };
    const world = await createWorld({ 0: { commit: false, reply } });
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject({
      code: 'blocked-on-the-way',
    });
  });
});
