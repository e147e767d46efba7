import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCanary, makeCanaryLines } from '../../support/leaks.js';
import { manifestOf, seedOf } from '../../support/leak-sources.js';
import { expectSilence, startBench, type LeakBench } from '../../support/leak-bench.js';
import {
  startEchoingApi,
  type EchoedRequest,
  type EchoingApi,
  type EchoReply,
} from '../../support/echoing-api.js';

/** A server's ways of repeating what it was sent; `value` is that of the body, `token` that of the header. */
type Echo = (request: EchoedRequest, value: string, token: string) => EchoReply;

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): EchoReply => ({
  status,
  body: JSON.stringify(body),
  headers,
});
const tokenOf = ({ authorization }: EchoedRequest): string => authorization.replace(/^\w+ /, '');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const page = (status: number, text: string): EchoReply => ({
  status,
  body: `<html><body><pre>${text}</pre></body></html>`,
  headers: { 'content-type': 'text/html' },
});

const ECHOES: Readonly<Record<string, Echo>> = {
  MESSAGE: ({ body }) => json(400, { status: 400, error: 'Bad Request', message: `cannot read ${body}` }),
  DETAIL: (_request, value) => json(422, { status: 422, detail: `the value ${value} is too weak` }),
  ERROR: ({ authorization }) => json(403, { error: `no access with ${authorization}` }),
  BASE64: ({ body }) => json(400, { message: `got ${base64(body)}` }),
  BASE64_VALUE: (_request, value) => json(403, { message: `got ${base64(`x${value}`)}` }),
  HEX: (_request, value) => json(400, { message: `got ${Buffer.from(value).toString('hex')}` }),
  URL: (_request, value, token) =>
    json(404, { detail: `see /?value=${encodeURIComponent(value)}&token=${token}` }),
  JSON_TWICE: ({ body }) => json(409, { message: JSON.stringify(JSON.stringify(body)) }),
  ONE_LINE: (_request, value) => json(400, { message: `the line ${value.split(/\r?\n/)[0] ?? ''}` }),
  BEGINNING: (_request, value, token) =>
    json(400, { message: `${value.slice(0, 12)}… ${token.slice(0, 12)}…` }),
  PAGE: ({ body, authorization }) => page(403, `${body}\n${authorization}`),
  PAGE_OF_SUCCESS: ({ body }) => page(200, body),
  BROKEN_PAGE: ({ body }) => page(500, body),
  LIST: ({ body }) => ({ status: 400, body: JSON.stringify([body]) }),
  CUT: ({ body }) => ({ status: 201, body: body.slice(0, -5) }),
  OTHER_JSON: ({ body, authorization }) => json(201, { echo: body, message: authorization }),
  REDIRECT: (_request, value, token) =>
    json(302, {}, { location: `https://user:${token}@example.com/${encodeURIComponent(value)}` }),
  HEADERS: (_request, value, token) =>
    json(
      400,
      { message: 'no' },
      {
        'content-type': `text/${token}`,
        'retry-after': token,
        'x-ratelimit-limit': token,
        'x-ratelimit-remaining': token,
        'x-ratelimit-reset': encodeURIComponent(value),
        date: token,
      },
    ),
};
const KEYS = Object.keys(ECHOES);

describe.each([
  { writes: 'creates', format: 'text', overridden: [] },
  { writes: 'updates', format: 'json', overridden: KEYS },
])('an API that repeats what it is sent gives nothing away: $writes', ({ format, overridden }) => {
  let bench: LeakBench;
  let api: EchoingApi;
  /** Path of a write → the echo that answers it, every time. */
  const echoes = new Map<string, Echo>();

  const answerWrite = (request: EchoedRequest): EchoReply | null => {
    if (request.method === 'GET') return null;
    const echo = echoes.get(request.path) ?? ECHOES[KEYS[echoes.size] ?? ''];
    if (echo === undefined) throw new Error(`more writes than overrides: ${request.path}`);
    echoes.set(request.path, echo);
    const { value } = JSON.parse(request.body) as { readonly value: string };
    return echo(request, value, tokenOf(request));
  };

  beforeAll(async () => {
    const values = Object.fromEntries(
      KEYS.map((key, index) => [key, index % 2 === 0 ? makeCanary() : makeCanaryLines()]),
    );
    bench = await startBench({
      seed: seedOf(KEYS, overridden),
      secrets: values,
      env: Object.fromEntries(KEYS.map((key) => [`SHOP_${key}`, values[key] ?? ''])),
      files: {
        'overrides/all.yaml': manifestOf(
          Object.fromEntries(KEYS.map((key) => [key, { valueFrom: { env: `SHOP_${key}` } }])),
        ),
      },
    });
    api = await startEchoingApi(bench.sandbox.url, answerWrite);
  });

  afterAll(async () => {
    await api.close();
    await bench.close();
  });

  it(`in each of ${KEYS.length} ways: apply as ${format}, with a receipt`, async () => {
    const argv = ['apply', '-y', '--format', format, '--receipt', 'receipt.jsonl', '--debug'];
    const run = await bench.run([...argv, '--retry-for', '400ms'], { env: { QOVERY_API_URL: api.url } });
    expectSilence(bench, run, { exitCode: 1, says: KEYS });
    expect(echoes.size).toBe(KEYS.length);
    expect(run.written).toContain('receipt.jsonl');
    expect(run.stdout).toContain(format === 'json' ? `"failed": ${KEYS.length}` : `${KEYS.length} failed`);
  });
});

describe('an API that repeats the token gives nothing away', () => {
  let bench: LeakBench;

  beforeAll(async () => {
    bench = await startBench({
      seed: seedOf(['DB']),
      secrets: {},
      files: { 'overrides/all.yaml': manifestOf({ DB: { valueFrom: { env: 'HOME' } } }) },
    });
  });

  afterAll(() => bench.close());

  const planAgainst = async (
    answer: (request: EchoedRequest) => EchoReply,
    env: Readonly<Record<string, string>> = {},
  ): Promise<readonly EchoedRequest[]> => {
    const api = await startEchoingApi(bench.sandbox.url, answer);
    for (const format of ['text', 'json']) {
      const argv = ['plan', '--debug', '--format', format, '--retry-for', '50ms'];
      const run = await bench.runHere(argv, { env: { ...env, QOVERY_API_URL: api.url } });
      expectSilence(bench, run, { exitCode: 1, says: ['error'] });
    }
    await api.close();
    expect(api.requests.length).toBeGreaterThan(1);
    return api.requests;
  };

  it.each([200, 307, 400, 401, 403, 404, 409, 418, 429, 500, 502])('with status %i', async (status) => {
    await planAgainst(({ authorization }) => json(status, { message: `not ${authorization}` }));
    await planAgainst(({ authorization }) => page(status, authorization));
    await planAgainst((request) =>
      json(status, {}, { 'content-type': `text/${tokenOf(request)}`, location: tokenOf(request) }),
    );
  });

  it('where it is a JWT', async () => {
    const secret = bench.secrets['API token'] ?? '';
    const jwt = [{ alg: 'HS256' }, { exp: 4_102_444_800, sub: secret }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .concat(secret)
      .join('.');
    const [request] = await planAgainst(
      ({ authorization }) => json(401, { message: `the token ${authorization} has ended` }),
      { QOVERY_API_TOKEN: jwt },
    );
    expect(request?.authorization).toBe(`Bearer ${jwt}`);
  });
});
