import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '../support/clock.js';
import { KEY, makeEstate, type MarkedEstate, serviceIdOf, type Wanted } from '../support/worlds/index.js';
import { createVirtualClock } from '../support/virtual-clock.js';
import { findLeaks, findLosses } from './checks.js';
import { createFaultRig, placeKey, readReport, runs, type FaultRig } from './rig.js';

const estateWith = (create: Wanted): MarkedEstate =>
  makeEstate({
    services: ['APPLICATION', 'CONTAINER'],
    cells: [
      { service: 0, key: 'CREATE', before: 'nothing', wanted: create },
      { service: 0, key: 'UPDATE', before: 'ours', wanted: 'new' },
      { service: 1, key: 'SAME', before: 'ours', wanted: 'same' },
      { service: 1, key: 'DELETE', before: 'ours', wanted: 'no' },
    ],
  });
const estate = estateWith('new');
const withoutCreate = estateWith('no');

const PLAN = ['plan', '--out', 'plan.json', '--prune'];
const APPLY = ['apply', '--plan', 'plan.json', '--prune', '--format', 'json'];
const OTHER_KEY = 'another fingerprint key for tests, of 32 bytes or more';

describe('a saved plan', () => {
  let rig: FaultRig;

  beforeEach(async () => {
    rig = await createFaultRig(estate, createVirtualClock());
  });

  afterEach(() => rig.close());

  const savedText = (): string => readFileSync(join(rig.folder.path, 'plan.json'), 'utf8');

  const plan = async (): Promise<void> => {
    const run = await rig.run(PLAN);
    expect(run.exitCode, run.stderr).toBe(0);
  };

  /** Calls the live API as somebody else would. */
  const call = async (method: string, path: string, body?: object): Promise<void> => {
    const response = await fetch(`${rig.sandbox.url}${path}`, {
      method,
      headers: { authorization: 'Token somebody-else', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.ok).toBe(true);
  };

  const idOf = (service: number, key: string): string =>
    rig.overrides().get(placeKey(serviceIdOf(service), key))?.id ?? '';

  /** Applies the saved plan, which must be refused without a write; gives what it says. */
  const expectStale = async (
    argv: readonly string[] = APPLY,
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> => {
    const before = [...rig.overrides().values()];
    const run = await rig.run(argv, { env });
    expect(run.exitCode).toBe(1);
    const { changes, diagnostics } = readReport(run);
    for (const { outcome } of changes) expect(outcome).toBeOneOf(['not-attempted', 'unchanged']);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['stale-plan']));
    expect([...rig.overrides().values()]).toEqual(before);
    expect(findLeaks(run, estate)).toEqual([]);
    return errors.map(({ address = '', message }) => `${address} ${message}`).join('\n');
  };

  it('is carried out by another process, and holds no value', { timeout: 60_000 }, async () => {
    const built = await createFaultRig(estate, realClock);
    try {
      const planned = await built.runBuilt(PLAN);
      expect(planned.exitCode, planned.stderr).toBe(0);
      const text = readFileSync(join(built.folder.path, 'plan.json'), 'utf8');
      expect(findLeaks({ exitCode: 0, stdout: text, stderr: '' }, estate)).toEqual([]);
      const applied = await built.runBuilt(APPLY);
      expect(applied.exitCode, applied.stderr).toBe(0);
      expect(readReport(applied).summary).toMatchObject({ applied: 3, failed: 0 });
      expect(findLosses(built, estate)).toEqual([]);
      const again = await built.runBuilt(APPLY);
      expect(again.exitCode).toBe(1);
      expect(again.stderr).toContain('stale-plan');
    } finally {
      await built.close();
    }
  });

  it('names a value that moved, and just that', async () => {
    await plan();
    const said = await expectStale(APPLY, { VALUE_0: 'quite another value' });
    expect(said).toContain('CREATE the value changed');
    expect(said).not.toContain('UPDATE');
    expect(said).not.toContain('quite another value');
  });

  it('names a remote that was edited, created or deleted', async () => {
    await plan();
    rig.sandbox.advance(60_000);
    const service = `/application/${serviceIdOf(0)}/secret`;
    await call('PUT', `${service}/${idOf(0, 'UPDATE')}`, { key: 'UPDATE', value: 'by hand' });
    expect(await expectStale()).toContain('UPDATE the remote changed: the override was edited');
    await call('DELETE', `${service}/${idOf(0, 'UPDATE')}`);
    expect(await expectStale()).toContain('UPDATE the remote changed: the override is gone');
    const parent = rig.sandbox.secrets().find(({ key, overrides }) => key === 'CREATE' && overrides === null);
    await call('POST', `${service}/${parent?.id ?? ''}/override`, { value: 'by hand' });
    expect(await expectStale()).toContain('CREATE the remote changed: the override now exists');
  });

  it('names an override that is no longer to be deleted', async () => {
    await plan();
    await call('DELETE', `/container/${serviceIdOf(1)}/secret/${idOf(1, 'DELETE')}`);
    expect(await expectStale()).toMatch(/DELETE .*would no longer be deleted/);
  });

  it('names a manifest that moved', async () => {
    await plan();
    const text = estate.manifests['overrides/all.yaml'] ?? '';
    rig.folder.write(
      'overrides/all.yaml',
      text.replace('secret: CREATE', 'secret: CREATE\n    description: new'),
    );
    expect(await expectStale()).toContain('CREATE the manifest changed: the description is different');
    rig.folder.write('overrides/all.yaml', withoutCreate.manifests['overrides/all.yaml'] ?? '');
    expect(await expectStale()).toContain('CREATE the manifest changed: this override is no longer declared');
  });

  it('names a key that moved', async () => {
    await plan();
    expect(await expectStale(APPLY, { QOVERRIDE_KEY: OTHER_KEY, QOVERRIDE_OLD_KEYS: KEY })).toContain(
      'the key changed',
    );
  });

  it('names flags that moved', async () => {
    await plan();
    expect(await expectStale(['apply', '--plan', 'plan.json', '--format', 'json'])).toContain('--prune');
    expect(await expectStale([...APPLY, '--target', '**/CREATE'])).toContain('--target');
    expect(await expectStale([...APPLY, '--max-deletes', '50'])).toContain('--max-deletes');
  });

  it('that was tampered with makes apply do nothing but what the manifests say', { timeout: 0 }, async () => {
    await plan();
    const original = savedText();
    const seen = { refused: 0, same: 0 };
    await fc.assert(
      fc.asyncProperty(tampered(original), async (text) => {
        const fresh = await createFaultRig(estate, createVirtualClock());
        try {
          fresh.folder.write('plan.json', text);
          const before = [...fresh.overrides().values()];
          const run = await fresh.run(APPLY);
          const { diagnostics } = readReport(run);
          if (run.exitCode === 0) {
            seen.same += 1;
            expect(findLosses(fresh, estate)).toEqual([]);
          } else {
            seen.refused += 1;
            expect(run.exitCode).toBe(1);
            for (const { code } of diagnostics.filter(({ severity }) => severity === 'error')) {
              expect(code).toBeOneOf(['stale-plan', 'bad-plan-file', 'plan-file-version']);
            }
            expect([...fresh.overrides().values()]).toEqual(before);
          }
          expect(run.stderr).not.toContain('internal-error');
        } finally {
          await fresh.close();
        }
      }),
      { numRuns: runs(25) },
    );
    process.stdout.write(
      `\nSaved plans: ${String(seen.refused)} tampered ones refused, ${String(seen.same)} that say the same carried out.\n`,
    );
  });
});

/** A saved plan with its text or its JSON changed. */
const tampered = (original: string): fc.Arbitrary<string> => {
  const leaves = pathsOf(JSON.parse(original));
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(...leaves), fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(...ATTACKS)))
      .map(([path, value]) => JSON.stringify(replaceAt(JSON.parse(original), path, value))),
    fc.constantFrom(...leaves).map((path) => JSON.stringify(removeAt(JSON.parse(original), path))),
    fc
      .tuple(fc.nat(original.length - 1), fc.string({ maxLength: 3 }), fc.nat(3))
      .map(([at, text, cut]) => original.slice(0, at) + text + original.slice(at + cut)),
    fc.nat(original.length).map((end) => original.slice(0, end)),
  );
};

/** What an attacker would like apply to believe. */
const ATTACKS = [
  'delete',
  'update',
  'create',
  'none',
  serviceIdOf(1),
  'DELETE',
  'undeclared',
  'in-sync',
  true,
  0,
];

type Path = readonly (string | number)[];

const pathsOf = (json: unknown, path: Path = []): readonly Path[] => {
  if (typeof json !== 'object' || json === null) return [path];
  const entries = Array.isArray(json) ? [...json.entries()] : Object.entries(json);
  return [
    ...(path.length === 0 ? [] : [path]),
    ...entries.flatMap(([key, value]) => pathsOf(value, [...path, key])),
  ];
};

const replaceAt = (json: unknown, [step, ...rest]: Path, value: unknown): unknown => {
  if (step === undefined) return value;
  if (Array.isArray(json))
    return json.map((item, index) => (index === step ? replaceAt(item, rest, value) : item));
  const record = json as Readonly<Record<string, unknown>>;
  return { ...record, [step]: replaceAt(record[step], rest, value) };
};

const removeAt = (json: unknown, [step, ...rest]: Path): unknown => {
  if (Array.isArray(json)) {
    return json.flatMap((item: unknown, index) =>
      index !== step ? [item] : rest.length === 0 ? [] : [removeAt(item, rest)],
    );
  }
  return Object.fromEntries(
    Object.entries(json as object).flatMap(([key, item]: [string, unknown]) =>
      key !== step ? [[key, item]] : rest.length === 0 ? [] : [[key, removeAt(item, rest)]],
    ),
  );
};
