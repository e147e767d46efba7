import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../src/sandbox/http/faults.js';
import type { SandboxAssumptions } from '../../src/sandbox/world/assumptions.js';
import { realClock } from '../support/clock.js';
import { type EstateOptions, makeEstate } from '../support/worlds/index.js';
import { createVirtualClock } from '../support/virtual-clock.js';
import { findLosses, findUntruths } from './checks.js';
import { createFaultRig, readReport, runs } from './rig.js';
import { anyAssumptions, anyEstateOptions, anyFaults, passingFaults } from './sequences.js';

const APPLY = ['apply', '-y', '--format', 'json', '--prune', '--max-deletes', '100'];

/** Short enough not to wait long for what hangs, and long enough for a busy machine. */
const TIMEOUT = ['--timeout', '250ms'];

const tally = { runs: 0, built: 0, faults: 0, applied: 0, failed: 0, violations: 0 };

interface Scenario {
  readonly estate: EstateOptions;
  readonly assumptions: Partial<SandboxAssumptions>;
  readonly faults: readonly FaultRule[];
}

/** How a scenario is run, and whether its faults pass, so that everything must get done. */
interface Manner {
  readonly isBuilt: boolean;
  readonly mustSucceed: boolean;
}

/** Applies under faults, then once more without, and gives everything that is wrong with either. */
const tryOut = async (scenario: Scenario, { isBuilt, mustSucceed }: Manner): Promise<readonly string[]> => {
  const estate = makeEstate(scenario.estate);
  const clock = isBuilt ? realClock : createVirtualClock();
  const { assumptions, faults } = scenario;
  // Some time has to pass with each request: an own time that is the same to the millisecond looks like a stale answer.
  const rig = await createFaultRig(estate, clock, { assumptions, faults, latency: 5 });
  try {
    const before = rig.overrides();
    const argv = [...APPLY, ...TIMEOUT];
    const hurt = isBuilt
      ? await rig.runBuilt([...argv, '--retry-for', mustSucceed ? '60s' : '500ms'])
      : await rig.run([...argv, '--retry-for', mustSucceed ? '10m' : '20s']);
    const untruths = findUntruths(rig, estate, hurt, before);
    const { changes, diagnostics } = readReport(hurt);
    tally.runs += 1;
    tally.built += isBuilt ? 1 : 0;
    tally.faults += rig.sandbox.faults().reduce((sum, { fired }) => sum + fired, 0);
    tally.applied += changes.filter(({ outcome }) => outcome === 'applied').length;
    tally.failed += changes.filter(({ outcome }) => outcome === 'failed').length;
    const unfinished =
      mustSucceed && hurt.exitCode !== 0
        ? [
            `exit code ${String(hurt.exitCode)}: ${diagnostics.map(({ code }) => code).join()} ${changes.map(({ error }) => error?.message ?? '').join()}`,
          ]
        : [];

    rig.sandbox.setFaults([]);
    const healed = await rig.run(APPLY);
    const plan = await rig.run(['plan', '--format', 'json', '--prune', '--detailed-exitcode']);
    const violations = [
      ...untruths,
      ...unfinished,
      ...(healed.exitCode === 0
        ? []
        : [`the run without faults ended with ${healed.stdout}${healed.stderr}`]),
      ...(plan.exitCode === 0 ? [] : [`not in sync afterwards: ${plan.stdout}`]),
      ...findLosses(rig, estate),
    ];
    tally.violations += violations.length;
    return violations;
  } finally {
    await rig.close();
  }
};

/** Lets fast-check choose; what fails is printed with its seed and path, which `FAULT_SEED` and `FAULT_PATH` run again. */
const assertHolds = (
  faults: fc.Arbitrary<readonly FaultRule[]>,
  few: number,
  manner: Manner,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(
      fc.record({ estate: anyEstateOptions, assumptions: anyAssumptions, faults }),
      async (scenario) => {
        expect(await tryOut(scenario, manner)).toEqual([]);
      },
    ),
    {
      numRuns: runs(few),
      ...(process.env['FAULT_SEED'] === undefined ? {} : { seed: Number(process.env['FAULT_SEED']) }),
      ...(process.env['FAULT_PATH'] === undefined ? {} : { path: process.env['FAULT_PATH'] }),
    },
  );

describe('an apply that meets faults', () => {
  it('gets over all that pass, and writes each override once', { timeout: 0 }, () =>
    assertHolds(passingFaults, 16, { isBuilt: false, mustSucceed: true }),
  );

  it('tells the truth whatever happens', { timeout: 0 }, () =>
    assertHolds(anyFaults, 16, { isBuilt: false, mustSucceed: false }),
  );

  const LOST = { kind: 'commit-then-reset', nth: 1 } as const;

  it.each<readonly [string, readonly FaultRule[]]>([
    [
      'a PUT that was lost',
      [
        { ...LOST, method: 'PUT' },
        { kind: 'status', status: 400, method: 'PUT', nth: 2 },
      ],
    ],
    [
      'a PUT of which 404 is said',
      [
        { ...LOST, method: 'PUT' },
        { kind: 'status', status: 404, method: 'PUT', nth: 2 },
      ],
    ],
    [
      'a PUT whose token ended',
      [
        { ...LOST, method: 'PUT' },
        { kind: 'status', status: 401, after: 10 },
      ],
    ],
    [
      'a DELETE that was lost',
      [
        { ...LOST, method: 'DELETE' },
        { kind: 'status', status: 422, method: 'DELETE', nth: 2 },
      ],
    ],
    [
      'a POST that was lost',
      [
        { ...LOST, method: 'POST' },
        { kind: 'status', status: 403, method: 'POST', after: 1 },
      ],
    ],
  ])('looks before it believes a refusal that follows on %s', { timeout: 60_000 }, async (_, faults) => {
    const estate: EstateOptions = {
      services: ['APPLICATION', 'HELM'],
      cells: [
        { service: 0, key: 'ALPHA', before: 'ours', wanted: 'new' },
        { service: 0, key: 'BETA', before: 'ours', wanted: 'no' },
        { service: 1, key: 'GAMMA', before: 'nothing', wanted: 'new' },
      ],
    };
    expect(await tryOut({ estate, assumptions: {}, faults }, { isBuilt: false, mustSucceed: false })).toEqual(
      [],
    );
  });

  it(
    'waits for what is late before it looks, and stands one that is later still',
    { timeout: 60_000 },
    async () => {
      const estate: EstateOptions = {
        services: ['CONTAINER'],
        cells: ['ALPHA', 'BETA'].map((key) => ({ service: 0, key, before: 'nothing', wanted: 'new' })),
      };
      const late = { kind: 'delay', method: 'POST' } as const;
      const faults: readonly FaultRule[] = [
        { ...late, delay: '300ms', nth: 1 },
        { ...late, delay: '1500ms', nth: 2 },
      ];
      const manner = { isBuilt: true, mustSucceed: true };
      expect(await tryOut({ estate, assumptions: {}, faults }, manner)).toEqual([]);
    },
  );

  it('does both as the built tool', { timeout: 0 }, async () => {
    await assertHolds(passingFaults, 1, { isBuilt: true, mustSucceed: true });
    await assertHolds(anyFaults, 1, { isBuilt: true, mustSucceed: false });
  });

  afterAll(() => {
    process.stdout.write(
      `\nFaults: ${String(tally.runs)} runs (${String(tally.built)} of the built tool), ${String(tally.faults)} faults fired, ` +
        `${String(tally.applied)} changes applied, ${String(tally.failed)} failed, ${String(tally.violations)} violations.\n`,
    );
  });
});
