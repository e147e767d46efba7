import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { DoctorCheck } from '../../../../src/model/doctor/report.js';
import { doctor } from '../../../../src/run/doctor/doctor.js';
import type { DoctorOptions, DoctorResult } from '../../../../src/run/doctor/options.js';
import { DOCTOR_KEY, startDoctorBench, type DoctorBench } from '../../../support/doctor-bench.js';

let bench: DoctorBench | null = null;
afterEach(async () => {
  await bench?.sandbox.close();
  bench = null;
});

const checkOf = ({ checks }: DoctorResult, id: string): DoctorCheck | undefined =>
  checks.find((check) => check.id === id);

const run = async (options: Partial<DoctorOptions>): Promise<DoctorResult> => {
  bench = await startDoctorBench();
  return bench.run(options);
};

/** The token of a login that ends at a time in seconds since 1970. */
const loginToken = (ends: number): string =>
  [{ alg: 'HS256' }, { exp: ends }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('x')
    .join('.');

describe('a doctor that only reads', () => {
  it('finds nothing wrong with the sandbox, in eight requests that all read', async () => {
    const result = await run({});
    expect(result.checks.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(result.isHealthy).toBe(true);
    expect(bench?.sandbox.requests.map(({ method }) => method)).toEqual(
      Array.from({ length: 8 }, () => 'GET'),
    );
    expect(result.requests.made).toBe(8);
  });

  it.each([
    ['a server that fails every request', { faults: [{ kind: 'status', status: 503 }] }],
    ['a server whose every answer is HTML', { faults: [{ kind: 'html' }] }],
    ['names that need look-ups of their own', {}],
  ] as const)('sends at most eight requests to %s', async (_what, options) => {
    bench = await startDoctorBench(options);
    await bench.run({ project: 'empty', environment: 'nothing' });
    expect(bench.sandbox.requests.length).toBeLessThanOrEqual(8);
  });

  it('sends nothing without a token, and says how to get one', async () => {
    const result = await run({ token: undefined });
    expect(checkOf(result, 'token')).toMatchObject({
      level: 'problem',
      finding: 'no API token',
      advice: expect.stringContaining('QOVERY_API_TOKEN') as unknown,
    });
    expect(result.isHealthy).toBe(false);
    expect(bench?.sandbox.requests).toEqual([]);
  });

  it('says of a token that is not accepted that it is not', async () => {
    bench = await startDoctorBench({ tokens: [{ token: 'another' }] });
    const result = await bench.run();
    expect(checkOf(result, 'api')).toMatchObject({
      level: 'problem',
      finding: 'the API cannot be used (unauthorized)',
      advice: expect.stringContaining('revoked') as unknown,
    });
    expect(bench.sandbox.requests).toHaveLength(1);
  });

  it('says of a server that answers HTML that it is not the API', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const apiUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const result = await doctor({ apiUrl, token: 'anything', key: DOCTOR_KEY });
    server.close();
    expect(checkOf(result, 'api')).toMatchObject({
      level: 'problem',
      finding: 'the API cannot be used (not-json)',
      advice: expect.stringContaining('--api-url') as unknown,
    });
    expect(result.requests.made).toBe(1);
  });

  it.each<[string, Partial<DoctorOptions>, string, Partial<DoctorCheck>]>([
    ['no key', { key: undefined }, 'key', { level: 'warning' }],
    ['a key that is too short', { key: 'short' }, 'key', { level: 'problem' }],
    ['a key that is weak', { key: 'password'.repeat(5) }, 'key', { level: 'problem' }],
    [
      'old keys',
      { oldKeys: [`${DOCTOR_KEY}old`] },
      'key',
      { level: 'ok', finding: 'the fingerprint key is strong; 1 old still verify' },
    ],
    ['a login that has ended', { token: loginToken(1_000_000_000) }, 'token', { level: 'problem' }],
    ['a login that will end', { token: loginToken(4_102_444_800) }, 'token', { level: 'warning' }],
    ['a policy token', { token: 'sk-qov-01-something' }, 'token', { level: 'ok' }],
    ['a project that is not there', { project: 'nowhere' }, 'names', { level: 'problem' }],
  ])('judges %s', async (_what, options, id, expected) => {
    expect(checkOf(await run(options), id)).toMatchObject(expected);
  });

  it('compares the clocks', async () => {
    bench = await startDoctorBench();
    bench.sandbox.advance(300_000);
    expect(checkOf(await bench.run(), 'clock')).toMatchObject({
      level: 'warning',
      finding: expect.stringContaining("5m behind the server's") as unknown,
    });
  });

  it('says which kinds of services the token may not read', async () => {
    bench = await startDoctorBench({ tokens: [{ token: 'anything', denied: ['nightly'] }] });
    const result = await bench.run();
    expect(checkOf(result, 'secrets-of-job')).toMatchObject({ level: 'warning' });
    expect(result.isHealthy).toBe(true);
  });

  it('ends at an interrupt', async () => {
    bench = await startDoctorBench({ faults: [{ kind: 'hang' }] });
    const interrupted = new AbortController();
    setTimeout(() => interrupted.abort(), 50);
    await expect(bench.run({ interrupt: interrupted.signal })).rejects.toMatchObject({ code: 'interrupted' });
  });
});

it('a doctor in JSON names nothing and nobody', async () => {
  bench = await startDoctorBench();
  const text = JSON.stringify([await bench.run(), await bench.runLive()]);
  const ids = bench.sandbox.secrets().flatMap(({ id, parentId }) => [id, parentId]);
  for (const word of [
    ...ids,
    'Acme',
    'shop',
    'production',
    'checkout',
    'nightly',
    'OF_PROJECT',
    'anything',
  ]) {
    expect(text).not.toContain(word);
  }
});
