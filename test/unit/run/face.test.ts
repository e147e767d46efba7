import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  apply,
  audit,
  Failure,
  importOverrides,
  plan,
  redeploy,
  startSandbox,
  validate,
  type ApplyOptions,
  type PlanOptions,
  type Progress,
  type Sandbox,
} from '../../../src/index.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { KEY, seedShop } from '../../support/worlds/index.js';

const MANIFEST = `version: 1
stack: storefront
organization: Acme
project: shop
environment: production
overrides:
  - { application: checkout, secret: TOKEN, valueFrom: { env: TOKEN } }
  - { application: worker, secret: TOKEN, valueFrom: { env: TOKEN } }
`;

describe('the use cases as functions', () => {
  let sandbox: Sandbox;
  let folder: TestFolder;

  beforeEach(async () => {
    sandbox = await startSandbox({
      seed: seedShop({
        production: [{ key: 'TOKEN', value: 'above' }],
        services: [
          { name: 'checkout', type: 'APPLICATION' },
          { name: 'worker', type: 'APPLICATION' },
        ],
      }),
    });
    folder = makeFolder({ 'overrides/a.yaml': MANIFEST });
  });
  afterEach(async () => {
    folder.remove();
    await sandbox.close();
  });

  const options = (): PlanOptions => ({
    apiUrl: sandbox.url,
    token: 'any',
    cwd: folder.path,
    key: KEY,
    env: { TOKEN: 'below' },
  });

  const codeOf = async (run: Promise<unknown>): Promise<string> => {
    const error: unknown = await run.then(
      () => null,
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(Failure);
    return (error as Failure).code;
  };

  const writes = (): number => sandbox.requests.filter(({ method }) => method !== 'GET').length;

  it('leave no warning about listeners behind, however often a process audits', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): void => {
      warnings.push(name);
    };
    process.on('warning', note);
    const { signal } = new AbortController();
    for (let run = 0; run < 15; run += 1) {
      await audit(options());
      await audit({ ...options(), signal });
    }
    await new Promise((done) => setImmediate(done));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('validate manifests without anything else', async () => {
    const result = await validate({ cwd: folder.path });
    expect(result).toMatchObject({ diagnostics: [], files: 1, overrides: 2 });
    expect(JSON.parse(JSON.stringify(result))).toEqual({ formatVersion: '1.0', diagnostics: [] });
  });

  it('write no value that a broken pipeline left, and with strict none that is merely suspicious', async () => {
    const env = { TOKEN: 'null' };
    const broken = await apply({ ...options(), env });
    expect(broken.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'error missing-value',
      'error missing-value',
    ]);
    const odd = { ...options(), env: { TOKEN: 'projects/shop/secrets/token/versions/1' } };
    expect((await apply({ ...odd, strict: true })).isComplete).toBe(false);
    expect(writes()).toBe(0);
    const written = await apply(odd);
    expect(written.diagnostics.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    expect(writes()).toBe(2);
  });

  it('plan, and apply what was planned, and then have nothing left to do', async () => {
    const planned = await plan(options());
    expect(planned.plan.summary.create).toBe(2);
    expect(planned.requests.made).toBe(4);
    const applied = await apply({ ...options(), savedPlan: planned.toSavedPlan() });
    expect(applied).toMatchObject({ isComplete: true, interrupted: false, redeployed: null });
    expect(applied.outcomes.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    expect((await plan(options())).plan.summary.inSync).toBe(2);
    expect(JSON.stringify([planned, applied])).not.toContain('below');
  });

  it('hand no environment to manifests that was not given', async () => {
    process.env['TOKEN'] = 'of this process';
    try {
      const { env: _, ...rest } = options();
      const { diagnostics } = await plan(rest);
      expect(diagnostics.map(({ code }) => code)).toEqual(['env-not-set', 'env-not-set']);
    } finally {
      delete process.env['TOKEN'];
    }
  });

  it('take the settings of the command line from the environment that is given', async () => {
    const { apiUrl, ...rest } = options();
    folder.write('overrides/a.yaml', MANIFEST.replace('environment: production\n', ''));
    const env = { TOKEN: 'below', QOVERY_API_URL: apiUrl, QOVERY_ENVIRONMENT: 'production' };
    expect((await plan({ ...rest, env })).plan.summary.create).toBe(2);
  });

  it('give a plan with errors as a result, and apply nothing of it', async () => {
    folder.write('overrides/a.yaml', MANIFEST.replace('secret: TOKEN', 'secret: MISSING'));
    expect((await plan(options())).diagnostics).toMatchObject([{ severity: 'error', code: 'no-parent' }]);
    const { outcomes, isComplete } = await apply(options());
    expect(isComplete).toBe(false);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['unchanged', 'not-attempted']);
    expect(writes()).toBe(0);
  });

  it.each([
    ['no-token', { token: undefined }],
    ['key-too-short', { key: 'short' }],
    ['key-missing', { key: undefined, requireKey: true }],
    ['bad-shard', { shard: '3/2' }],
    ['no-root', { root: 'nowhere' }],
    ['interrupted', { signal: AbortSignal.abort() }],
  ])('fail as %s where there can be no plan', async (code, more) => {
    expect(await codeOf(plan({ ...options(), ...more }))).toBe(code);
    expect(await codeOf(apply({ ...options(), ...more }))).toBe(code);
    expect(writes()).toBe(0);
  });

  it('ask for approval only where there is something to do, and end where it is refused', async () => {
    const asked: unknown[] = [];
    const approve =
      (answer: boolean): NonNullable<ApplyOptions['approve']> =>
      (_planned, work) => {
        asked.push(work);
        return Promise.resolve(answer);
      };
    expect(await codeOf(apply({ ...options(), approve: approve(false) }))).toBe('not-confirmed');
    expect(writes()).toBe(0);
    await apply({ ...options(), approve: approve(true) });
    await apply({ ...options(), approve: approve(true) });
    expect(asked).toEqual([
      { writes: 2, redeploys: false },
      { writes: 2, redeploys: false },
    ]);
  });

  it('refuse a saved plan once something has moved', async () => {
    const savedPlan = (await plan(options())).toSavedPlan();
    const moved = { ...options(), env: { TOKEN: 'other' } };
    expect(await codeOf(apply({ ...moved, savedPlan }))).toBe('stale-plan');
    expect(writes()).toBe(0);
  });

  it('start nothing new once interrupted, and report what had been started', async () => {
    const interrupt = new AbortController();
    const { outcomes, interrupted, isComplete } = await apply({
      ...options(),
      // One change after the other.
      parallelism: 1,
      failFast: true,
      interrupt: interrupt.signal,
      onOutcome: () => interrupt.abort(),
    });
    expect({ interrupted, isComplete }).toEqual({ interrupted: true, isComplete: false });
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['applied', 'not-attempted']);
  });

  it('report progress as plain data without values', async () => {
    const events: Progress[] = [];
    await apply({ ...options(), onProgress: (event) => events.push(event) });
    expect([...new Set(events.map(({ kind }) => kind))]).toEqual([
      'comparing',
      'requests',
      'reading',
      'planned',
      'writing',
    ]);
    expect(structuredClone(events.filter(({ kind }) => kind === 'writing'))).toEqual([
      { kind: 'writing', done: 0, total: 2 },
      { kind: 'writing', done: 1, total: 2 },
      { kind: 'writing', done: 2, total: 2 },
    ]);
    expect(events.findLast((event) => event.kind === 'requests')).toMatchObject({ requests: { made: 6 } });
    expect(JSON.stringify(events)).not.toContain('below');
  });

  it('take values from a source of the program, and tell of its failure without its error', async () => {
    const valueSource: PlanOptions['valueSource'] = ({ service }) =>
      service === 'worker' ? Promise.reject(new Error('below the surface')) : Promise.resolve('from a store');
    const { plan: planned, diagnostics } = await plan({ ...options(), valueSource });
    expect(planned.changes.map(({ value }) => value?.reveal() ?? null)).toEqual(['from a store', null]);
    expect(diagnostics).toMatchObject([{ code: 'source-failed' }]);
    expect(JSON.stringify(diagnostics)).not.toContain('surface');
  });

  it('show each value that was read to whoever masks them', async () => {
    const values: string[] = [];
    await plan({ ...options(), onValue: (value) => values.push(value.reveal()) });
    expect(values).toEqual(['below', 'below']);
  });

  it('audit with manifests, and import what is live', async () => {
    await apply(options());
    const { audit: found, hasManifests } = await audit({ ...options(), paths: ['overrides'] });
    expect(hasManifests).toBe(true);
    expect(found.summary.managed).toBe(2);
    const { files, variables } = await importOverrides(options());
    expect(files).toMatchObject([{ file: null, added: 2 }]);
    expect(variables.map(({ name }) => name)).toEqual(['CHECKOUT_TOKEN', 'WORKER_TOKEN']);
  });

  it('redeploy what was written and is not live, without a key or values', async () => {
    await apply(options());
    const before = writes();
    const result = await redeploy({ apiUrl: sandbox.url, token: 'any', cwd: folder.path });
    expect(result).toMatchObject({ isComplete: true, interrupted: false, diagnostics: [] });
    const services = result.redeployed.flatMap((environment) => environment.services);
    expect(services.map(({ outcome }) => outcome)).toEqual(['requested', 'requested']);
    expect(writes()).toBe(before + 1);
  });
});
