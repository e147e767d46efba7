import { describe, expect, it } from 'vitest';
import type { SandboxAssumptions } from '../../src/sandbox/world/assumptions.js';
import { createVirtualClock } from '../support/virtual-clock.js';
import { makeEstate, type Cell, type EstateOptions, type MarkedEstate } from '../support/worlds/index.js';
import { findLosses } from './checks.js';
import { createFaultRig, readReport, type FaultRig } from './rig.js';

const APPLY = ['apply', '-y', '--format', 'json'];
const KEYS = ['ALPHA', 'BETA', 'GAMMA', 'DELTA'];

const cellsOf = (before: Cell['before'], services: readonly (number | null)[]): readonly Cell[] =>
  services.flatMap((service) => KEYS.map((key): Cell => ({ service, key, before, wanted: 'new' })));

const SERVICES: EstateOptions['services'] = ['APPLICATION', 'HELM'];
const UPDATES = makeEstate({ services: SERVICES, cells: cellsOf('ours', [0, 1]) });
const CREATES = makeEstate({ services: SERVICES, cells: cellsOf('nothing', [0, 1]) });

const withServer = async (
  estate: MarkedEstate,
  assumptions: Partial<SandboxAssumptions>,
  act: (rig: FaultRig) => Promise<void>,
): Promise<void> => {
  const rig = await createFaultRig(estate, createVirtualClock(), { assumptions, latency: 20 });
  try {
    await act(rig);
  } finally {
    await rig.close();
  }
};

const countOf = (rig: FaultRig, method: string): number =>
  rig.sandbox.requests.filter((request) => request.method === method).length;

/** Reads in sync, without anything more to do. */
const expectInSync = async (rig: FaultRig, estate: MarkedEstate): Promise<void> => {
  const { exitCode, stdout } = await rig.run(['plan', '--detailed-exitcode']);
  expect(exitCode, stdout).toBe(0);
  expect(findLosses(rig, estate)).toEqual([]);
};

describe('a server that answers an edit with the time from before', () => {
  it.each([
    ['sent', 8],
    ['absent', 9],
  ] as const)('costs one look in a run (Date: %s), and reads in sync', async (dateHeader, puts) => {
    await withServer(UPDATES, { editAnswers: 'old-time', dateHeader }, async (rig) => {
      const planned = await rig.run(['plan']);
      expect(planned.exitCode).toBe(0);
      const reads = countOf(rig, 'GET');
      expect((await rig.run(APPLY)).exitCode).toBe(0);
      // The lists of the plan, and one look; without a Date, the first write is written again.
      expect(countOf(rig, 'GET') - reads).toBe(reads + 1);
      expect(countOf(rig, 'PUT')).toBe(puts);
      await expectInSync(rig, UPDATES);
    });
  });

  it('whose data have a clock of their own is written again once, and then reads in sync', async () => {
    await withServer(UPDATES, { editAnswers: 'old-time', timestampSkew: 60_000 }, async (rig) => {
      expect((await rig.run([...APPLY, '--parallelism', '1'])).exitCode).toBe(0);
      await expectInSync(rig, UPDATES);
    });
  });
});

describe('a server with two front ends whose clocks are apart', () => {
  it.each([20_000, -20_000])('by %i ms: fresh writes read in sync', async (frontEndSkew) => {
    for (const estate of [CREATES, UPDATES]) {
      await withServer(estate, { frontEndSkew }, async (rig) => {
        const applied = await rig.run(APPLY);
        expect(applied.exitCode, applied.stdout).toBe(0);
        await expectInSync(rig, estate);
        const writes = countOf(rig, 'POST') + countOf(rig, 'PUT');
        expect(writes).toBeLessThanOrEqual(8 * 9);
      });
    }
  });
});

describe('a server without Date headers', () => {
  it.each([0, -7_200_000, 7_200_000])(
    'and data that are %i ms ahead costs one request more',
    async (skew) => {
      await withServer(CREATES, { dateHeader: 'absent', timestampSkew: skew }, async (rig) => {
        expect((await rig.run(APPLY)).exitCode).toBe(0);
        expect([countOf(rig, 'POST'), countOf(rig, 'PUT')]).toEqual([8, 1]);
        await expectInSync(rig, CREATES);
      });
    },
  );
});

describe('a server on which something else has the keys', () => {
  const TAKEN = KEYS.map((key) => ({ key, value: `plain-${key}`, isSecret: false }));
  const taken = (conflictBody: SandboxAssumptions['conflictBody']) =>
    ({ takenKeys: 'also-above', conflictBody }) as const;

  /** Puts plain variables with the same keys into the environment. */
  const blocked: MarkedEstate = {
    ...CREATES,
    seed: {
      ...CREATES.seed,
      organizations: CREATES.seed.organizations.map((organization) => ({
        ...organization,
        projects: (organization.projects ?? []).map((project) => ({
          ...project,
          environments: (project.environments ?? []).map((environment) => ({
            ...environment,
            secrets: TAKEN,
          })),
        })),
      })),
    },
  };

  it.each(['message', 'existing-variable'] as const)('says what has them (%s)', async (conflictBody) => {
    await withServer(blocked, taken(conflictBody), async (rig) => {
      const applied = await rig.run(APPLY);
      expect(applied.exitCode).toBe(1);
      const { changes } = readReport(applied);
      expect(changes).toHaveLength(8);
      for (const { outcome, error } of changes) {
        expect(outcome).toBe('failed');
        expect(error).toMatchObject({
          code: 'conflict',
          message: expect.stringContaining('a plain variable at environment scope') as string,
        });
      }
      for (const { value } of TAKEN) expect(applied.stdout + applied.stderr).not.toContain(value);
      expect(countOf(rig, 'POST')).toBe(8);
      const lists = rig.sandbox.requests.filter(
        ({ method, path }) => method === 'GET' && (path.endsWith('/secret') || path === '/variable'),
      );
      // Two of the plan, one for each change, and one read of everything for each of the two services.
      expect(lists.length).toBeLessThanOrEqual(2 + 8 + 2);
    });
  });
});
