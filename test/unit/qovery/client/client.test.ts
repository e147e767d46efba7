import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/model/failure.js';
import { SecretValue } from '../../../../src/model/secret-value.js';
import { getRequest, type Answer, type ApiRequest } from '../../../../src/qovery/client/api-request.js';
import { createClient } from '../../../../src/qovery/client/client.js';
import { START } from '../../../support/virtual-clock.js';
import { createRig, serve, TOKEN, type Reply, type Rig } from '../support.js';

const LIST = getRequest('/things', (json) => (Array.isArray(json) ? (json as readonly unknown[]) : null));
const post = (extra: Partial<ApiRequest<unknown>> = {}): ApiRequest<unknown> => ({
  ...LIST,
  method: 'POST',
  body: () => ({ value: 'v' }),
  parse: (json) => json ?? null,
  ...extra,
});
const put = (extra: Partial<ApiRequest<unknown>> = {}): ApiRequest<unknown> => ({
  ...post(extra),
  method: 'PUT',
});

/** Plays replies one after another, then the last for ever. */
const play =
  (...replies: readonly Reply[]) =>
  (_request: unknown, index: number): Reply =>
    replies[Math.min(index, replies.length - 1)] ?? 'reset';

const problemCode = (answer: Answer<unknown>): string =>
  answer.kind === 'success' ? 'success' : answer.problem.code;

const make = (apiUrl: string, token = TOKEN): unknown => {
  try {
    return createRig(apiUrl, { token: new SecretValue(token) });
  } catch (error) {
    return error;
  }
};

const jwtPart = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64url');

describe('createClient', () => {
  it.each([
    ['http://api.qovery.com', 'insecure-api-url'],
    ['http://127.0.0.1.example.com', 'insecure-api-url'],
    ['ftp://api.qovery.com', 'invalid-api-url'],
    ['api.qovery.com', 'invalid-api-url'],
    ['https://user:hunter22@api.qovery.com', 'invalid-api-url'],
    ['https://api.qovery.com?token=hunter22', 'invalid-api-url'],
  ])('refuses %s', (apiUrl, code) => {
    const error = make(apiUrl);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('hunter22');
  });

  it.each([
    'https://api.qovery.com',
    'http://localhost:8080',
    'http://127.0.0.1:1',
    'http://[::1]:8080/prefix/',
  ])('takes %s', (apiUrl) => {
    expect(make(apiUrl)).not.toBeInstanceOf(Error);
  });

  it.each(['"hunter22"', "'hunter22'"])('refuses quotes around a token, without showing it', (token) => {
    const error = make('https://api.qovery.com', token);
    expect(error).toMatchObject({ code: 'invalid-token', message: 'the API token has quotes around it' });
    expect(String(error)).not.toContain('hunter22');
  });

  it('refuses a token that cannot stand in a header, without showing it', () => {
    const error = make('https://api.qovery.com', 'two hunter22\nlines');
    expect(error).toMatchObject({ code: 'invalid-token' });
    expect(String(error)).not.toContain('hunter22');
  });
});

describe('headers', () => {
  it('sends the token, the user agent and JSON', async () => {
    const server = await serve(() => ({ json: {} }));
    await createRig(server.url).client.request(post());
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: `Token ${TOKEN}`,
      'user-agent': 'qoverride/0.0.0-test',
      'content-type': 'application/json',
    });
    expect(server.seen[0]?.body).toBe('{"value":"v"}');
  });

  it('presents a JWT as a bearer', async () => {
    const token = `${jwtPart({ alg: 'none' })}.${jwtPart({ sub: 'me' })}.c2ln`;
    const server = await serve(() => ({ json: [] }));
    await createRig(server.url, { token: new SecretValue(token) }).client.request(LIST);
    expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${token}`);
  });

  it('keeps the path of the address', async () => {
    const server = await serve(() => ({ json: [] }));
    await createRig(`${server.url}/qovery/`).client.request(getRequest('/things?a=1', Array.isArray));
    expect(server.lines()).toEqual(['GET /qovery/things?a=1']);
  });
});

describe('a GET', () => {
  const passing: readonly (readonly [string, Reply])[] = [
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['502 as HTML', { status: 502, text: '<html>bad gateway</html>' }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['HTML in place of JSON', { text: '<html>log in</html>' }],
    ['truncated JSON', { text: '[{"a":', headers: { 'content-type': 'application/json' } }],
    ['JSON of another shape', { json: { message: 'hello' } }],
    ['an empty body', {}],
    ['a reset', 'reset'],
    ['an answer cut short', { text: '[', headers: { 'content-length': '100' } }],
  ];

  it.each(passing)('is sent again after %s', async (_, reply) => {
    const server = await serve(play(reply, { json: [1] }));
    const { client } = createRig(server.url, { timeout: 500 });
    expect(await client.request(LIST)).toMatchObject({ kind: 'success', value: [1] });
    expect(server.seen).toHaveLength(2);
    expect(client.usage().made).toBe(2);
  });

  it.each<readonly [string, Reply]>([
    ['a byte order mark', { text: '\uFEFF[1]', headers: { 'content-type': 'application/json' } }],
    ['20 KB of headers', { json: [1], headers: { 'x-policy': 'a'.repeat(20_000) } }],
  ])('is understood with %s', async (_, reply) => {
    const server = await serve(play(reply));
    expect(await createRig(server.url).client.request(LIST)).toMatchObject({ kind: 'success', value: [1] });
    expect(server.seen).toHaveLength(1);
  });

  it('is not sent again where the network asks for a login', async () => {
    const server = await serve(play({ status: 511, text: '<html>log in</html>' }));
    expect(await createRig(server.url).client.request(LIST)).toMatchObject({
      problem: { code: 'blocked-on-the-way', hint: 'log in with a browser first' },
    });
    expect(server.seen).toHaveLength(1);
  });

  it('is sent again after a time-out', async () => {
    const server = await serve(play('hang', { json: [] }));
    const { client } = createRig(server.url, { timeout: 150 });
    expect(await client.request(LIST)).toMatchObject({ kind: 'success' });
  });

  const lasting: readonly (readonly [string, Reply, string])[] = [
    ['HTML', { text: '<html>log in</html>' }, 'not-json'],
    ['JSON of another shape', { json: {} }, 'unexpected-answer'],
    ['500', { status: 500, json: { message: 'it broke' } }, 'server-error'],
    ['429', { status: 429 }, 'rate-limited'],
    ['a reset', 'reset', 'connection-lost'],
  ];

  it.each(lasting)('gives up on %s within its time', async (_, reply, code) => {
    const server = await serve(play(reply));
    const { client, clock } = createRig(server.url, { retryFor: 30_000 });
    const answer = await client.request(LIST);
    expect(answer).toMatchObject({ kind: 'failed', problem: { code } });
    expect(clock.now() - START).toBeLessThanOrEqual(30_000);
    expect(clock.now() - START).toBeGreaterThan(20_000);
  });

  it.each([301, 302, 308])('does not follow a %i, nor repeat it', async (status) => {
    const server = await serve(() => ({
      status,
      headers: { location: 'https://elsewhere.example/hunter22' },
    }));
    const answer = await createRig(server.url).client.request(LIST);
    expect(answer).toMatchObject({ kind: 'failed', isFatal: true, problem: { code: 'redirected' } });
    expect(JSON.stringify(answer)).not.toContain('elsewhere');
    expect(server.seen).toHaveLength(1);
  });

  it('says which status and type an HTML page came with', async () => {
    const server = await serve(play({ text: '<html>log in</html>' }));
    const answer = await createRig(server.url, { retryFor: 0 }).client.request(LIST);
    expect(answer).toMatchObject({ problem: { message: expect.stringContaining('text/html') as string } });
  });

  it('gives up early where the first request meets nobody', async () => {
    const server = await serve(() => 'reset');
    const { client, clock } = createRig(server.url.replace(/\d+$/, '1'));
    const answer = await client.request(LIST);
    expect(answer).toMatchObject({ kind: 'failed', isFatal: true, problem: { code: 'unreachable' } });
    expect(clock.now() - START).toBeLessThanOrEqual(5000);
  });

  it('ends at once when everything is aborted', async () => {
    const server = await serve(() => {
      rig.abort.abort();
      return 'hang';
    });
    const rig: Rig = createRig(server.url);
    expect(await rig.client.request(LIST)).toMatchObject({
      kind: 'failed',
      problem: { code: 'interrupted' },
    });
    expect(server.seen).toHaveLength(1);
  });
});

describe('a wait before another attempt', () => {
  it.each([
    ['seconds', '7'],
    ['an HTTP date', new Date(START + 7000).toUTCString()],
  ])('is at least what Retry-After says in %s, and a little more', async (_, retryAfter) => {
    const headers = { 'retry-after': retryAfter, date: new Date(START).toUTCString() };
    const server = await serve(play({ status: 503, headers }, { json: [] }));
    const { client, clock } = createRig(server.url);
    await client.request(LIST);
    expect(clock.sleeps).toHaveLength(1);
    expect(clock.sleeps[0]).toBeGreaterThan(7000 - 1);
    expect(clock.sleeps[0]).toBeLessThan(8000);
  });

  it('grows from one attempt to the next', async () => {
    const server = await serve(play('reset', 'reset', 'reset', 'reset', { json: [] }));
    const { client, clock } = createRig(server.url);
    await client.request(LIST);
    expect(clock.sleeps).toHaveLength(4);
    expect(clock.sleeps).toEqual(clock.sleeps.toSorted((left, right) => left - right));
  });

  it('holds no place in the queue', async () => {
    const server = await serve(({ path }, index) =>
      path === '/slow' && index === 0 ? { status: 503 } : { json: [] },
    );
    const { client } = createRig(server.url, { parallelism: 1 });
    await Promise.all([client.request(getRequest('/slow', Array.isArray)), client.request(LIST)]);
    expect(server.lines()).toEqual(['GET /slow', 'GET /things', 'GET /slow']);
  });
});

describe('a POST', () => {
  it('is sent again on 429 and when nobody took the connection, with a new body each time', async () => {
    const server = await serve(play({ status: 429, headers: { 'retry-after': '5' } }, { json: {} }));
    const { client } = createRig(server.url);
    client.serverTime.observeDate(START, START, START);
    const answer = await client.request(post({ body: (markerTime) => ({ markerTime }) }));
    expect(answer.kind).toBe('success');
    const [first, second] = server.seen.map(
      ({ body }) => (JSON.parse(body) as { markerTime: number }).markerTime,
    );
    expect(first).toBe(START / 1000);
    expect(second).toBeGreaterThanOrEqual(START / 1000 + 5);
    expect(answer).toMatchObject({ markerTime: second });
  });

  it.each([
    ['a reset', 'reset'],
    ['a time-out', 'hang'],
    ['500', { status: 500 }],
    ['HTML', { status: 201, text: '<html></html>' }],
    ['an empty success', { status: 201 }],
  ] as const)('is sent once, with an unknown outcome, on %s', async (_, reply) => {
    const server = await serve(() => reply);
    const answer = await createRig(server.url, { timeout: 150 }).client.request(post());
    expect(answer.kind).toBe('unknown');
    expect(server.seen).toHaveLength(1);
  });

  it.each([400, 403, 404, 409])('is refused with %i', async (status) => {
    const server = await serve(() => ({ status, json: { status, detail: 'no such thing' } }));
    const answer = await createRig(server.url).client.request(post());
    expect(answer).toMatchObject({ kind: 'refused', status, isFatal: false });
    expect(problemCode(answer)).toBe(
      { 400: 'rejected', 403: 'access-denied', 404: 'not-found', 409: 'conflict' }[status],
    );
    expect(server.seen).toHaveLength(1);
  });
});

describe('a PUT', () => {
  it('that ran out of time has an unknown outcome when one attempt may have arrived', async () => {
    const server = await serve(play('reset', { status: 429 }));
    const answer = await createRig(server.url, { retryFor: 2000 }).client.request(put());
    expect(answer).toMatchObject({ kind: 'unknown', problem: { code: 'rate-limited' } });
  });

  it('that was only ever answered 429 was not carried out', async () => {
    const server = await serve(play({ status: 429 }));
    const answer = await createRig(server.url, { retryFor: 2000 }).client.request(put());
    expect(answer).toMatchObject({ kind: 'failed', problem: { code: 'rate-limited' } });
  });
});

describe('an interrupt', () => {
  it('keeps stoppable requests from being sent, and no others', async () => {
    const server = await serve(() => ({ json: [] }));
    const { client, interrupt } = createRig(server.url);
    interrupt.abort();
    expect(await client.request(put({ isInterruptible: true }))).toMatchObject({
      kind: 'failed',
      problem: { code: 'interrupted' },
    });
    expect(await client.request(put({ isInterruptible: false }))).toMatchObject({ kind: 'success' });
    expect(server.seen).toHaveLength(1);
  });

  it('lets a request that was sent once be sent again', async () => {
    const server = await serve(play({ status: 503 }, { json: {} }));
    const { client, interrupt } = createRig(server.url);
    const pending = client.request(put({ isInterruptible: true, body: () => (interrupt.abort(), {}) }));
    expect(await pending).toMatchObject({ kind: 'success' });
  });
});

describe('a 401', () => {
  const other = getRequest('/other', Array.isArray);

  it('before any success, on the first list of all, is a bad token', async () => {
    const server = await serve(() => ({ status: 401 }));
    const answer = await createRig(server.url).client.request(getRequest('/organization', Array.isArray));
    expect(answer).toMatchObject({ isFatal: true, problem: { code: 'unauthorized' } });
    expect(server.seen).toHaveLength(1);
  });

  it('before any success is checked once for all requests', async () => {
    const server = await serve(() => ({ status: 401 }));
    const { client } = createRig(server.url);
    const answers = await Promise.all([client.request(LIST), client.request(other)]);
    expect(answers.map(problemCode)).toEqual(['unauthorized', 'unauthorized']);
    expect(server.lines().filter((line) => line === 'GET /organization')).toHaveLength(1);
  });

  it('is a denied resource when the token is good for another', async () => {
    const server = await serve(({ path }) => (path === '/organization' ? { json: {} } : { status: 401 }));
    const answer = await createRig(server.url).client.request(LIST);
    expect(answer).toMatchObject({ kind: 'refused', isFatal: false, problem: { code: 'access-denied' } });
  });

  it('is a denied resource after another success', async () => {
    const server = await serve(({ path }) => (path === '/things' ? { json: [] } : { status: 401 }));
    const { client } = createRig(server.url);
    await client.request(LIST);
    expect(await client.request(other)).toMatchObject({ isFatal: false, problem: { code: 'access-denied' } });
    expect(server.seen).toHaveLength(2);
  });

  it('on a route that worked before is the end of the token, where a read that worked is no longer answered', async () => {
    const server = await serve(play({ json: [] }, { status: 401 }));
    const { client } = createRig(server.url);
    await client.request(LIST);
    expect(await client.request(LIST)).toMatchObject({ isFatal: true, problem: { code: 'token-ended' } });
    expect(server.seen).toHaveLength(3);
  });

  it('on a route that worked before is a denied request, where another read still works', async () => {
    let denies = false;
    const server = await serve(({ path }) => (denies && path !== '/things' ? { status: 401 } : { json: [] }));
    const { client } = createRig(server.url);
    await client.request(other);
    await client.request(LIST);
    denies = true;
    const answers = await Promise.all([client.request(other), client.request(other)]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ isFatal: false, problem: { code: 'access-denied' } });
    }
    expect(server.lines().slice(2).toSorted()).toEqual(['GET /other', 'GET /other', 'GET /things']);
  });

  it('to a policy token is a denied request from the start, and says which, and how to do without', async () => {
    const server = await serve(() => ({ status: 401 }));
    const { client } = createRig(server.url, { token: new SecretValue('sk-qov-01-abcdef') });
    const answer = await client.request(getRequest('/organization', Array.isArray));
    expect(answer).toMatchObject({
      isFatal: false,
      problem: {
        code: 'access-denied',
        message: 'the API token is not allowed to GET /organization (status 401)',
        hint: expect.stringContaining('UUIDs in the manifest need no look-up of names') as string,
      },
    });
    expect(server.seen).toHaveLength(1);
  });

  it('after the time that a JWT names is the end of the token', async () => {
    const token = new SecretValue(`${jwtPart({ alg: 'x' })}.${jwtPart({ exp: START / 1000 + 60 })}.c2ln`);
    const server = await serve(play({ json: [] }, { status: 401 }));
    const { client, clock } = createRig(server.url, { token });
    await client.request(LIST);
    await clock.sleep(61_000);
    expect(await client.request(other)).toMatchObject({ isFatal: true, problem: { code: 'token-ended' } });
  });
});

describe('foreign messages', () => {
  it('are shown', async () => {
    const server = await serve(() => ({ status: 400, json: { message: 'description is too long' } }));
    const answer = await createRig(server.url).client.request(post());
    expect(answer).toMatchObject({
      problem: { message: expect.stringContaining('description is too long') as string },
    });
  });

  it('are dropped when they hold the value or the token', async () => {
    for (const echo of ['S3cretValue-in-body', TOKEN]) {
      const server = await serve(() => ({ status: 400, json: { message: `bad value: ${echo}` } }));
      const secrets = [new SecretValue('S3cretValue-in-body')];
      const answer = await createRig(server.url).client.request(post({ secrets }));
      expect(problemCode(answer)).toBe('rejected');
      expect(JSON.stringify(answer)).not.toContain(echo);
    }
  });
});

describe('a used-up budget', () => {
  const headers = {
    'x-ratelimit-limit': '1',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '600',
    'retry-after': '600',
  };

  it('is waited for with wait, told once, and not counted as trying', async () => {
    const server = await serve(play({ json: [], headers }, { json: [] }));
    const { client, clock, events } = createRig(server.url, { wait: true, retryFor: 1000 });
    await client.request(LIST);
    const answers = await Promise.all([client.request(LIST), client.request(LIST), client.request(LIST)]);
    expect(answers.map(({ kind }) => kind)).toEqual(['success', 'success', 'success']);
    expect(clock.now() - START).toBeGreaterThanOrEqual(600_000);
    expect(events.filter(({ kind }) => kind === 'waiting')).toHaveLength(1);
    expect(client.usage()).toMatchObject({ made: 4 });
  });

  it('ends the run without wait, after one 429', async () => {
    const server = await serve(() => ({ status: 429, headers }));
    const { client, clock } = createRig(server.url);
    expect(await client.request(LIST)).toMatchObject({
      kind: 'failed',
      isFatal: true,
      problem: { code: 'rate-limited' },
    });
    expect(await client.request(LIST)).toMatchObject({ kind: 'failed', isFatal: true });
    expect(server.seen).toHaveLength(1);
    expect(clock.now()).toBe(START);
    expect(client.usage()).toEqual({ made: 1, limit: 1, remaining: 0, resetsAt: START + 600_000 });
  });

  it('is waited for no longer once interrupted', async () => {
    const server = await serve(() => ({ status: 429, headers }));
    const rig = createRig(server.url, { wait: true });
    const pending = rig.client.request(put({ body: () => (rig.interrupt.abort(), {}) }));
    expect(await pending).toMatchObject({ kind: 'failed', isFatal: true, problem: { code: 'interrupted' } });
    expect(rig.clock.now()).toBe(START);
  });
});

describe('many requests', () => {
  it('fly at once as far as allowed, and no further', async () => {
    let now = 0;
    let most = 0;
    const server = await serve(async () => {
      most = Math.max(most, (now += 1));
      await clock.sleep(20);
      now -= 1;
      return { json: [] };
    });
    const { client, clock } = createRig(server.url, { parallelism: 6 });
    await Promise.all(Array.from({ length: 30 }, () => client.request(LIST)));
    expect(most).toBe(6);
  });

  it('leave no warning about listeners behind', async () => {
    const warnings: string[] = [];
    const note = (warning: Error): void => {
      warnings.push(warning.name);
    };
    process.on('warning', note);
    const server = await serve((_, index) => (index < 60 ? { status: 503 } : { json: [] }));
    const { client } = createRig(server.url, { parallelism: 60 });
    await Promise.all(Array.from({ length: 60 }, () => client.request(LIST)));
    await nextTurn();
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});

it('sends nothing when it is made', async () => {
  const server = await serve(() => ({ json: [] }));
  expect(createClient).toBeTypeOf('function');
  expect(createRig(server.url).client.usage()).toEqual({
    made: 0,
    limit: null,
    remaining: null,
    resetsAt: null,
  });
  expect(server.seen).toEqual([]);
});
