import { describe, expect, it } from 'vitest';
import { realClock } from '../support/clock.js';
import { type Cell, makeEstate, type MarkedEstate } from '../support/worlds/index.js';
import { findLeaks, findLosses, findUntruths } from './checks.js';
import { createFaultRig, placeKey, readReport, type FaultRig } from './rig.js';

const SERVICES = ['APPLICATION', 'JOB', 'TERRAFORM'] as const;

const cellsOf = (prefix: string): readonly Cell[] =>
  SERVICES.flatMap((_, service) =>
    Array.from({ length: 12 }, (_unused, index): Cell => {
      const key = `${prefix}_${String(index)}`;
      if (index < 5) return { service, key, before: 'nothing', wanted: 'new' };
      return { service, key, before: 'ours', wanted: index < 10 ? 'new' : 'no' };
    }),
  );

const APPLY = ['apply', '-y', '--format', 'json', '--prune', '--max-deletes', '100'];

const withRig = async (estate: MarkedEstate, act: (rig: FaultRig) => Promise<void>): Promise<void> => {
  const rig = await createFaultRig(estate, realClock, { latency: 3 });
  try {
    await act(rig);
  } finally {
    await rig.close();
  }
};

/** Puts the manifests of one stack and those of another over one environment. */
const combine = (left: MarkedEstate, right: MarkedEstate): MarkedEstate => {
  const [organization] = left.seed.organizations;
  const [project] = organization?.projects ?? [];
  const [environment] = project?.environments ?? [];
  const [otherProject] = right.seed.organizations[0]?.projects ?? [];
  const [otherEnvironment] = otherProject?.environments ?? [];
  if (organization === undefined || project === undefined || environment === undefined) return left;
  const prefixed = Object.entries(right.env).map(([name, value]) => [`RIGHT_${name}`, value] as const);
  return {
    seed: {
      organizations: [
        {
          ...organization,
          projects: [
            {
              ...project,
              secrets: [
                ...new Map(
                  [...(project.secrets ?? []), ...(otherProject?.secrets ?? [])].map((secret) => [
                    secret.key,
                    secret,
                  ]),
                ).values(),
              ],
              environments: [
                {
                  ...environment,
                  services: (environment.services ?? []).map((service, index) => ({
                    ...service,
                    secrets: [
                      ...(service.secrets ?? []),
                      ...(otherEnvironment?.services?.[index]?.secrets ?? []),
                    ],
                  })),
                },
              ],
            },
          ],
        },
      ],
    },
    manifests: {
      'left/all.yaml': left.manifests['overrides/all.yaml'] ?? '',
      'right/all.yaml': (right.manifests['overrides/all.yaml'] ?? '').replaceAll('VALUE_', 'RIGHT_VALUE_'),
    },
    env: { ...left.env, ...Object.fromEntries(prefixed) },
    expectations: [...left.expectations, ...right.expectations],
    values: [...left.values, ...right.values],
  };
};

describe('two applies at once', () => {
  it('of the same manifests both end well', { timeout: 120_000 }, async () => {
    await withRig(makeEstate({ services: SERVICES, cells: cellsOf('KEY') }), async (rig) => {
      const estate = makeEstate({ services: SERVICES, cells: cellsOf('KEY') });
      const both = await Promise.all([rig.runBuilt(APPLY), rig.runBuilt(APPLY)]);
      for (const run of both) {
        expect(
          readReport(run)
            .changes.map(({ error }) => error)
            .filter(Boolean),
        ).toEqual([]);
        expect(run.exitCode, run.stderr).toBe(0);
        expect(findLeaks(run, estate)).toEqual([]);
      }
      expect(findLosses(rig, estate)).toEqual([]);
      const made = rig.sandbox.requests.filter(({ method, status }) => method === 'POST' && status === 201);
      expect(made).toHaveLength(15);
      expect((await rig.run(['plan', '--prune', '--detailed-exitcode'])).exitCode).toBe(0);
    });
  });

  it('of two stacks in one environment leave each other alone', { timeout: 120_000 }, async () => {
    const estate = combine(
      makeEstate({ services: SERVICES, cells: cellsOf('LEFT'), stack: 'left' }),
      makeEstate({ services: SERVICES, cells: cellsOf('RIGHT'), stack: 'right' }),
    );
    await withRig(estate, async (rig) => {
      const before = rig.overrides();
      const both = await Promise.all([rig.runBuilt([...APPLY, 'left']), rig.runBuilt([...APPLY, 'right'])]);
      for (const run of both) {
        expect(run.exitCode, run.stderr).toBe(0);
        expect(findUntruths(rig, estate, run, before)).toEqual([]);
      }
      expect(findLosses(rig, estate)).toEqual([]);
      for (const side of ['left', 'right']) {
        expect((await rig.run(['plan', '--prune', '--detailed-exitcode', side])).exitCode).toBe(0);
      }
    });
  });

  it(
    'of two stacks that want the same overrides: one gets each, the other is told',
    { timeout: 120_000 },
    async () => {
      const cells = cellsOf('KEY').filter(({ before }) => before === 'nothing');
      const right = makeEstate({ services: SERVICES, cells, stack: 'right' });
      const estate = combine(makeEstate({ services: SERVICES, cells, stack: 'left' }), {
        ...right,
        env: Object.fromEntries(
          Object.entries(right.env).map(([name, value]) => [name, `${value}-of-right`]),
        ),
      });
      await withRig(estate, async (rig) => {
        const both = await Promise.all([rig.runBuilt([...APPLY, 'left']), rig.runBuilt([...APPLY, 'right'])]);
        const live = rig.overrides();
        const winners = new Map<string, number>();
        for (const [side, run] of both.entries()) {
          const { changes } = readReport(run);
          // A run that plans only after the other has begun to write is blocked as a whole.
          const isBlocked = changes.some(({ reason }) => reason === 'other-stack');
          for (const change of changes) {
            const place = placeKey(change.serviceId, change.secretKey);
            const value = live.get(place)?.value.reveal() ?? '';
            const isOurs = value.endsWith('-of-right') === (side === 1);
            if (change.outcome === 'applied') winners.set(place, (winners.get(place) ?? 0) + 1);
            const attempted = isOurs ? 'applied' : 'failed';
            if (change.action === 'create')
              expect(change.outcome).toBe(isBlocked ? 'not-attempted' : attempted);
            if (change.outcome === 'failed') expect(change.error?.code).toBe('conflict');
            if (change.outcome === 'unchanged') expect(change.reason).toBe('other-stack');
          }
          expect(run.exitCode).toBe(changes.every(({ outcome }) => outcome === 'applied') ? 0 : 1);
        }
        expect([...winners.values()]).toEqual(cells.map(() => 1));
      });
    },
  );
});
