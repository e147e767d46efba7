import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MOST_AHEAD, MOST_LATE } from '../../src/model/marker.js';
import type { FaultRule } from '../../src/sandbox/http/faults.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.js';
import type { SandboxAssumptions } from '../../src/sandbox/world/assumptions.js';
import type { StoredSecret } from '../../src/sandbox/world/world.js';
import { makeFolder } from '../support/folder.js';
import { runInProcess, type CliRun } from '../support/run-cli.js';
import { createVirtualClock } from '../support/virtual-clock.js';
import { makeEstate, serviceIdOf } from '../support/worlds/index.js';

/** How long after our own write an edit may go unnoticed, in milliseconds. */
const WINDOW = MOST_AHEAD + MOST_LATE;
const FOREIGN_VALUE = 'a-value-that-we-never-wrote';
const OUR_VALUES = ['first-value', 'second-value', 'third-value'] as const;
const HOUR = 3_600_000;

/** One thing that happens: we apply, time passes, or somebody without the key edits. Times in milliseconds. */
type Step =
  | { readonly kind: 'apply'; readonly localError: number; readonly value: number }
  | { readonly kind: 'wait'; readonly duration: number }
  | { readonly kind: 'edit'; readonly service: number }
  | { readonly kind: 'paste'; readonly service: number; readonly kept: number }
  | { readonly kind: 'paste-in-time'; readonly kept: number; readonly delay: number }
  | {
      readonly kind: 'retime';
      readonly service: number;
      readonly kept: number;
      readonly delay: number;
    };

const service = fc.nat(1);
const kept = fc.nat(30);
const delay = fc.integer({ min: -3, max: 7 }).map((seconds) => seconds * 1000);
const localError = fc.oneof(fc.constant(0), fc.integer({ min: -3 * HOUR, max: 3 * HOUR }));
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('apply' as const), localError, value: fc.nat(2) }),
  fc.record({ kind: fc.constant('wait' as const), duration: fc.integer({ min: 1, max: 2 * HOUR }) }),
  fc.record({ kind: fc.constant('edit' as const), service }),
  fc.record({ kind: fc.constant('paste' as const), service, kept }),
  fc.record({ kind: fc.constant('paste-in-time' as const), kept, delay }),
  fc.record({ kind: fc.constant('retime' as const), service, kept, delay }),
);

const timed: fc.Arbitrary<Partial<SandboxAssumptions>> = fc.oneof(
  fc.record({
    dateHeader: fc.constant('sent' as const),
    timestampSkew: fc.constantFrom(0, 0, -1500, 20_000, 2 * HOUR),
  }),
  fc.record({
    dateHeader: fc.constant('absent' as const),
    timestampSkew: fc.constantFrom(0, -2 * HOUR, 2 * HOUR),
  }),
);
const anyAssumptions: fc.Arbitrary<Partial<SandboxAssumptions>> = fc
  .tuple(timed, fc.constantFrom('new-time' as const, 'old-time' as const))
  .map(([clock, editAnswers]) => ({ ...clock, editAnswers }));

const anyFaults: fc.Arbitrary<readonly FaultRule[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('reset', 'commit-then-reset', 'commit-then-status'),
    method: fc.constantFrom('POST', 'PUT'),
    nth: fc.integer({ min: 1, max: 4 }),
  }),
  { maxLength: 2 },
);

interface Scenario {
  readonly assumptions: Partial<SandboxAssumptions>;
  readonly faults: readonly FaultRule[];
  readonly latency: number;
  readonly steps: readonly Step[];
}

/** A marker that was once visible, and when it says that it was written, in milliseconds since 1970. */
interface Kept {
  readonly description: string;
  readonly scopeId: string;
  readonly time: number;
}

const MARKER = /\[qoverride:1:[a-z0-9-]+:([0-9a-z]+):/;
const timeOf = (description: string): number =>
  Number.parseInt(MARKER.exec(description)?.[1] ?? '0', 36) * 1000;

/** Lets a scenario happen, and gives one sentence for each foreign value that a plan took for ours. */
const findHidden = async ({ assumptions, faults, latency, steps }: Scenario): Promise<readonly string[]> => {
  const estate = makeEstate({
    services: ['APPLICATION', 'CONTAINER'],
    cells: [0, 1].map((index) => ({ service: index, key: 'KEY', before: 'nothing', wanted: 'new' })),
  });
  const clock = createVirtualClock();
  const markers: Kept[] = [];
  const sandbox: Sandbox = await startSandbox({
    seed: estate.seed,
    limit: null,
    clock,
    latency,
    newId: () => randomUUID(),
    assumptions,
    observe: ({ method, path, requestBody }) => {
      const { description } = (requestBody ?? {}) as { readonly description?: string };
      if ((method !== 'PUT' && method !== 'POST') || description === undefined) return;
      const scopeId = path.split('/')[2] ?? '';
      if (MARKER.test(description)) markers.push({ description, scopeId, time: timeOf(description) });
    },
  });
  const folder = makeFolder(estate.manifests);
  const hidden: string[] = [];
  let error = 0;
  let value: string = OUR_VALUES[0];
  const writtenAt = new Map<string, number>();

  const dataNow = (): number => sandbox.now() + (assumptions.timestampSkew ?? 0);
  const overrideAt = (scopeId: string): StoredSecret | undefined =>
    sandbox.secrets().find(({ parentId, overrides }) => parentId === scopeId && overrides !== null);
  const run = (...argv: readonly string[]): Promise<CliRun> =>
    runInProcess(argv, {
      cwd: folder.path,
      env: {
        ...estate.env,
        VALUE_0: value,
        VALUE_1: value,
        QOVERY_API_URL: sandbox.url,
        QOVERY_API_TOKEN: 't',
      },
      io: { clock: { now: () => sandbox.now() + error, sleep: clock.sleep } },
    });

  /** Puts a foreign value in place, and looks whether a plan of ours notices it. */
  const put = async (scopeId: string, description: string): Promise<void> => {
    const override = overrideAt(scopeId);
    if (override === undefined) return;
    const { status } = await fetch(`${sandbox.url}/variable/${override.id}`, {
      method: 'PUT',
      headers: { authorization: 'Token somebody', 'content-type': 'application/json' },
      body: JSON.stringify({ key: 'KEY', value: FOREIGN_VALUE, description }),
    });
    if (status !== 200) return;
    const editedAt = overrideAt(scopeId)?.updatedAt ?? 0;
    const { stdout } = await run('plan', '--format', 'json');
    const { changes } = JSON.parse(stdout) as {
      readonly changes: readonly { readonly serviceId: string; readonly reason: string }[];
    };
    const change = changes.find(({ serviceId }) => serviceId === scopeId);
    const age = editedAt - (writtenAt.get(scopeId) ?? 0);
    if (change === undefined || (change.reason === 'in-sync' && age > WINDOW)) {
      hidden.push(`${String(change?.reason)}, ${String(age)} ms after our write`);
    }
  };

  const apply = async (): Promise<void> => {
    sandbox.setFaults(faults);
    await run('apply', '-y', '--format', 'json', '--retry-for', '20s');
    sandbox.setFaults([]);
    for (const scopeId of [serviceIdOf(0), serviceIdOf(1)]) {
      const override = overrideAt(scopeId);
      if (override === undefined || override.value.reveal() === FOREIGN_VALUE) continue;
      writtenAt.set(scopeId, override.updatedAt ?? override.createdAt);
    }
  };

  const act = async (step: Step): Promise<void> => {
    switch (step.kind) {
      case 'apply':
        error = step.localError;
        value = OUR_VALUES[step.value] ?? value;
        return apply();
      case 'wait':
        sandbox.advance(step.duration);
        return;
      case 'edit':
        return put(serviceIdOf(step.service), overrideAt(serviceIdOf(step.service))?.description ?? '');
      case 'paste':
        return put(
          serviceIdOf(step.service),
          markers[step.kept % Math.max(1, markers.length)]?.description ?? '',
        );
      case 'paste-in-time': {
        const marker = markers[step.kept % Math.max(1, markers.length)];
        if (marker === undefined) return;
        sandbox.advance(Math.max(0, marker.time + step.delay - dataNow()));
        return put(marker.scopeId, marker.description);
      }
      case 'retime': {
        const marker = markers[step.kept % Math.max(1, markers.length)];
        if (marker === undefined) return;
        const time = Math.floor((dataNow() + step.delay) / 1000).toString(36);
        return put(serviceIdOf(step.service), marker.description.replace(/:[0-9a-z]{6,}:/, `:${time}:`));
      }
    }
  };

  try {
    await apply();
    for (const step of steps) await act(step);
    // At last the strongest attack: every marker that there ever was comes back at the very time that it names.
    for (const marker of markers.toSorted((one, other) => one.time - other.time)) {
      sandbox.advance(Math.max(0, marker.time - dataNow()));
      await put(marker.scopeId, marker.description);
    }
    return hidden;
  } finally {
    folder.remove();
    await sandbox.close();
  }
};

describe('somebody without the key who keeps every marker that was ever visible', () => {
  it('hides no value that we did not write, whatever the clocks show', { timeout: 0 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          assumptions: anyAssumptions,
          faults: anyFaults,
          latency: fc.constantFrom(1, 40, 400, 2500),
          steps: fc.array(anyStep, { maxLength: 8 }),
        }),
        async (scenario) => {
          expect(await findHidden(scenario)).toEqual([]);
        },
      ),
      { numRuns: Math.round(25 * Number(process.env['FAULT_RUNS'] ?? 1)) },
    );
  });
});
