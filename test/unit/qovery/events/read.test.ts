import { describe, expect, it } from 'vitest';
import { readEventPage } from '../../../../src/qovery/events/page.js';
import { findEventOrganization, readSecretEvents } from '../../../../src/qovery/events/read.js';
import { createRig, serve, type Reply, type SeenRequest } from '../support.js';

const ORGANIZATION = '00000000-0000-4000-8000-000000000001';
const SERVICE = '00000000-0000-4000-8000-000000000002';
const SUBJECT = { secretKey: 'DB_URL', overrideId: '00000000-0000-4000-8000-0000000000aa' };
const SINCE = Date.UTC(2026, 0, 15);

const logged = (name: string): object => ({
  timestamp: '2026-01-15T12:00:00.123456789Z',
  event_type: 'UPDATE',
  origin: 'CONSOLE',
  triggered_by: name,
  user_agent: null,
  change: '{}',
  original_change: 'kept to itself',
});

const page = (names: readonly string[], next?: string, limited = false): Reply => ({
  json: {
    links: next === undefined ? {} : { next },
    organization_max_limit_reached: limited,
    events: names.map(logged),
  },
});

const readFrom = async (
  script: (request: SeenRequest, index: number) => Reply,
  isEnough: (count: number) => boolean = () => false,
) => {
  const server = await serve(script);
  const { client } = createRig(server.url);
  const reading = await readSecretEvents(client, {
    organizationId: ORGANIZATION,
    kind: 'SECRET',
    subjects: [SUBJECT],
    scope: { type: 'HELM', id: SERVICE },
    since: SINCE,
    isEnough: ({ length }) => isEnough(length),
  });
  const queries = server.seen.map(({ path }) => new URL(path, 'http://x').searchParams);
  return { reading, server, queries };
};

describe('the event log', () => {
  it('is asked about one service, its secrets, and a time in seconds', async () => {
    const { reading, server, queries } = await readFrom(() => page(['Jane']));
    expect(server.lines()).toHaveLength(1);
    expect(server.lines()[0]).toMatch(`GET /organization/${ORGANIZATION}/events?`);
    expect(Object.fromEntries(queries[0] ?? [])).toEqual({
      pageSize: '100',
      fromTimestamp: String(SINCE / 1000),
      targetType: 'HELM',
      targetId: SERVICE,
      subTargetType: 'SECRET',
    });
    expect(reading).toEqual({
      kind: 'read',
      gap: null,
      events: [
        {
          at: Date.UTC(2026, 0, 15, 12, 0, 0, 123),
          type: 'UPDATE',
          origin: 'CONSOLE',
          triggeredBy: 'Jane',
          userAgent: null,
          overrideIds: [],
          namesKey: false,
        },
      ],
    });
  });

  it('is followed by its token alone, never to another address', async () => {
    const { reading, queries } = await readFrom((_, index) =>
      index === 0 ? page(['a'], 'https://evil.example/steal?continueToken=123&pageSize=1') : page(['b']),
    );
    expect(queries.map((query) => query.get('continueToken'))).toEqual([null, '123']);
    expect(queries.map((query) => query.get('pageSize'))).toEqual(['100', '100']);
    expect(reading).toMatchObject({ events: [{ triggeredBy: 'a' }, { triggeredBy: 'b' }], gap: null });
  });

  it('is not followed once enough is known', async () => {
    const { reading, server } = await readFrom(
      () => page(['a'], '/?continueToken=1', true),
      () => true,
    );
    expect(server.seen).toHaveLength(1);
    expect(reading).toMatchObject({ gap: null });
  });

  it('is followed five pages at most, and says so', async () => {
    const { reading, server } = await readFrom((_, index) => page(['a'], `/?continueToken=${String(index)}`));
    expect(server.seen).toHaveLength(5);
    expect(reading).toMatchObject({ gap: 'only the newest 5 events were read' });
  });

  it('is not asked the same again where a token leads to itself', async () => {
    const { server } = await readFrom(() => page(['a'], '/?continueToken=7'));
    expect(server.seen).toHaveLength(2);
  });

  it("says where the organization's plan hides older events", async () => {
    const { reading } = await readFrom(() => page([], undefined, true));
    expect(reading).toMatchObject({ gap: "the organization's plan hides older events" });
  });

  it('says where events are not understood', async () => {
    const { reading } = await readFrom(() => ({ json: { events: [{}] } }));
    expect(reading).toMatchObject({ gap: '1 of its events have no time that is understood' });
  });

  it('keeps what it has where a further page cannot be read', async () => {
    const { reading } = await readFrom((_, index) =>
      index === 0 ? page(['a'], '/?continueToken=1') : { status: 403, json: {} },
    );
    expect(reading).toMatchObject({
      events: [{ triggeredBy: 'a' }],
      gap: expect.stringContaining('403') as string,
    });
  });

  it.each([
    [
      403,
      'the API token may not read the event log of the organization (status 403)',
      'a token cannot be edited, so make a new one with a role that may read it, or leave out --who',
    ],
    [404, 'the API token sees no event log of the organization (status 404)', null],
  ])('that answers %i is unreadable', async (status, message, hint) => {
    const { reading } = await readFrom(() => ({ status, json: { message: 'whatever' } }));
    expect(reading).toMatchObject({ kind: 'unreadable', message, hint });
  });
});

describe('an answer of the event log', () => {
  it.each([null, [], 'text', {}, { events: 'none' }])('is none: %j', (json) => {
    expect(readEventPage(json, [])).toBeNull();
  });

  it('may leave almost everything out, and counts what has no time', () => {
    const odd = [null, {}, { timestamp: 'soon' }, { timestamp: '2026-01-15T12:00:00' }];
    expect(readEventPage({ events: odd }, [])).toEqual({
      events: [
        {
          at: SINCE + 43_200_000,
          type: null,
          origin: null,
          triggeredBy: null,
          userAgent: null,
          overrideIds: [],
          namesKey: false,
        },
      ],
      undated: 3,
      continueToken: null,
      isLimited: false,
    });
  });

  it('leaves nothing of the change but which override it names', () => {
    const change = JSON.stringify({ key: 'DB_URL', value: 'hunter2-of-a-plain-variable' });
    const read = readEventPage({ events: [{ timestamp: '2026-01-15T12:00:00Z', change }] }, [SUBJECT]);
    expect(read?.events).toMatchObject([{ overrideIds: [SUBJECT.overrideId], namesKey: true }]);
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });

  it.each(['/?continueToken=abc', '/?continueToken=', 'nothing', '/?continueToken=1;x=2', 7])(
    'has no token in %j',
    (next) => {
      expect(readEventPage({ events: [], links: { next } }, [])?.continueToken).toBeNull();
    },
  );
});

describe('the organization whose log is read', () => {
  const organizations = (...names: readonly string[]): Reply => ({
    json: {
      results: names.map((name, index) => ({ id: `${ORGANIZATION.slice(0, -1)}${String(index)}`, name })),
    },
  });

  it.each([
    [['Acme'], null, { kind: 'found' }],
    [['Acme', 'Other'], 'other', { kind: 'found', entry: `${ORGANIZATION.slice(0, -1)}1` }],
    [['Acme', 'Other'], null, { kind: 'missing', code: 'ambiguous-organization' }],
    [[], null, { kind: 'missing', code: 'no-organization' }],
  ])('of %j, where %j is asked for', async (names, wanted, expected) => {
    const server = await serve(() => organizations(...names));
    const { client } = createRig(server.url);
    expect(await findEventOrganization(client, wanted)).toMatchObject(expected);
    await findEventOrganization(client, wanted);
    expect(server.lines()).toEqual(['GET /organization']);
  });

  it('is not found where the API fails, and a dead token is an error', async () => {
    const failing = await serve(() => ({ status: 400, json: {} }));
    expect(await findEventOrganization(createRig(failing.url).client, null)).toMatchObject({
      kind: 'missing',
    });
    const closed = await serve(() => ({ status: 401, json: {} }));
    await expect(findEventOrganization(createRig(closed.url).client, null)).rejects.toThrow(
      'does not accept',
    );
  });
});
