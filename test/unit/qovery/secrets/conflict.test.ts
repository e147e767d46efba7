import { describe, expect, it } from 'vitest';
import { createWriter } from '../../../../src/qovery/secrets/write.js';
import { START } from '../../../support/virtual-clock.js';
import { uuidOf } from '../../../support/worlds/index.js';
import {
  APPLIED,
  createWorld,
  EVERY_KIND,
  GET_LINE,
  operationOf,
  OURS,
  POST_LINE,
  VALUE,
  type Start,
} from './write-world.js';

const HOLDER = uuidOf(4);
const PLAIN_VALUE = 'the-plaintext-of-a-variable';
const EVERY_KIND_LINE = `GET ${EVERY_KIND}`;

const variable = (fields: object = {}): Readonly<Record<string, unknown>> => ({
  id: HOLDER,
  key: 'KEY',
  scope: 'APPLICATION',
  variable_type: 'VALUE',
  is_secret: false,
  value: PLAIN_VALUE,
  created_at: '2026-01-01T00:00:00Z',
  ...fields,
});

const conflictIn = async (start: Start) => {
  const world = await createWorld({}, start);
  const result = await createWriter(world.rig.client).create(operationOf());
  return { world, result };
};

describe('a 409 that the list of secrets does not explain', () => {
  it.each<readonly [string, object, string]>([
    ['a plain variable', {}, 'a plain variable at application checkout'],
    ['one of a higher scope', { scope: 'ENVIRONMENT' }, 'a plain variable at environment scope'],
    ['one that Qovery made', { scope: 'BUILT_IN' }, 'made by Qovery'],
    ['one at a scope that nobody knows', { scope: '\u001b[31m' }, 'a plain variable at another scope'],
    [
      'an external secret',
      { variable_type: 'EXTERNAL_SECRET' },
      'an external secret at application checkout',
    ],
    ['an alias', { aliased_variable: { id: uuidOf(9), key: 'X', scope: 'PROJECT' } }, 'an alias at'],
    ['a secret', { is_secret: true, scope: 'ENVIRONMENT' }, 'a secret at environment scope'],
  ])('names what has the key: %s', async (_, fields, expected) => {
    const { world, result } = await conflictIn({ variables: [variable(fields)] });
    expect(result).toMatchObject({
      code: 'conflict',
      fatal: false,
      message: expect.stringContaining(expected) as string,
    });
    expect(JSON.stringify(result)).not.toContain(PLAIN_VALUE);
    expect(world.lines()).toEqual([POST_LINE, GET_LINE, EVERY_KIND_LINE]);
    expect(world.rig.clock.now() - START).toBeLessThanOrEqual(5000);
  });

  it('believes the id in its body, whatever key that variable has', async () => {
    const other = variable({ id: uuidOf(5), key: 'OTHER', scope: 'PROJECT' });
    const { result } = await conflictIn({
      variables: [variable(), other],
      conflict: { existing_variable: { id: uuidOf(5), value: PLAIN_VALUE } },
    });
    expect(result).toMatchObject({ message: expect.stringContaining('project scope') as string });
    expect(JSON.stringify(result)).not.toContain(PLAIN_VALUE);
  });

  it('names the id where nothing else is known, and only if it is one', async () => {
    const { result } = await conflictIn({
      variables: [],
      conflict: { existing_variable: { id: HOLDER } },
    });
    expect(result).toMatchObject({ code: 'conflict', message: expect.stringContaining(HOLDER) as string });
    const odd = await conflictIn({ variables: [], conflict: { existing_variable: { id: VALUE } } });
    expect(odd.result).toMatchObject({ code: 'conflict' });
    expect(JSON.stringify(odd.result)).not.toContain(VALUE);
  });

  it('is final where everything may not be listed either', async () => {
    const world = await createWorld(
      ({ path }) => (path === EVERY_KIND ? { commit: false, reply: { status: 403 } } : undefined),
      { variables: [] },
    );
    expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject({ code: 'conflict' });
    expect(world.lines()).toHaveLength(3);
  });

  it('costs one read more for all that are in the way at one scope', async () => {
    const world = await createWorld({}, { variables: [variable()], options: { timeout: 30_000 } });
    const writer = createWriter(world.rig.client);
    const results = await Promise.all(Array.from({ length: 20 }, () => writer.create(operationOf())));
    expect(results.map((result) => (result.kind === 'failed' ? result.code : ''))).toEqual(
      results.map(() => 'conflict'),
    );
    expect(world.lines().filter((line) => line === EVERY_KIND_LINE)).toHaveLength(1);
    expect(world.lines()).toHaveLength(41);
    expect(world.rig.clock.now() - START).toBeLessThanOrEqual(5000);
  });

  describe('after a lost create', () => {
    const lost = { commit: false, reply: 'reset' } as const;

    it('is evidence that something is there: the outcome is not known', async () => {
      const world = await createWorld(
        ({ path }) => (path === EVERY_KIND ? { commit: false, reply: { json: { results: [] } } } : undefined),
        { variables: [] },
      );
      let sent = 0;
      const writer = createWriter({
        ...world.rig.client,
        request: async (request) => {
          const answer = await world.rig.client.request(request);
          if (request.method !== 'POST' || sent++ > 0) return answer;
          return { kind: 'unknown', problem: { code: 'timed-out', message: 'no answer', hint: null } };
        },
      });
      expect(await writer.create(operationOf())).toMatchObject({
        code: 'outcome-unknown',
        message: expect.stringContaining('may have been carried out') as string,
      });
    });

    it('is settled by the second look where that shows our own write', async () => {
      let lists = 0;
      const world = await createWorld(({ method, path }) => {
        if (method === 'POST' && lists === 0) return { ...lost, commit: true };
        if (method !== 'GET' || path === EVERY_KIND) return undefined;
        lists += 1;
        return { commit: false, reply: { json: { results: [PARENT_LISTED] } } };
      });
      expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject(APPLIED);
      expect(world.lines()).toEqual([POST_LINE, GET_LINE, POST_LINE, GET_LINE, EVERY_KIND_LINE]);
    });

    it('is a conflict where the second look shows the write of somebody else', async () => {
      const world = await createWorld(
        ({ method, path }) =>
          method === 'GET' && path !== EVERY_KIND
            ? { commit: false, reply: { json: { results: [PARENT_LISTED] } } }
            : undefined,
        { override: { ...OURS, description: 'by hand' } },
      );
      expect(await createWriter(world.rig.client).create(operationOf())).toMatchObject({ code: 'conflict' });
      expect(world.state.override?.description).toBe('by hand');
    });
  });
});

const PARENT_LISTED = { id: uuidOf(2), key: 'KEY', scope: 'PROJECT', created_at: '2026-01-01T00:00:00Z' };
