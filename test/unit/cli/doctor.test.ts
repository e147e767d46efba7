import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DOCTOR_KEY, startDoctorBench, type DoctorBench } from '../../support/doctor-bench.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { runInProcess, type CliOptions, type CliRun } from '../../support/run-cli.js';

const LIVE = [
  '--live',
  '--project',
  'shop',
  '--environment',
  'production',
  '--application',
  'checkout',
  '--secret',
  'OF_PROJECT',
];

let bench: DoctorBench;
let folder: TestFolder;
beforeEach(async () => {
  bench = await startDoctorBench();
  folder = makeFolder({});
});
afterEach(async () => {
  await bench.sandbox.close();
  folder.remove();
});

const run = (argv: readonly string[], options: Partial<CliOptions> = {}): Promise<CliRun> =>
  runInProcess(['doctor', ...argv], {
    cwd: folder.path,
    env: { QOVERY_API_URL: bench.sandbox.url, QOVERY_API_TOKEN: 'anything', QOVERRIDE_KEY: DOCTOR_KEY },
    io: { clock: bench.clock },
    ...options,
  });

describe('qoverride doctor', () => {
  it('prints a line for each check', async () => {
    const { exitCode, stdout } = await run([]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ok {7}organization {12}the token sees 1 organization \(Acme\)$/m);
    expect(stdout).toContain('Healthy. Checks: 15 ok, 0 warnings, 0 problems.\nRequests: 8 made;');
  });

  it('prints the table of assumptions, and warns before it writes', async () => {
    const { exitCode, stdout, stderr } = await run([...LIVE, '-y']);
    expect({ exitCode, left: bench.left() }).toEqual({ exitCode: 0, left: [] });
    expect(stdout).toMatch(
      /^holds {4}editAnswers {9}new-time {11}new-time\n {9}the answer to an edit shows/m,
    );
    expect(stderr).toContain(
      'override at shop/production/application/checkout/OF_PROJECT with a probe value',
    );
    expect(stderr).toContain('a deployment of the service in the meantime takes the probe value');
  });

  it.each(['text', 'json'])(
    'exits with 1 where an assumption fails that a guarantee rests on: %s',
    async (format) => {
      await bench.sandbox.close();
      bench = await startDoctorBench({ assumptions: { updatedAtMoves: 'never' } });
      const { exitCode, stdout } = await run([...LIVE, '-y', '--format', format]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('an edit outside is seen, and nothing else is taken for one');
    },
  );

  it('exits with 0 where an assumption fails that the tool copes without', async () => {
    await bench.sandbox.close();
    bench = await startDoctorBench({ assumptions: { editAnswers: 'old-time', emptyFields: 'null' } });
    const { exitCode, stdout } = await run([...LIVE, '-y']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 differ without harm, 0 fail');
  });

  it.each([
    ['yes', 0],
    ['y', 1],
  ])('asks, and takes only yes: %s', async (answer, exitCode) => {
    expect((await run(LIVE, { answer })).exitCode).toBe(exitCode);
    expect(bench.sandbox.requests.some(({ method }) => method === 'POST')).toBe(exitCode === 0);
  });

  it.each([
    [['--secret', 'X'], 'a service, --secret and --live-scope are for --live'],
    [['--live', '--secret', 'X', '-y'], '--live needs one service and one secret'],
    [[...LIVE, '--job', 'nightly', '-y'], '--live needs one service and one secret'],
    [LIVE, 'doctor --live asks before it writes, and there is no terminal to ask on'],
    [
      [...LIVE, '--live-scope', 'project', '-y'],
      "option '--live-scope <scope>' argument 'project' is invalid",
    ],
  ])('refuses %j before it sends anything', async (argv, message) => {
    const { exitCode, stderr } = await run(argv);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(bench.sandbox.requests).toEqual([]);
  });

  it('names in JSON no service, and on standard error what it could not remove', async () => {
    bench.sandbox.setFaults([{ kind: 'status', status: 403, method: 'DELETE' }]);
    const { exitCode, stdout, stderr } = await run([...LIVE, '-y', '--format', 'json']);
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain('checkout');
    expect(stderr).toContain(
      'error[doctor-leftover]: could not remove shop/production/application/checkout/OF_PROJECT',
    );
  });

  it('in JSON, gives only the code of a failure', async () => {
    const argv = LIVE.map((word) => (word === 'OF_PROJECT' ? 'OWN' : word));
    const { exitCode, stdout, stderr } = await run([...argv, '-y', '--format', 'json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ severity: 'error', code: 'no-parent' }] });
    expect(stdout).not.toContain('OWN');
    expect(stderr).toContain('error[no-parent]: "OWN" exists only at application checkout itself');
  });

  it.each(['text', 'json'])(
    'shows no value that it sends, whatever the API makes of it: %s',
    async (format) => {
      const values = new Set<string>();
      await bench.sandbox.close();
      bench = await startDoctorBench({
        assumptions: { duplicateCreate: 'bad-request', emptyValue: 'refused' },
        observe: ({ requestBody }) => {
          const { value } = (requestBody ?? {}) as { readonly value?: string | null };
          if (typeof value === 'string' && value.length > 10) values.add(value);
        },
      });
      const { stdout, stderr } = await run([...LIVE, '-y', '--format', format, '--debug']);
      expect(values.size).toBe(2);
      for (const value of values) expect(stdout + stderr).not.toContain(value);
    },
  );

  it('is followed by a plan that names what was left behind', async () => {
    bench.sandbox.setFaults([{ kind: 'status', status: 403, method: 'DELETE' }]);
    await run([...LIVE, '-y']);
    const manifest = {
      version: 1,
      organization: 'Acme',
      project: 'shop',
      environment: 'production',
      overrides: [{ application: 'checkout', secret: 'OF_ENVIRONMENT', valueFrom: { env: 'HOME' } }],
    };
    const planning = makeFolder({ 'overrides/a.json': JSON.stringify(manifest) });
    const { stderr } = await runInProcess(['plan', '--no-values'], {
      cwd: planning.path,
      env: { QOVERY_API_URL: bench.sandbox.url, QOVERY_API_TOKEN: 'anything' },
    });
    expect(stderr).toContain('warning[doctor-leftover] shop/production/application/checkout/OF_PROJECT');
    planning.remove();
  });
});
