import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/model/failure.js';
import type { Sandbox } from '../../../../src/sandbox/http/server.js';
import { startWorld } from '../../../support/worlds/index.js';
import { call } from '../call.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startWorld({ token: 'api-token', faults: [{ kind: 'status', path: '/nowhere' }] });
});
afterEach(() => sandbox.close());

/** Sends a request whose `Host` header says what it likes, which `fetch` does not let anyone do. */
const statusFor = (host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${sandbox.url}/sandbox/state`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });

describe('the control path', () => {
  it('moves the clock', async () => {
    const before = sandbox.now();
    const { status, body } = await call(sandbox, 'POST /sandbox/clock', { advance: '2m' });
    expect([status, body]).toEqual([200, { now: '2025-06-01T12:02:00Z' }]);
    expect(sandbox.now() - before).toBe(120_000);
  });

  it.each([[{ advance: 'soon' }], [{}], [undefined]])('refuses %j for the clock', async (body) => {
    expect((await call(sandbox, 'POST /sandbox/clock', body)).status).toBe(400);
  });

  it('shows everything but values, and which faults fired', async () => {
    const { status, text, body } = await call(sandbox, 'GET /sandbox/state');
    expect(status).toBe(200);
    for (const { id, key } of sandbox.secrets()) {
      const value = sandbox.valueOf(id) ?? '';
      expect(text).toContain(key);
      if (value.length > 4) expect(text).not.toContain(value);
    }
    expect((body as { faults: unknown }).faults).toEqual([
      { rule: { kind: 'status', path: '/nowhere' }, matched: 0, fired: 0 },
    ]);
  });

  it('needs no token, counts nothing and is not in the log', async () => {
    await call(sandbox, 'GET /sandbox/state', undefined, { authorization: '' });
    const { headers } = await call(sandbox, 'GET /account', undefined, { authorization: 'Token api-token' });
    expect(headers.get('x-ratelimit-remaining')).toBe('999');
    expect(sandbox.requests).toHaveLength(1);
  });

  it('answers only to names of this machine', async () => {
    expect(await statusFor('localhost:8080')).toBe(200);
    expect(await statusFor('127.0.0.1')).toBe(200);
    expect(await statusFor('[::1]:80')).toBe(200);
    expect(await statusFor('evil.example')).toBe(403);
  });

  it('knows no other operations', async () => {
    expect((await call(sandbox, 'DELETE /sandbox/state')).status).toBe(404);
  });
});

describe('a port', () => {
  it('that is taken ends in a Failure', async () => {
    const port = Number(new URL(sandbox.url).port);
    const failure: unknown = await startWorld({ port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toBe(
      `cannot listen on 127.0.0.1, port ${String(port)} (EADDRINUSE)`,
    );
  });
});
