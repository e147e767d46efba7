import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder } from '../support/folder.js';
import { anyLiveWorld, type LiveWorld } from '../support/any-live-world.js';
import { runInProcess, type CliRun } from '../support/run-cli.js';
import { isCalm } from '../unit/render/hostile.js';

interface ImportReport {
  readonly summary: { readonly imported: number; readonly declared: number };
  readonly files: readonly { readonly file: string | null }[];
  readonly variables: readonly { readonly name: string }[];
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
  }[];
}

interface PlanReport {
  readonly summary: Readonly<Record<string, number>>;
  readonly diagnostics: readonly { readonly severity: string; readonly code: string }[];
}

/** Every file below a folder, by its path. */
const readAll = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );

/** Starts a sandbox with the world; gives a way to run commands against it, and the folder that they run in. */
const withWorld = async (
  { seed }: LiveWorld,
  act: (run: (...argv: string[]) => Promise<CliRun>, folder: string) => Promise<void>,
): Promise<void> => {
  const sandbox = await startSandbox({ seed, limit: null, clock: realClock, newId: () => randomUUID() });
  const folder = makeFolder();
  try {
    const env = { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 't' };
    await act(async (...argv) => {
      const run = await runInProcess(argv, { cwd: folder.path, env });
      expect(isCalm(run.stdout + run.stderr)).toBe(true);
      return run;
    }, folder.path);
  } finally {
    folder.remove();
    await sandbox.close();
  }
};

const readImport = ({ stdout }: CliRun): ImportReport => JSON.parse(stdout) as ImportReport;

const readPlan = ({ stdout }: CliRun): PlanReport => JSON.parse(stdout) as PlanReport;

const CREDENTIAL =
  /^(QOVERY_(API_TOKEN|CLI_ACCESS_TOKEN)|Q_CLI_ACCESS_TOKEN|QOVERRIDE_.*|SOPS_AGE_.*|(VAULT|BAO|GITHUB|CI_JOB)_TOKEN|ACTIONS_.*)$/;

describe('for any live world, an import', () => {
  it('declares or names every override, in manifests that are valid and create and block nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyLiveWorld, (world) =>
        withWorld(world, async (run, folder) => {
          const report = readImport(await run('import', '--out', 'manifests', '--format', 'json'));
          const leftOut = report.diagnostics.filter(({ code }) => code === 'not-imported').length;
          expect(report.summary.imported + leftOut).toBe(world.overrides);
          expect(report.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
          const names = report.variables.map(({ name }) => name);
          expect(new Set(names).size).toBe(report.summary.imported);
          for (const name of names) {
            expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
            expect(name).not.toMatch(CREDENTIAL);
          }

          const files = readAll(folder);
          expect(new Set(Object.keys(files))).toEqual(new Set(report.files.map(({ file }) => file)));
          for (const [file, text] of Object.entries(files)) {
            expect(file).toMatch(/^manifests\/[a-z\d-]+\.yaml$/);
            expect(text).not.toContain('a value that is live');
            expect(isCalm(text)).toBe(true);
          }
          if (report.summary.imported === 0) return;

          const checked = await run('validate', 'manifests', '--strict');
          expect(checked.stdout + checked.stderr).toContain(`Valid: ${report.summary.imported} override`);
          expect(checked.exitCode).toBe(0);
          const plan = await run('plan', 'manifests', '--no-values', '--format', 'json');
          const planned = readPlan(plan);
          expect(planned.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
          expect(planned.summary).toMatchObject({ create: 0, delete: 0, blocked: 0 });
          expect(plan.exitCode).toBe(0);

          const again = readImport(await run('import', '--out', 'manifests', '--format', 'json'));
          expect(again.summary).toMatchObject({ imported: 0, declared: report.summary.imported });
          expect(readAll(folder)).toEqual(files);
        }),
      ),
      { numRuns: 60 },
    );
  });

  it('to standard output is one valid manifest of the same overrides', async () => {
    await fc.assert(
      fc.asyncProperty(anyLiveWorld, (world) =>
        withWorld(world, async (run, folder) => {
          const files = readImport(await run('import', '--out', 'manifests', '--format', 'json'));
          const printed = await run('import');
          expect(printed.exitCode).toBe(0);
          if (files.summary.imported === 0) {
            expect(printed.stdout).toBe('');
            return;
          }
          const other = makeFolder({ 'all.yaml': printed.stdout });
          try {
            const checked = await run('validate', join(other.path, 'all.yaml'));
            expect(checked.stdout).toContain(`Valid: ${files.summary.imported} override`);
          } finally {
            other.remove();
          }
          expect(readAll(folder)).not.toHaveProperty('all.yaml');
        }),
      ),
      { numRuns: 25 },
    );
  });

  it('adds what one half of an organization leaves out, whichever comes first, and nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyLiveWorld, (world) =>
        withWorld(world, async (run) => {
          const [project] = world.seed.organizations[0]?.projects ?? [];
          const part = await run(
            'import',
            '--project',
            project?.id ?? '',
            '--out',
            'grown',
            '--format',
            'json',
          );
          const first = readImport(part).summary.imported;
          const rest = readImport(await run('import', '--out', 'grown', '--format', 'json'));
          const whole = readImport(await run('import', '--out', 'whole', '--format', 'json'));
          expect(rest.summary.declared).toBe(first);
          expect(rest.summary.imported + first).toBe(whole.summary.imported);
          if (whole.summary.imported === 0) return;
          const plan = await run('plan', 'grown', '--no-values', '--format', 'json');
          expect(readPlan(plan).summary).toMatchObject({ create: 0, blocked: 0 });
          expect(plan.exitCode).toBe(0);
        }),
      ),
      { numRuns: 25 },
    );
  });
});
