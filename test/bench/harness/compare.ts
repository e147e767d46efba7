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
export const interleave = async <Name extends string>(
  rounds: number,
  runs: Readonly<Record<Name, () => Promise<Measurement>>>,
): Promise<Readonly<Record<Name, readonly Measurement[]>>> => {
  const names = Object.keys(runs) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as Measurement[]])) as Record<
    Name,
    Measurement[]
  >;
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

/** The ratio of two medians, as a row. */
export const compare = (
  quantity: Quantity,
  limit: number,
  [subject, ours]: readonly [string, readonly Measurement[]],
  [baseline, theirs]: readonly [string, readonly Measurement[]],
): Row => {
  const [top, bottom] = [median(ours.map(READ[quantity])), median(theirs.map(READ[quantity]))];
  const unit = quantity === 'peak' ? 'MiB' : 'ms';
  return {
    subject,
    baseline,
    quantity,
    figures: `${top.toFixed(0)} / ${bottom.toFixed(0)} ${unit}`,
    ratio: top / bottom,
    limit,
  };
};

/** The exponent of growth: the slope of a line through the logarithms of size and median, by least squares. */
export const fitGrowth = (points: readonly (readonly [size: number, cost: number])[]): number => {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(cost)] as const);
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
};
