import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { anyAuditEstate } from '../support/any-audit-estate.js';
import { realClock } from '../support/clock.js';
import { anyEstate } from '../support/any-estate.js';
import { makeFolder } from '../support/folder.js';
import { findLeak } from '../support/leaks.js';
import { runInProcess, type CliRun } from '../support/run-cli.js';
import type { SandboxSeed } from '../../src/sandbox/seed/seed.js';
import { KEY } from '../support/worlds/index.js';

interface AuditReport {
  readonly complete: boolean;
  readonly summary: Readonly<Record<string, number>>;
  readonly cells: readonly {
    readonly address: string;
    readonly verdict: string;
    readonly winner: string | null;
    readonly verified: boolean;
    readonly location: object | null;
  }[];
}

const withWorld = async (
  world: {
    readonly seed: SandboxSeed;
    readonly manifests?: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, string>>;
  },
  act: (run: (...argv: string[]) => Promise<CliRun>) => Promise<void>,
): Promise<void> => {
  const sandbox = await startSandbox({
    seed: world.seed,
    limit: null,
    clock: realClock,
    newId: () => randomUUID(),
  });
  const folder = makeFolder(world.manifests ?? {});
  try {
    const env = { ...world.env, QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 't', QOVERRIDE_KEY: KEY };
    await act((...argv) => runInProcess(argv, { cwd: folder.path, env }));
  } finally {
    folder.remove();
    await sandbox.close();
  }
};

const parse = ({ stdout }: CliRun): AuditReport => JSON.parse(stdout) as AuditReport;

describe('an audit, for any world', () => {
  it('names the level whose value each service gets, and nothing that it does not see', async () => {
    await fc.assert(
      fc.asyncProperty(anyAuditEstate, ({ seed, winners }) =>
        withWorld({ seed }, async (run) => {
          const all = parse(await run('audit', '--all', '--format', 'json'));
          const atServices = all.cells.filter(({ address }) => address in winners);
          expect(Object.fromEntries(atServices.map(({ address, winner }) => [address, winner]))).toEqual(
            winners,
          );
          const levels = all.cells.filter(({ address }) => !(address in winners));
          expect(levels.every(({ winner }) => winner === 'ENVIRONMENT')).toBe(true);
          expect(all.summary['orphan']).toBe(0);

          const some = parse(await run('audit', '--format', 'json'));
          for (const cell of some.cells) expect(all.cells).toContainEqual(cell);
          const left = all.cells.filter(
            ({ address }) => !some.cells.some((cell) => cell.address === address),
          );
          expect(left.every(({ verdict }) => verdict === 'inherited' || verdict === 'own-secret')).toBe(true);
        }),
      ),
      { numRuns: 60 },
    );
  });

  it('finds everything managed that was just applied, nothing missing or undeclared, and shows no value', async () => {
    await fc.assert(
      fc.asyncProperty(anyEstate, (estate) =>
        withWorld(estate, async (run) => {
          const before = parse(await run('audit', 'overrides', '--format', 'json'));
          expect(before.summary['missing'] ?? 0).toBeLessThanOrEqual(estate.values.length);
          expect((await run('apply', '--auto-approve')).exitCode).toBe(0);
          const audited = await run('audit', 'overrides', '--format', 'json');
          expect(audited.exitCode).toBe(0);
          const { cells, summary, complete } = parse(audited);
          const declared = cells.filter(({ location }) => location !== null);
          expect(declared).toHaveLength(estate.values.length);
          for (const { verdict, verified } of declared)
            expect({ verdict, verified }).toEqual({ verdict: 'managed', verified: true });
          expect(summary).toMatchObject({
            managed: declared.length,
            missing: 0,
            undeclared: 0,
            editedOutside: 0,
            otherStack: 0,
          });
          expect(complete).toBe(true);
          for (const format of ['text', 'json', 'csv', 'markdown']) {
            const { stdout, stderr } = await run('audit', '--all', 'overrides', '--format', format);
            for (const value of [...estate.values, KEY, 'live-value-of-nobody', 'environment-value']) {
              expect(findLeak(stdout + stderr, value)).toBeNull();
            }
          }
        }),
      ),
      { numRuns: 25 },
    );
  });
});
