import { afterAll, describe, expect, it } from 'vitest';
import { createGate, type Gate } from '../../src/qovery/client/gate.js';
import {
  createCongested,
  createFixedGate,
  createHalvingGate,
  createNarrow,
  createSlow,
  createStray,
  simulate,
  type ServerModel,
  type Simulated,
} from '../support/pace-simulation.js';

const SEEDS = [11, 12, 13, 14, 15];

const SERVERS: readonly (readonly [string, (seed: number) => ServerModel])[] = [
  ['5 % random 429s', createStray],
  ['three at a time', createNarrow],
  ['twenty a second', createSlow],
  ['ruined by too many', createCongested],
];

const rows: string[] = [];

/** How a gate did over all seeds: the sums. */
const measure = async (
  createModel: (seed: number) => ServerModel,
  createOne: (width: number) => Gate,
  width: number,
): Promise<Simulated> => {
  const all: Simulated[] = [];
  for (const seed of SEEDS) {
    const options = { gate: createOne(width), count: 400, wait: false, lanes: width * 4, seed };
    all.push(await simulate(createModel(seed), options));
  }
  const sum = (read: (one: Simulated) => number): number => all.reduce((total, one) => total + read(one), 0);
  return {
    time: sum(({ time }) => time),
    sent: sum(({ sent }) => sent),
    limited: sum(({ limited }) => limited),
    failed: sum(({ failed }) => failed),
  };
};

/** In simulated time, so the numbers are the same on every machine. */
describe('adaptive concurrency, beside a fixed bound and plain halving', () => {
  it.each(
    SERVERS.flatMap(([name, createModel]) =>
      [10, 20, 40].map((width) => [name, width, createModel] as const),
    ),
  )(
    'against a server with %s, at a parallelism of %i, is within 1.3 times the better',
    async (name, width, createModel) => {
      const fixed = await measure(createModel, createFixedGate, width);
      const halving = await measure(createModel, createHalvingGate, width);
      const ours = await measure(createModel, createGate, width);
      const ratio = ours.time / Math.min(fixed.time, halving.time);
      const cells = [fixed, halving, ours].map(({ time, sent, failed }) =>
        `${(time / 1000 / SEEDS.length).toFixed(1)} s / ${String(Math.round(sent / SEEDS.length))}${failed > 0 ? ` (${String(failed)} failed)` : ''}`.padEnd(
          24,
        ),
      );
      rows.push(`${name.padEnd(20)} ${String(width).padStart(3)}   ${cells.join('')} ${ratio.toFixed(2)}`);
      expect(ours.failed).toBeLessThanOrEqual(Math.min(fixed.failed, halving.failed));
      expect(ratio).toBeLessThanOrEqual(1.3);
    },
  );

  afterAll(() => {
    const head = `${'server'.padEnd(20)} wide  ${['fixed', 'halving', 'ours'].map((title) => title.padEnd(24)).join('')} time, to the better`;
    process.stdout.write(`\n400 requests: simulated time / requests sent\n${[head, ...rows].join('\n')}\n`);
  });
});
