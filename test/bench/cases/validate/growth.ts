import { join } from 'node:path';
import { interleave, median, rowOfGrowth, type Bench, type Row } from '../../harness/compare.js';
import {
  runValidate,
  writeFiles,
  writeOverrides,
  writeSources,
  writeUnknownProperties,
  writeWrongOverrides,
} from './manifests.js';

const GROWTH_LIMIT = 1.05;
const ROUNDS = 2;

/** How the CPU time of `validate` grows with what it reads: with overrides right and wrong, and with the keys of one map. */
export const validateGrowth: Bench = {
  name: 'validate-growth',
  run: async () => {
    const rows: Row[] = [];
    for (const one of GROWING) rows.push(await measureGrowth(one));
    return rows;
  },
};

interface Growing {
  readonly subject: string;
  readonly sizes: readonly number[];
  readonly write: (size: number) => string;
  readonly flags?: readonly string[];
  readonly exitCode?: number;
}

const SIZES = [12_500, 25_000, 50_000, 100_000];
const KEYS = [5000, 10_000, 20_000, 40_000];

const GROWING: readonly Growing[] = [
  { subject: 'overrides', sizes: SIZES, write: writeOverrides },
  {
    subject: 'wrong overrides, as text',
    sizes: SIZES,
    write: writeWrongOverrides,
    exitCode: 1,
  },
  {
    subject: 'wrong overrides, as json',
    sizes: SIZES,
    write: writeWrongOverrides,
    flags: ['--format', 'json'],
    exitCode: 1,
  },
  { subject: 'sources in one map', sizes: KEYS, write: writeSources },
  {
    subject: 'unknown properties in one map',
    sizes: KEYS,
    write: writeUnknownProperties,
    exitCode: 1,
  },
];

const measureGrowth = async ({ subject, sizes, write, flags, exitCode }: Growing): Promise<Row> => {
  const folder = writeFiles(Object.fromEntries(sizes.map((size) => [`${String(size)}.yaml`, write(size)])));
  const runs = await interleave(
    ROUNDS,
    Object.fromEntries(
      sizes.map((size) => [
        String(size),
        () => runValidate(join(folder.path, `${String(size)}.yaml`), flags, exitCode),
      ]),
    ),
  );
  folder.remove();
  const points = sizes.map((size) => {
    const taken = runs[String(size)] ?? [];
    return [size, median(taken.map(({ cpuMs }) => cpuMs))] as const;
  });
  return rowOfGrowth(`validate of ${subject}`, GROWTH_LIMIT, points);
};
