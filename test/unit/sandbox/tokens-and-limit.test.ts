import { afterEach, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/http/server.js';
import { standingClock, startWorld } from '../../support/worlds/index.js';
import { call, secretId } from './call.js';

let sandbox: Sandbox | undefined;
const start = async (options: Partial<SandboxOptions>): Promise<Sandbox> => {
  sandbox = await startWorld(options);
  return sandbox;
};
afterEach(() => sandbox?.close());

const as = (token: string): { authorization: string } => ({ authorization: `Token ${token}` });

describe('a token', () => {
  it.each([['Bearer x.y.z'], ['Token abc'], ['token abc']])(
    'is accepted as %s when any will do',
    async (authorization) => {
      const { status } = await call(await start({}), 'GET /organization', undefined, { authorization });
      expect(status).toBe(200);
    },
  );

  it.each([[''], ['Token'], ['Token '], ['Basic abc'], ['abc']])(
    'is refused with 401 as %j',
    async (authorization) => {
      const { status, body } = await call(await start({}), 'GET /organization', undefined, { authorization });
      expect(status).toBe(401);
      expect(body).toMatchObject({ status: 401, error: 'Unauthorized' });
    },
  );

  it('must be the one that was set', async () => {
    const server = await start({ token: 'right' });
    expect((await call(server, 'GET /organization', undefined, as('right'))).status).toBe(200);
    const wrong = await call(server, 'GET /organization', undefined, as('wrong-token'));
    expect(wrong.status).toBe(401);
    expect(wrong.text).not.toContain('wrong-token');
  });

  it('that may only read is refused with 403 on every write', async () => {
    const server = await start({ tokens: [{ token: 'reader', readOnly: true }] });
    const id = secretId(server, 'PROJECT', 'TLS_CERT');
    const { parentId } = server.secrets().find((secret) => secret.id === id) ?? { parentId: '' };
    const operations: readonly [string, unknown, number][] = [
      [`GET /project/${parentId}/secret`, undefined, 200],
      [`PUT /project/${parentId}/secret/${id}`, { key: 'TLS_CERT', value: 'x' }, 403],
      [`DELETE /project/${parentId}/secret/${id}`, undefined, 403],
      [`DELETE /variable/${id}`, undefined, 403],
      [`POST /variable/${id}/override`, {}, 403],
      ['POST /organization', {}, 403],
    ];
    for (const [operation, body, status] of operations) {
      expect((await call(server, operation, body, as('reader'))).status).toBe(status);
    }
    expect(server.valueOf(id)).toBe('project-certificate');
  });

  it.each([
    ['forbidden', 403],
    ['unauthorized', 401],
  ] as const)('is denied the secrets of a service by name: %s', async (deniedAccess, status) => {
    const tokens = [{ token: 'limited', denied: ['checkout'] }];
    const server = await start({ tokens, assumptions: { deniedAccess } });
    const own = server.secrets().find((secret) => secret.key === 'OWN');
    const path = `/application/${own?.parentId ?? ''}/secret`;
    expect((await call(server, `GET ${path}`, undefined, as('limited'))).status).toBe(status);
    expect((await call(server, `DELETE ${path}/${own?.id ?? ''}`, undefined, as('limited'))).status).toBe(
      status,
    );
    expect((await call(server, `DELETE /variable/${own?.id ?? ''}`, undefined, as('limited'))).status).toBe(
      status,
    );
    expect((await call(server, 'GET /organization', undefined, as('limited'))).status).toBe(200);
  });

  it('may come from the seed', async () => {
    const server = await start({ seed: { organizations: [], tokens: [{ token: 'seeded' }] } });
    expect((await call(server, 'GET /organization', undefined, as('seeded'))).status).toBe(200);
    expect((await call(server, 'GET /organization', undefined, as('any'))).status).toBe(401);
  });
});

describe('the hourly limit', () => {
  it('counts down, answers 429, and starts anew after the hour, for each token by itself', async () => {
    const server = await start({ limit: 2 });
    const first = await call(server, 'GET /organization');
    expect(limitOf(first.headers)).toEqual(['2', '1', '3600']);
    server.advance(600_000);
    await call(server, 'GET /organization');
    const third = await call(server, 'GET /organization');
    expect(third.status).toBe(429);
    expect(limitOf(third.headers)).toEqual(['2', '0', '3000']);
    expect(third.headers.get('retry-after')).toBe('3000');
    expect((await call(server, 'GET /organization', undefined, as('other'))).status).toBe(200);
    server.advance(3_000_000);
    expect((await call(server, 'GET /organization')).status).toBe(200);
  });

  it('fills up evenly as a bucket', async () => {
    const server = await start({ limit: 3600, burst: 2 });
    const statuses: number[] = [];
    for (let index = 0; index < 3; index += 1)
      statuses.push((await call(server, 'GET /organization')).status);
    expect(statuses).toEqual([200, 200, 429]);
    server.advance(1000);
    const next = await call(server, 'GET /organization');
    expect([next.status, next.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
    expect((await call(server, 'GET /organization')).headers.get('retry-after')).toBe('1');
  });

  it('can spell its headers in other ways', async () => {
    const server = await start({
      limit: 1,
      assumptions: { rateLimitReset: 'timestamp', retryAfter: 'date' },
    });
    await call(server, 'GET /organization');
    const { headers } = await call(server, 'GET /organization');
    expect(headers.get('x-ratelimit-reset')).toBe(String((server.now() + 3_600_000) / 1000));
    expect(Date.parse(headers.get('retry-after') ?? '')).toBe(server.now() + 3_600_000);
  });

  it('can be absent, and then no header speaks of one', async () => {
    const server = await start({ limit: null });
    expect(limitOf((await call(server, 'GET /organization')).headers)).toEqual([null, null, null]);
  });

  it('lets nobody in with a limit of nothing', async () => {
    expect((await call(await start({ limit: 0 }), 'GET /organization')).status).toBe(429);
  });
});

describe("the sandbox's time", () => {
  it('dates every answer, and runs faster when scaled', async () => {
    const clock = standingClock();
    const server = await start({ clock, timeScale: 60 });
    const before = Date.parse((await call(server, 'GET /organization')).headers.get('date') ?? '');
    clock.move(1000);
    const after = Date.parse((await call(server, 'GET /organization')).headers.get('date') ?? '');
    expect(after - before).toBe(60_000);
    expect(before).toBe(Date.UTC(2025, 5, 1, 12));
  });
});

const limitOf = (headers: Headers): readonly (string | null)[] =>
  ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'].map((name) => headers.get(name));
