import { describe, expect, it } from 'vitest';
import type { SandboxSeed, SeedSecret } from '../../src/sandbox/seed/seed.js';
import type { SandboxOptions } from '../../src/sandbox/http/server.js';
import {
  type Cell,
  describeMarked,
  makeEstate,
  type MarkedEstate,
  type MarkerFields,
  serviceIdOf,
  OTHER_KEY,
  signingKey,
  uuidOf,
  WRITTEN_AT,
} from '../support/worlds/index.js';
import { createVirtualClock } from '../support/virtual-clock.js';
import { createFaultRig, placeKey, readReport, type FaultRig, type Report } from './rig.js';

const APPLY = ['apply', '-y', '--prune', '--format', 'json'];

/** Two services; the manifests declare one override, and one more that they no longer declare is ours to delete. */
const CELLS: readonly Cell[] = [
  { service: 0, key: 'KEPT', before: 'ours', wanted: 'same' },
  { service: 0, key: 'DROPPED', before: 'ours', wanted: 'no' },
];
const base = makeEstate({ services: ['APPLICATION', 'CONTAINER'], cells: CELLS });

const DROPPED = placeKey(serviceIdOf(0), 'DROPPED');

/** Adds a secret to a service of the estate, and its key to the project. */
const withSecret = (estate: MarkedEstate, service: number, secret: SeedSecret): MarkedEstate => ({
  ...estate,
  seed: {
    organizations: estate.seed.organizations.map((organization) => ({
      ...organization,
      projects: organization.projects?.map((project) => ({
        ...project,
        secrets: [
          ...(project.secrets ?? []),
          ...(project.secrets?.some(({ key }) => key === secret.key) === true
            ? []
            : [{ key: secret.key, value: 'project-value' }]),
        ],
        environments: project.environments?.map((environment) => ({
          ...environment,
          services: environment.services?.map((one, index) =>
            index === service ? { ...one, secrets: [...(one.secrets ?? []), secret] } : one,
          ),
        })),
      })),
    })),
  } as SandboxSeed,
});

/** An override of ours at a service, as a genuine marker says, unless parts of it are replaced. */
const overrideAt = (service: number, key: string, marker: MarkerFields = {}): SeedSecret => ({
  key,
  value: 'a live value',
  overrides: true,
  createdAt: new Date(WRITTEN_AT).toISOString(),
  description: describeMarked({
    time: WRITTEN_AT / 1000,
    scopeId: serviceIdOf(service),
    secretKey: key,
    stack: 'shop',
    value: 'a live value',
    ...marker,
  }),
});

/** A genuine override whose marker says another time. */
const moved = (secret: SeedSecret): SeedSecret => ({
  ...secret,
  description: (secret.description ?? '').replace(/:shop:(.)/, (_, first: string) =>
    first === 'a' ? ':shop:b' : ':shop:a',
  ),
});

/** A genuine override with text behind its marker. */
const behind = (secret: SeedSecret): SeedSecret => ({
  ...secret,
  description: `${secret.description ?? ''} and more`,
});

const withRig = async <Result>(
  estate: MarkedEstate,
  act: (rig: FaultRig) => Promise<Result>,
  options: Partial<SandboxOptions> = {},
): Promise<Result> => {
  const rig = await createFaultRig(estate, createVirtualClock(), options);
  try {
    return await act(rig);
  } finally {
    await rig.close();
  }
};

/** Applies with `--prune` and gives which overrides are gone, with the report. */
const prune = async (
  estate: MarkedEstate,
  argv: readonly string[] = [],
  options: Partial<SandboxOptions> = {},
): Promise<{ readonly gone: readonly string[]; readonly report: Report; readonly exitCode: number }> =>
  withRig(
    estate,
    async (rig) => {
      const before = [...rig.overrides().keys()];
      const run = await rig.run([...APPLY, ...argv]);
      const after = rig.overrides();
      const gone = before.filter((place) => !after.has(place));
      return { gone, report: readReport(run), exitCode: run.exitCode };
    },
    options,
  );

const codesOf = ({ diagnostics }: Report): readonly string[] => diagnostics.map(({ code }) => code);

describe('--prune', () => {
  it('deletes what our stack wrote and no manifest declares, and shows it before', async () => {
    await withRig(base, async (rig) => {
      const plan = await rig.run(['plan', '--prune', '--no-color']);
      expect(plan.stdout).toMatch(/^- delete shop\/production\/application\/service-0\/DROPPED$/m);
      expect(plan.stdout).toContain('1 to delete');
      expect(rig.overrides().has(DROPPED)).toBe(true);
      expect((await rig.run(['apply', '-y'])).exitCode).toBe(0);
      expect(rig.overrides().has(DROPPED)).toBe(true);
    });
    expect(await prune(base)).toMatchObject({ gone: [DROPPED], exitCode: 0 });
  });

  it.each<[string, SeedSecret]>([
    ['a marker copied from another service', { ...overrideAt(0, 'CLONED'), key: 'CLONED' }],
    ['a marker of another secret', overrideAt(1, 'COPIED', { secretKey: 'DROPPED' })],
    ['a marker of another stack', overrideAt(1, 'OTHER', { stack: 'other' })],
    ['a marker made with another key', overrideAt(1, 'ALIEN', { key: signingKey(OTHER_KEY) })],
    ['a marker whose time was moved', moved(overrideAt(1, 'MOVED'))],
    [
      'a marker typed by hand',
      { ...overrideAt(1, 'TYPED'), description: 'x [qoverride:1:shop:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]' },
    ],
    [
      'a marker of another version',
      { ...overrideAt(1, 'NEWER'), description: '[qoverride:2:shop:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]' },
    ],
    ['a genuine marker that is not at the end', behind(overrideAt(1, 'INNER'))],
    ['no marker', { ...overrideAt(1, 'PLAIN'), description: 'by hand' }],
    ['a foreign owner', { ...overrideAt(1, 'FOREIGN'), ownedBy: 'DOPPLER' }],
    ['a secret of the service itself', { ...overrideAt(1, 'OWN'), overrides: false }],
  ])('leaves alone what has %s', async (_, secret) => {
    expect((await prune(withSecret(base, 1, secret))).gone).toEqual([DROPPED]);
  });

  it('leaves a cloned environment alone, whose descriptions were copied with everything else', async () => {
    const [organization] = base.seed.organizations;
    const [project] = organization?.projects ?? [];
    const [environment] = project?.environments ?? [];
    const clone: MarkedEstate = {
      ...base,
      seed: {
        organizations: [
          {
            name: 'Acme',
            projects: [
              {
                name: 'shop',
                secrets: project?.secrets ?? [],
                environments: [
                  {
                    name: 'production',
                    services: (environment?.services ?? []).map((service, index) => ({
                      ...service,
                      id: uuidOf(5000 + index),
                    })),
                  },
                ],
              },
            ],
          },
        ],
      },
    };
    expect((await prune(clone)).gone).toEqual([]);
  });

  it('refuses without a key, and without a stack written in every manifest', async () => {
    const keyless = { ...base, env: { ...base.env, QOVERRIDE_KEY: '' } };
    const noKey = await prune(keyless);
    expect([noKey.gone, noKey.exitCode, codesOf(noKey.report)]).toEqual([[], 1, ['key-missing']]);
    const text = base.manifests['overrides/all.yaml'] ?? '';
    const noStack = await prune({
      ...base,
      manifests: { 'overrides/all.yaml': text.replace('stack: shop\n', '') },
    });
    expect([noStack.gone, noStack.exitCode]).toEqual([[], 1]);
    expect(codesOf(noStack.report)).toContain('stack-not-written');
  });

  it('deletes no more than --max-deletes in the whole run, and then nothing at all', async () => {
    const six = ['A', 'B', 'C', 'D', 'E'].reduce(
      (estate, key) => withSecret(estate, 1, overrideAt(1, key)),
      base,
    );
    const refused = await prune(six);
    expect([refused.gone, refused.exitCode]).toEqual([[], 1]);
    expect(codesOf(refused.report)).toContain('too-many-deletes');
    expect((await prune(six, ['--max-deletes', '6'])).gone).toHaveLength(6);
    expect((await prune(base, ['--max-deletes', '0'])).gone).toEqual([]);
  });

  it('blocks a delete that would take an alias with it', async () => {
    const alias: SeedSecret = { key: 'NICKNAME', aliasOf: 'DROPPED' };
    const blocked = await prune(withSecret(base, 0, alias));
    expect([blocked.gone, blocked.exitCode]).toEqual([[], 1]);
    expect(codesOf(blocked.report)).toContain('has-dependents');
  });

  it('keeps to --target and to --shard', async () => {
    const two = withSecret(base, 1, overrideAt(1, 'GONE_TOO'));
    expect((await prune(two, ['--target', '**/GONE_TOO'])).gone).toEqual([
      placeKey(serviceIdOf(1), 'GONE_TOO'),
    ]);
    const parts = await Promise.all(
      ['1/3', '2/3', '3/3'].map(async (shard) => (await prune(two, ['--shard', shard])).gone),
    );
    expect(parts.flat().toSorted()).toEqual((await prune(two)).gone.toSorted());
  });

  it('deletes nothing at a scope that it could not read, and says so', async () => {
    const two = withSecret(base, 1, overrideAt(1, 'UNSEEN'));
    const { gone, report } = await prune(two, [], {
      faults: [{ kind: 'status', status: 403, path: `/container/${serviceIdOf(1)}/secret` }],
    });
    expect(gone).toEqual([DROPPED]);
    expect(codesOf(report)).toContain('scope-unread');
  });

  it('deletes nothing where a write failed', async () => {
    const writing = makeEstate({
      services: ['APPLICATION', 'CONTAINER'],
      cells: [...CELLS, { service: 1, key: 'NEW', before: 'nothing', wanted: 'new' }],
    });
    const { gone, report, exitCode } = await prune(writing, [], {
      faults: [{ kind: 'status', status: 400, method: 'POST' }],
    });
    expect([gone, exitCode]).toEqual([[], 1]);
    expect(report.summary).toMatchObject({ failed: 1, notAttempted: 1, delete: 1 });
  });
});
