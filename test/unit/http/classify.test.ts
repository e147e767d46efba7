import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyFault, classifyStatus, type Fault, type Method } from '../../../src/http/classify.js';

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'DELETE'];
const FAULTS: readonly Fault[] = [
  'refused',
  'unknown-host',
  'no-route',
  'proxy-refused',
  'untrusted',
  'wrong-host',
  'expired',
  'not-yet-valid',
  'revoked',
  'not-tls',
  'client-certificate',
  'tls-refused',
  'timed-out',
  'lost',
  'malformed',
  'too-large',
  'aborted',
];

describe('classifyStatus', () => {
  // 520 to 527 and 530: what Cloudflare says of a server behind it.
  it.each([429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530])(
    'repeats GET, PUT and DELETE on %i',
    (status) => {
      for (const method of ['GET', 'PUT', 'DELETE'] as const) {
        expect(classifyStatus(method, status).verdict).toBe('retry');
      }
    },
  );

  it('repeats a POST on 429, which was not carried out, and settles it on every 5xx', () => {
    expect(classifyStatus('POST', 429)).toMatchObject({ verdict: 'retry', mayHaveRun: false });
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 599 }), (status) => {
        expect(classifyStatus('POST', status)).toMatchObject({ verdict: 'settle', mayHaveRun: true });
      }),
    );
  });

  it.each([400, 401, 403, 404, 409, 413, 422])('never repeats on %i', (status) => {
    for (const method of METHODS) {
      expect(classifyStatus(method, status)).toMatchObject({ verdict: 'fail', mayHaveRun: false });
    }
  });

  it.each([301, 302, 307, 308])('takes a %i for final', (status) => {
    for (const method of METHODS) expect(classifyStatus(method, status).verdict).toBe('fail');
  });

  it('repeats a GET whose success cannot be read, and looks again after a write whose success cannot', () => {
    expect(classifyStatus('GET', 200).verdict).toBe('retry');
    for (const method of ['POST', 'PUT', 'DELETE'] as const) {
      expect(classifyStatus(method, 200).verdict).toBe('settle');
    }
  });

  it('counts 429 and 503 as overload, and nothing else', () => {
    const overloads = Array.from({ length: 500 }, (_, index) => index + 100).filter(
      (status) => classifyStatus('GET', status).isOverload,
    );
    expect(overloads).toEqual([429, 503]);
  });
});

describe('a POST', () => {
  it('is never sent again on what may have been carried out', () => {
    const outcomes = [
      ...Array.from({ length: 500 }, (_, index) => classifyStatus('POST', index + 100)),
      ...FAULTS.map((fault) => classifyFault('POST', fault)),
    ];
    expect(outcomes.filter(({ verdict, mayHaveRun }) => verdict === 'retry' && mayHaveRun)).toEqual([]);
  });
});
