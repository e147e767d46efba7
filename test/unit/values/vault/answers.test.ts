import { describe, expect, it } from 'vitest';
import { listen, startStandIn, type StandInReply } from '../../../support/vault/stand-in.js';
import { findLeaks } from '../find-leaks.js';
import { QUICK_CLOCK } from '../make-context.js';
import { readAll, vaultContext } from './read-vault.js';

const TOKEN = 'hvs.CAESIJtoken-hunter2';
const SECRET = { data: { data: { a: 'x' }, metadata: { version: 1 } } };

const ask = async (url: string, signal = new AbortController().signal) => {
  const context = vaultContext({ VAULT_ADDR: url, VAULT_TOKEN: TOKEN }, { clock: QUICK_CLOCK, signal });
  const [shown] = await readAll([{ kvVersion: 2 }], context);
  return shown;
};

describe('an answer that no Vault was seen to give', () => {
  it.each<[string, StandInReply, string, string]>([
    ['a 404 of something else', { status: 404, body: 'hunter2' }, 'vault-not-found', 'Vault has no secret'],
    [
      'a limit of a gateway',
      { status: 429, body: 'hunter2', headers: { 'retry-after': '2' } },
      'vault-busy',
      'limits its requests',
    ],
    ['a disaster recovery standby', { status: 472 }, 'vault-standby', 'is a standby'],
    ['a performance standby', { status: 473 }, 'vault-standby', 'is a standby'],
    [
      'a redirect',
      { status: 307, headers: { location: 'http://evil.example/hunter2' } },
      'vault-redirect',
      'answered with a redirect',
    ],
    [
      'trouble',
      { status: 500, body: { errors: ['hunter2'] } },
      'vault-failed',
      'answered 500 when asked for secret/shop/database',
    ],
    ['a bad request', { status: 400, body: { errors: ['hunter2'] } }, 'vault-failed', 'answered 400'],
    [
      'a token that newer Vaults do not know',
      { status: 403, body: { errors: ['2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n'] } },
      'vault-token-refused',
      'does not accept the token',
    ],
    [
      'a page',
      { status: 200, body: '<html>hunter2</html>' },
      'vault-bad-answer',
      'answered with an HTML page',
    ],
    [
      'a forbidding page',
      { status: 403, body: '<html>hunter2</html>' },
      'vault-bad-answer',
      'something in front of Vault',
    ],
    [
      'half an answer',
      { status: 200, body: '{"data":{"data":{"a":"hunter2' },
      'vault-bad-answer',
      'KV version 2',
    ],
    [
      'fields that are no map',
      { status: 200, body: { data: { data: 'hunter2' } } },
      'vault-bad-answer',
      'KV version 2',
    ],
    [
      'an answer without end',
      { status: 200, body: 'hunter2'.repeat(700_000) },
      'vault-bad-answer',
      'is too large',
    ],
    [
      'an answer that came packed',
      { status: 200, body: 'x', headers: { 'content-encoding': 'gzip' } },
      'vault-bad-answer',
      'KV version 2',
    ],
  ])('is explained without its text or the token: %s', async (_name, reply, code, message) => {
    const problem = await ask((await startStandIn(() => reply)).url);
    expect(problem).toMatchObject({
      code,
      refused: false,
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
    expect(findLeaks(problem, 'hunter2')).toEqual([]);
  });

  it.each([
    [412, undefined, 3],
    [472, undefined, 3],
    [473, undefined, 3],
    [500, undefined, 3],
    [502, undefined, 3],
    [503, undefined, 3],
    [504, undefined, 3],
    [429, undefined, 9],
    [400, { errors: ['Upgrading from non-versioned to versioned data.'] }, 7],
    [500, { errors: ['local node not active but active cluster node not found'] }, 7],
    [403, undefined, 1],
    [404, undefined, 1],
    [307, undefined, 1],
  ])('is taken for good when it stays the same: %i %j after %i', async (status, body, attempts) => {
    const reply = { status, ...(body === undefined ? {} : { body }) };
    const stuck = await startStandIn(() => reply);
    await ask(stuck.url);
    expect(stuck.count()).toBe(attempts);
    const passing = await startStandIn((count) => (count < attempts ? reply : { status: 200, body: SECRET }));
    expect(await ask(passing.url)).toEqual({ a: 'x' });
  });

  it('may be no answer at all', async () => {
    let count = 0;
    const url = await listen((request) => {
      count += 1;
      request.socket.destroy();
    });
    const problem = await ask(url);
    expect(count).toBe(3);
    expect(problem).toMatchObject({ code: 'vault-unreachable' });
    expect(findLeaks(problem, TOKEN)).toEqual([]);
  });

  it('is not waited for after an interrupt', async () => {
    const abort = new AbortController();
    const url = await listen(() => {
      abort.abort();
    });
    expect(await ask(url, abort.signal)).toMatchObject({ code: 'interrupted' });
  });
});
