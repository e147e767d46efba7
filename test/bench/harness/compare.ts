import type { Measurement } from './measure.js';

/** One figure of the table: a ratio to a baseline, a growth exponent, or a count. */
export interface Row {
  readonly subject: string;
  readonly baseline: string;
  /** What was compared, such as "CPU", "wall", "peak", "growth". */
  readonly quantity: string;
  /** The two medians, with their unit. */
  readonly figures: string;
  readonly ratio: number;
  /** What the ratio should not exceed. */
  readonly limit: number;
}

/** A group of figures that are taken together; `npm run bench -- NAME` runs one group. */
export interface Bench {
  readonly name: string;
  readonly run: () => Promise<readonly Row[]>;
}

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** Takes every measurement in turn, `rounds` times, so that what else the machine does meets all alike. Each second round goes backwards. */
export const interleave = async <Name extends string, Taken = Measurement>(
  rounds: number,
  runs: Readonly<Record<Name, () => Taken | Promise<Taken>>>,
): Promise<Readonly<Record<Name, readonly Taken[]>>> => {
  const names = Object.keys(runs) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as Taken[]])) as Record<Name, Taken[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) taken[name].push(await runs[name]());
  }
  return taken;
};

type Quantity = 'CPU' | 'wall' | 'peak';

const READ: Readonly<Record<Quantity, (one: Measurement) => number>> = {
  CPU: ({ cpuMs }) => cpuMs,
  wall: ({ wallMs }) => wallMs,
  peak: ({ peakMiB }) => peakMiB ?? Number.NaN,
};

const UNITS: Readonly<Record<Quantity, string>> = { CPU: 'ms', wall: 'ms', peak: 'MiB' };

/** The ratio of two medians, as a row. */
export const compare = (
  quantity: Quantity,
  limit: number,
  [subject, ours]: readonly [string, readonly Measurement[]],
  [baseline, theirs]: readonly [string, readonly Measurement[]],
): Row => {
  const [top, bottom] = [median(ours.map(READ[quantity])), median(theirs.map(READ[quantity]))];
  return {
    subject,
    baseline,
    quantity,
    figures: `${top.toFixed(0)} / ${bottom.toFixed(0)} ${UNITS[quantity]}`,
    ratio: top / bottom,
    limit,
  };
};

/** A median against a bound that is stated as it is, as a row. */
export const bound = (
  quantity: Quantity,
  most: number,
  [subject, ours]: readonly [string, readonly Measurement[]],
): Row => {
  const figure = median(ours.map(READ[quantity]));
  const baseline = `${most} ${UNITS[quantity]}`;
  return {
    subject,
    baseline,
    quantity,
    figures: `${figure.toFixed(0)} / ${baseline}`,
    ratio: figure / most,
    limit: 1,
  };
};

/** What runs took beyond what others did, taken in the same rounds. */
export const less = (all: readonly Measurement[], part: readonly Measurement[]): readonly Measurement[] =>
  all.map((one, round) => ({
    wallMs: one.wallMs - (part[round]?.wallMs ?? Number.NaN),
    cpuMs: one.cpuMs - (part[round]?.cpuMs ?? Number.NaN),
    peakMiB: null,
  }));

/** How a cost in milliseconds grows with a size, as a row. */
export const rowOfGrowth = (
  subject: string,
  limit: number,
  points: readonly (readonly [size: number, cost: number])[],
): Row => ({
  subject,
  baseline: `${points.map(([size]) => String(size)).join(', ')} of them`,
  quantity: 'growth',
  figures: `${points.map(([, cost]) => cost.toFixed(0)).join(', ')} ms`,
  ratio: fitGrowth(points),
  limit,
});

/** The exponent of growth: the slope of a line through the logarithms of size and median, by least squares. */
const fitGrowth = (points: readonly (readonly [size: number, cost: number])[]): number => {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(cost)] as const);
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
};
