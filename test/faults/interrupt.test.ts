import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { type Cell, makeEstate } from '../support/worlds/index.js';
import type { CliRun } from '../support/run-cli.js';
import { findUntruths } from './checks.js';
import { createFaultRig, readReport, type FaultRig } from './rig.js';

const estate = makeEstate({
  services: ['APPLICATION', 'HELM'],
  cells: [0, 1].flatMap((service) =>
    Array.from({ length: 30 }, (_, index): Cell => {
      const key = `KEY_${String(index)}`;
      return { service, key, before: index < 20 ? 'nothing' : 'ours', wanted: 'new' };
    }),
  ),
});

const APPLY = ['apply', '-y', '--parallelism', '5'];

/** Requests before the first write, and a few more. */
const UNDER_WAY = 14;

const interrupt = async (
  argv: readonly string[],
  signal: (child: ChildProcess, rig: FaultRig) => Promise<void>,
  options: Partial<SandboxOptions> = { latency: 25 },
): Promise<{
  readonly run: CliRun;
  readonly rig: FaultRig;
  readonly before: ReturnType<FaultRig['overrides']>;
}> => {
  const rig = await createFaultRig(estate, realClock, options);
  const before = rig.overrides();
  const run = await rig.runBuilt(argv, {
    started: (child) => {
      void signal(child, rig);
    },
  });
  return { run, rig, before };
};

describe('an apply that is interrupted', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by one %s starts nothing new, lets what is in flight finish, and reports',
    { timeout: 60_000 },
    async (name) => {
      let sentAt = 0;
      const { run, rig, before } = await interrupt(
        [...APPLY, '--format', 'json'],
        async (child, { sandbox }) => {
          while (sandbox.requests.length < UNDER_WAY) await pause(1);
          child.kill(name);
          sentAt = sandbox.requests.length;
        },
      );
      try {
        expect(run.exitCode, run.stderr).toBe(130);
        const { changes, summary, diagnostics } = readReport(run);
        expect(changes).toHaveLength(60);
        expect(diagnostics.map(({ code }) => code)).toContain('interrupted');
        expect(findUntruths(rig, estate, run, before)).toEqual([]);
        expect(summary['applied']).toBe(rig.sandbox.requests.filter(({ method }) => method !== 'GET').length);
        expect(summary['failed']).toBe(0);
        expect(summary['notAttempted']).toBeGreaterThan(20);
        // Twice the parallelism: what was in flight, and what was sent before the signal arrived.
        expect(rig.sandbox.requests.length).toBeLessThanOrEqual(sentAt + 10);
      } finally {
        await rig.close();
      }
    },
  );

  it('reports in words, too', { timeout: 60_000 }, async () => {
    const { run, rig } = await interrupt(APPLY, async (child, { sandbox }) => {
      while (sandbox.requests.length < UNDER_WAY) await pause(1);
      child.kill('SIGINT');
    });
    try {
      expect(run.exitCode, run.stderr).toBe(130);
      expect(run.stdout).toMatch(/Apply: \d+ applied, 0 failed, \d+ not attempted\./);
      expect(run.stdout).toContain('Interrupted.');
    } finally {
      await rig.close();
    }
  });

  it('while it plans changes nothing, and says so', { timeout: 60_000 }, async () => {
    const { run, rig, before } = await interrupt(
      [...APPLY, '--format', 'json'],
      async (child, { sandbox }) => {
        while (!sandbox.requests.some(({ fault }) => fault === 'hang')) await pause(1);
        child.kill('SIGINT');
      },
      { faults: [{ kind: 'hang', path: '/*/*/secret' }] },
    );
    try {
      expect(run.exitCode, run.stderr).toBe(130);
      expect(readReport(run)).toMatchObject({ changes: [], diagnostics: [{ code: 'interrupted' }] });
      expect(findUntruths(rig, estate, run, before)).toEqual([]);
    } finally {
      await rig.close();
    }
  });

  it('by SIGINT and SIGTERM 1 ms apart takes them for one keystroke', { timeout: 60_000 }, async () => {
    const { run, rig } = await interrupt(APPLY, async (child, { sandbox }) => {
      while (sandbox.requests.length < UNDER_WAY) await pause(1);
      child.kill('SIGINT');
      await pause(1);
      child.kill('SIGTERM');
      await pause(1);
      child.kill('SIGHUP');
    });
    try {
      expect(run.exitCode, run.stderr).toBe(130);
      const applied = rig.sandbox.requests.filter(({ method }) => method !== 'GET').length;
      expect(run.stdout).toContain(`Apply: ${String(applied)} applied, 0 failed, `);
      expect(run.stdout).toContain('Requests in progress have finished');
    } finally {
      await rig.close();
    }
  });

  it(
    'again after a second exits at once, though a request hangs, and prints what is known',
    { timeout: 60_000 },
    async () => {
      const { run, rig } = await interrupt(
        APPLY,
        async (child, { sandbox }) => {
          while (!sandbox.requests.some(({ fault }) => fault === 'hang')) await pause(1);
          while (child.exitCode === null) {
            child.kill('SIGINT');
            await pause(100);
          }
        },
        { faults: [{ kind: 'hang', method: 'PUT' }] },
      );
      try {
        expect(run.exitCode).toBe(130);
        const created = rig.sandbox.requests.filter(({ method }) => method === 'POST').length;
        expect(created).toBeGreaterThan(0);
        expect(run.stderr.match(/^\+ created /gm)?.length ?? 0).toBe(created);
        expect(run.stderr).toContain(
          `Apply: ${String(created)} applied, 0 failed, ${String(60 - created)} not known.`,
        );
        expect(run.stderr).toContain('Interrupted again, and ended at once.');
      } finally {
        await rig.close();
      }
    },
  );
});
