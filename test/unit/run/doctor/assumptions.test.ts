import { afterEach, describe, expect, it } from 'vitest';
import type { Assumption } from '../../../../src/model/doctor/assumption.js';
import { ASSUMPTIONS } from '../../../../src/model/doctor/assumptions.js';
import type { DoctorResult } from '../../../../src/run/doctor/options.js';
import type { SandboxOptions } from '../../../../src/sandbox/http/server.js';
import type { SandboxAssumptions } from '../../../../src/sandbox/world/assumptions.js';
import { seedDoctor, startDoctorBench, type DoctorBench } from '../../../support/doctor-bench.js';
import { START } from '../../../support/virtual-clock.js';
import { call } from '../../sandbox/call.js';

type Name = keyof SandboxAssumptions;

/** Milliseconds of a switch that takes some. */
const SOME: Readonly<Partial<Record<Name, number>>> = {
  timestampSkew: 90_000,
  frontEndSkew: 5000,
  eventDelay: 4000,
};

const rows = Object.entries(ASSUMPTIONS as Readonly<Record<string, Assumption>>).flatMap(
  ([name, { outcomes }]) => Object.keys(outcomes).map((outcome) => ({ name: name as Name, outcome })),
);

/** An override that the tool wrote a day ago, as its marker says. */
const marked = `[qoverride:1:default:${Math.floor((START - 86_400_000) / 1000).toString(36)}:Q7xk:mB2v0Zq1rT5sW8yA3dLk]`;
const seedWithMarked = seedDoctor(
  [],
  [
    {
      key: 'OF_ENVIRONMENT',
      overrides: true,
      description: marked,
      createdAt: new Date(START - 86_400_000).toISOString(),
    },
  ],
);

const deploy = async ({ sandbox }: DoctorBench): Promise<void> => {
  const own = sandbox.secrets().find(({ scope }) => scope === 'APPLICATION');
  const environment = sandbox.secrets().find(({ scope }) => scope === 'ENVIRONMENT');
  const path = `POST /environment/${environment?.parentId ?? ''}/service/deploy`;
  const { status } = await call(sandbox, path, { applications: [{ application_id: own?.parentId }] });
  expect(status).toBe(202);
  sandbox.advance(60_000);
};

/** What it takes to see a switch that a plain live run does not meet. */
const STAGES: Readonly<
  Partial<
    Record<
      Name,
      { readonly options?: Partial<SandboxOptions>; readonly prepare?: (bench: DoctorBench) => Promise<void> }
    >
  >
> = {
  retryAfter: { options: { limit: 3 } },
  deniedAccess: { options: { tokens: [{ token: 'anything', denied: ['worker'] }] } },
  lastDeploymentDate: { options: { seed: seedWithMarked }, prepare: deploy },
  updatedAtMoves: { options: { seed: seedWithMarked }, prepare: deploy },
};

const find = async (bench: DoctorBench, name: Name): Promise<DoctorResult> =>
  name === 'retryAfter' ? bench.run() : bench.runLive();

let bench: DoctorBench;
afterEach(() => bench.sandbox.close());

describe('for every switch of the sandbox, the doctor finds', () => {
  it.each(rows)('$name: $outcome', async ({ name, outcome }) => {
    const assumption: Assumption = ASSUMPTIONS[name];
    const setting = assumption.isDuration ? (outcome === 'none' ? 0 : SOME[name]) : outcome;
    const { options, prepare } = STAGES[name] ?? {};
    bench = await startDoctorBench({ assumptions: { [name]: setting }, ...options });
    await prepare?.(bench);
    const result = await find(bench, name);
    const row = result.assumptions.find((each) => each.name === name);
    const isTried = assumption.trial !== 'never';
    expect(row).toMatchObject({
      observed: isTried ? outcome : null,
      verdict: isTried ? assumption.outcomes[outcome]?.[0] : 'unknown',
    });
    // Nothing else is mistaken for something that fails.
    const failing = result.assumptions.filter(({ verdict }) => verdict === 'fails').map((each) => each.name);
    expect(failing).toEqual(row?.verdict === 'fails' ? [name] : []);
    expect(result.failure).toBeNull();
    expect(bench.left()).toEqual([]);
  });
});
