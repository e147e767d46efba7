import { afterEach, describe, expect, it } from 'vitest';
import { SERVICE_TYPES } from '../../../../src/model/scope.js';
import { createClient } from '../../../../src/qovery/client/client.js';
import type { DoctorOptions } from '../../../../src/run/doctor/options.js';
import { seedDoctor, startDoctorBench, type DoctorBench } from '../../../support/doctor-bench.js';
import { drawIntegers } from '../../../support/doctor-draws.js';

let bench: DoctorBench;
afterEach(() => bench.sandbox.close());

const NAMES = {
  APPLICATION: 'checkout',
  CONTAINER: 'worker',
  JOB: 'nightly',
  HELM: 'chart',
  TERRAFORM: 'infra',
  AGENTIC_WORKFLOW: 'agent',
};

/** Requests before a live run writes. */
const BEFORE = 12;

/** How many requests a whole run takes. */
const countRequests = async ({ sandbox, runLive }: DoctorBench): Promise<number> => {
  await runLive();
  return sandbox.requests.length;
};

/** Starts a live run that gets no more answers after so many requests, as if its process was killed then. */
const runUntilKilled = ({ runLive }: DoctorBench, count: number): Promise<void> =>
  new Promise((die) => {
    let sent = 0;
    void runLive({
      createClient: (options) => {
        const client = createClient(options);
        return {
          ...client,
          request: (request) => {
            sent += 1;
            if (sent <= count) return client.request(request);
            die();
            return new Promise(() => undefined);
          },
        };
      },
    });
  });

describe('a live run', () => {
  it.each(SERVICE_TYPES)(
    'tries all it can at a service of kind %s, and leaves nothing behind',
    async (type) => {
      bench = await startDoctorBench();
      const target = { type, service: NAMES[type], secret: 'OF_ENVIRONMENT' };
      const result = await bench.runLive({ live: target });
      expect(result.assumptions.filter(({ verdict }) => verdict === 'copes' || verdict === 'fails')).toEqual(
        [],
      );
      expect(result.assumptions.filter(({ observed }) => observed !== null).length).toBeGreaterThanOrEqual(
        27,
      );
      expect(result).toMatchObject({ isHealthy: true, failure: null, leftovers: [] });
      expect(bench.left()).toEqual([]);
      const writes = bench.sandbox.requests.filter(
        ({ method, path }) => method !== 'GET' && path.includes('environment'),
      );
      expect(writes).toEqual([]);
    },
  );

  it.each([
    ['OWN', 'no-parent', 'exists only at application checkout itself'],
    ['NOWHERE', 'no-parent', 'no secret with the key "NOWHERE"'],
    ['TAKEN', 'override-exists', 'shop/production/application/checkout/TAKEN exists'],
    ['PLAIN', 'override-exists', 'a plain variable has that key'],
  ])('refuses %s before it writes: %s', async (secret, code, message) => {
    const ofApplication = [
      { key: 'OWN' },
      { key: 'TAKEN', overrides: true },
      { key: 'PLAIN', isSecret: false },
    ];
    bench = await startDoctorBench({ seed: seedDoctor([{ key: 'TAKEN' }, { key: 'PLAIN' }], ofApplication) });
    const live = { type: 'APPLICATION', service: 'checkout', secret } as const;
    await expect(bench.runLive({ live })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as unknown,
    });
    expect(bench.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('says of a read-only token that it may not write, and writes nothing', async () => {
    bench = await startDoctorBench({ tokens: [{ token: 'anything', readOnly: true }] });
    const result = await bench.runLive();
    expect(result).toMatchObject({ isHealthy: false, failure: { code: 'access-denied' }, leftovers: [] });
    expect(bench.left()).toEqual([]);
  });

  it('does nothing without approval', async () => {
    bench = await startDoctorBench();
    const approve = (): Promise<boolean> => Promise.resolve(false);
    await expect(bench.runLive({ approve })).rejects.toMatchObject({ code: 'not-confirmed' });
    expect(bench.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('twice at once at one service: one of them ends, and nothing is left behind', async () => {
    bench = await startDoctorBench();
    const ends = await Promise.allSettled([bench.runLive(), bench.runLive()]);
    const codes = ends.map((end) =>
      end.status === 'fulfilled'
        ? (end.value.failure?.code ?? 'done')
        : (end.reason as { code: string }).code,
    );
    expect(codes).toContain('done');
    expect(codes.filter((code) => !['done', 'conflict', 'gone', 'doctor-running'].includes(code))).toEqual(
      [],
    );
    expect(bench.left()).toEqual([]);
  });

  it('names by address what it could not remove', async () => {
    bench = await startDoctorBench({ faults: [{ kind: 'status', status: 403, method: 'DELETE' }] });
    const result = await bench.runLive();
    expect(result.isHealthy).toBe(false);
    expect(result.leftovers).toContain('shop/production/application/checkout/OF_PROJECT');
    expect(result.toJSON()).toMatchObject({ summary: { leftovers: result.leftovers.length } });
  });
});

describe('what a live run made', () => {
  it('is removed after an interrupt at any of 50 moments', async () => {
    bench = await startDoctorBench({ limit: null });
    const whole = await countRequests(bench);
    for (const moment of drawIntegers(50, 1, whole - 1)) {
      const before = bench.sandbox.requests.length;
      const interrupted = new AbortController();
      const createInterrupting: DoctorOptions['createClient'] = (options) => {
        const client = createClient(options);
        return {
          ...client,
          request: (request) => {
            if (bench.sandbox.requests.length - before >= moment) interrupted.abort();
            return client.request(request);
          },
        };
      };
      const run = bench.runLive({ interrupt: interrupted.signal, createClient: createInterrupting });
      const end = await run.catch((error: unknown) => error as { code: string });
      if ('code' in end) expect(end.code).toBe('interrupted');
      else expect(end).toMatchObject({ interrupted: true, leftovers: [], isHealthy: false });
      expect(bench.left(), `after ${moment} requests`).toEqual([]);
    }
  });

  it('is removed where any one answer is lost', async () => {
    bench = await startDoctorBench({ limit: null });
    for (const nth of drawIntegers(12, 1, 25)) {
      const kind = nth % 2 === 0 ? 'commit-then-reset' : 'commit-then-status';
      bench.sandbox.setFaults([
        { kind, method: 'POST', nth: (nth % 6) + 1 },
        { kind, method: 'DELETE', nth },
        { kind, method: 'PUT', nth },
      ]);
      await bench.runLive();
      expect(bench.left(), `at ${nth}`).toEqual([]);
    }
  });

  it('is found and removed by the next run where this one was killed, at any of 12 moments', async () => {
    bench = await startDoctorBench({ limit: null });
    const whole = await countRequests(bench);
    const removed = [];
    for (const moment of drawIntegers(12, BEFORE, whole - 2)) {
      await runUntilKilled(bench, moment);
      const left = bench.left().length;
      const next = await bench.runLive();
      expect(next.failure, `after ${moment} requests`).toBeNull();
      expect(next.removed).toBe(left);
      expect(bench.left()).toEqual([]);
      removed.push(left);
    }
    expect(removed.filter((count) => count > 0).length).toBeGreaterThan(6);
  });

  it('is not removed if somebody edited it since', async () => {
    bench = await startDoctorBench();
    await runUntilKilled(bench, BEFORE + 4);
    bench.sandbox.advance(3_600_000);
    const made = bench.sandbox
      .secrets()
      .find(({ description }) => description?.startsWith('[qoverride-doctor:'));
    const edit = await fetch(`${bench.sandbox.url}/variable/${made?.id ?? ''}`, {
      method: 'PUT',
      headers: { authorization: 'Token any', 'content-type': 'application/json' },
      body: JSON.stringify({ key: made?.key, value: 'needed now', description: made?.description }),
    });
    expect(edit.status).toBe(200);
    await expect(bench.runLive()).rejects.toMatchObject({ code: 'edited-leftover' });
    expect(bench.sandbox.valueOf(made?.id ?? '')).toBe('needed now');
  });
});
