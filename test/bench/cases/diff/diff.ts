import type { Plan } from '../../../../src/index.js';
import { interleave, median, rowOfGrowth, type Bench, type Row } from '../../harness/compare.js';
import { library } from './library.js';
import { forgetHalf, keyring, makeWorld, mistype, planWorld, type World } from './world.js';

const SIZES = [1000, 3000, 10_000, 30_000, 100_000] as const;
const ROUNDS = 5;
const GROWTH_LIMIT = 1.05;

/** How the cost of what is pure grows with what is declared, in CPU time of this process: the diff, and its renderings. */
export const diff: Bench = {
  name: 'diff',
  run: () => measureGrowth(),
};

const prune = (world: World): unknown =>
  planWorld(world, {
    prune: { targets: [], declared: [], scopes: world.scopes, maxDeletes: world.entries.length },
  });

const audit = ({ scopes, listings, entries }: World): unknown =>
  library.buildAudit({
    services: scopes,
    wider: [],
    listings,
    keyring,
    manifests: { entries, environments: [] },
    options: { showAll: false, stacks: [], target: [] },
  });

const USAGE = { made: 0, limit: null, remaining: null, resetsAt: null };
const paint = library.createPaint(false);

const renderText = (plan: Plan): unknown =>
  library.renderPlanText({
    plan,
    usage: USAGE,
    toApply: 0,
    valuesEvaluated: true,
    hasKey: true,
    skipBlocked: false,
    paint,
  });

/** Each job, and what it needs, which is not measured. */
const JOBS: readonly Job[] = [
  job('plan of', (world) => world, planWorld),
  job('plan, all of it mistyped, of', mistype, planWorld),
  job('plan with deletes of half of', forgetHalf, prune),
  job('audit of', (world) => world, audit),
  job('plan as text, of', planWorld, renderText),
  job('plan as json, of', planWorld, (plan) =>
    library.renderPlanJson({ plan, usage: USAGE, toApply: 0, toolVersion: '' }),
  ),
  job(
    'diagnostics as text, of',
    (world) => planWorld(mistype(world)).diagnostics,
    (diagnostics) => library.renderDiagnostics(diagnostics, paint),
  ),
];

interface Job {
  readonly subject: string;
  /** Makes everything ready for a run, whose CPU time it gives, in milliseconds. */
  readonly prepare: (world: World) => () => number;
}

function job<Input>(subject: string, prepare: (world: World) => Input, run: (input: Input) => unknown): Job {
  return {
    subject,
    prepare: (world) => {
      const input = prepare(world);
      return () => {
        const start = process.cpuUsage();
        run(input);
        const { user, system } = process.cpuUsage(start);
        return (user + system) / 1000;
      };
    },
  };
}

const measureGrowth = async (): Promise<readonly Row[]> => {
  const worlds = SIZES.map((size) => ({ size, world: makeWorld(size) }));
  const rows: Row[] = [];
  for (const { subject, prepare } of JOBS) {
    const runs = Object.fromEntries(worlds.map(({ size, world }) => [String(size), prepare(world)]));
    // The first round only makes the engine compile what it will run.
    await interleave(1, runs);
    const costs = await interleave(ROUNDS, runs);
    const points = SIZES.map((size) => [size, median(costs[String(size)] ?? [])] as const);
    rows.push(rowOfGrowth(`${subject} ${String(SIZES.at(-1))} in memory`, GROWTH_LIMIT, points));
  }
  return rows;
};
