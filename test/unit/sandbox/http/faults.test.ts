import { setTimeout as wait } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/model/failure.js';
import { FAULT_KINDS, parseFaults, planFaults, type FaultRule } from '../../../../src/sandbox/http/faults.js';
import type { Sandbox } from '../../../../src/sandbox/http/server.js';
import { startWorld } from '../../../support/worlds/index.js';
import { call, secretId } from '../call.js';

let sandbox: Sandbox;
const start = async (...faults: readonly FaultRule[]): Promise<void> => {
  sandbox = await startWorld({ faults });
};
afterEach(() => sandbox?.close());

const override = (): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }> =>
  call(sandbox, `POST /variable/${secretId(sandbox, 'PROJECT', 'TLS_CERT')}/override`, {
    value: 'x',
    override_scope: 'APPLICATION',
    override_parent_id: sandbox.secrets().find(({ key }) => key === 'OWN')?.parentId,
  });

const isWritten = (): boolean =>
  sandbox.secrets().some(({ key, scope }) => key === 'TLS_CERT' && scope === 'APPLICATION');

describe('a fault', () => {
  it.each([
    ['status', 503, false],
    ['html', 502, false],
    ['garbage', 200, false],
    ['commit-then-status', 503, true],
    ['commit-then-html', 502, true],
    ['commit-then-garbage', 201, true],
    ['truncate', 201, true],
    ['delay', 201, true],
  ] as const)('%s is answered %i; written: %s', async (kind, status, written) => {
    await start({ kind, method: 'POST', nth: 1, delay: '1ms', headers: { 'X-Fault': 'yes' } });
    const answer = await override();
    expect(answer.status).toBe(status);
    expect(isWritten()).toBe(written);
    const isJson = ((): boolean => {
      try {
        return typeof JSON.parse(answer.text) === 'object';
      } catch {
        return false;
      }
    })();
    expect(isJson).toBe(['status', 'commit-then-status', 'delay'].includes(kind));
    expect(answer.headers.get('x-fault')).toBe(kind === 'delay' ? null : 'yes');
    expect(sandbox.requests.at(-1)).toMatchObject({ method: 'POST', status, fault: kind, hasBody: true });
    expect(sandbox.faults()[0]).toMatchObject({ matched: 1, fired: 1 });
  });

  it.each([
    ['reset', false],
    ['commit-then-reset', true],
  ] as const)('%s breaks the connection; written: %s', async (kind, written) => {
    await start({ kind, method: 'POST' });
    await expect(override()).rejects.toThrow('fetch failed');
    expect(isWritten()).toBe(written);
    expect(sandbox.requests.at(-1)?.status).toBeNull();
  });

  it.each([
    ['hang', false],
    ['commit-then-hang', true],
  ] as const)('%s never answers, and ends when the sandbox closes; written: %s', async (kind, written) => {
    await start({ kind, method: 'POST' });
    const answer = override().then(
      () => 'answered',
      () => 'broken',
    );
    while (sandbox.requests.length === 0) await wait(1);
    expect(isWritten()).toBe(written);
    await sandbox.close();
    expect(await answer).toBe('broken');
  });

  it('leaves requests alone that its rule does not match', async () => {
    await start(
      { kind: 'status', method: 'PUT' },
      { kind: 'status', path: '/application/*/secret/*/override' },
    );
    expect((await override()).status).toBe(201);
    expect(sandbox.faults().map(({ matched }) => matched)).toEqual([0, 0]);
  });
});

const struck = (rule: Omit<FaultRule, 'kind'>, count: number): readonly number[] => {
  const plan = planFaults([{ ...rule, kind: 'status' }]);
  return Array.from({ length: count }, (_none, index) => index + 1).filter(
    () => plan.decide('GET', '/organization') !== null,
  );
};

describe('which requests a rule strikes', () => {
  it('counts from 1', () => {
    expect(struck({ nth: 2 }, 5)).toEqual([2]);
    expect(struck({ every: 2 }, 5)).toEqual([2, 4]);
    expect(struck({ after: 3 }, 5)).toEqual([4, 5]);
    expect(struck({ after: 1, every: 2, times: 1 }, 9)).toEqual([3]);
    expect(struck({}, 3)).toEqual([1, 2, 3]);
  });

  it('takes * for one segment of a path and ** for any number', () => {
    const plan = planFaults([{ kind: 'status', path: '/application/*/secret' }]);
    expect(plan.decide('GET', '/application/1/secret')).not.toBeNull();
    expect(plan.decide('GET', '/application/1/secret/2')).toBeNull();
    expect(
      planFaults([{ kind: 'status', path: '/application/**' }]).decide('GET', '/application/1/secret/2'),
    ).not.toBeNull();
  });

  it('strikes with one rule at a time, the first, while the others go on counting', () => {
    const plan = planFaults([
      { kind: 'reset', nth: 1 },
      { kind: 'hang', nth: 1 },
      { kind: 'status', nth: 2 },
    ]);
    const kinds = [1, 2, 3].map(() => plan.decide('GET', '/')?.kind);
    expect(kinds).toEqual(['reset', 'status', undefined]);
    expect(plan.counts().map(({ matched, fired }) => [matched, fired])).toEqual([
      [3, 1],
      [3, 0],
      [3, 1],
    ]);
  });

  it('draws the same numbers from the same seed, about as often as asked', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const first = struck({ probability: 0.3, seed }, 1000);
        expect(struck({ probability: 0.3, seed }, 1000)).toEqual(first);
        expect(Math.abs(first.length - 300)).toBeLessThan(100);
      }),
      { numRuns: 20 },
    );
    expect(struck({ probability: 0.5, seed: 1 }, 50)).not.toEqual(struck({ probability: 0.5, seed: 2 }, 50));
  });
});

describe('a file of fault rules', () => {
  it('may hold every kind, in YAML or JSON', () => {
    const rules = FAULT_KINDS.map((kind) => ({ kind, method: 'POST', path: '/x/*', nth: 1, delay: '1s' }));
    expect(parseFaults(JSON.stringify(rules), 'faults.json')).toEqual(rules);
    expect(parseFaults('- kind: status\n  status: 429\n  headers: { Retry-After: "1" }\n', 'f.yaml')).toEqual(
      [{ kind: 'status', status: 429, headers: { 'Retry-After': '1' } }],
    );
  });

  it.each([
    ['- kind: statsu\n', 1, 3, /must be one of status, delay/],
    ['- kind: status\n  nht: 1\n', 2, 3, /unknown property nht/],
    ['- kind: delay\n', 1, 3, /delay is missing/],
    ['- kind: delay\n  delay: 5 minutes\n', 2, 3, /must be a duration/],
    ['- kind: status\n  probability: 2\n', 2, 3, /must be <= 1/],
    ['kind: status\n', 1, 1, /must be of type array/],
  ])('%j is refused with its place', (text, line, column, message) => {
    let caught: unknown;
    try {
      parseFaults(text, 'faults.yaml');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(Failure);
    const [diagnostic] = (caught as Failure).diagnostics;
    expect(diagnostic).toMatchObject({
      code: 'invalid-faults',
      location: { file: 'faults.yaml', line, column },
    });
    expect(diagnostic?.message).toMatch(message);
  });
});
