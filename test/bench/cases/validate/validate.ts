import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compare, interleave, median, type Bench, type Row } from '../../harness/compare.js';
import { measure, type Measurement } from '../../harness/measure.js';
import { scriptPath } from '../../harness/paths.js';
import { runValidate, spreadOverrides, writeFiles, writeOverrides } from './manifests.js';

const COST_LIMIT = 1.15;
const MANY_FILES_PEAK_LIMIT = 0.5;
/** Milliseconds of the floor from which on a wall clock tells something. */
const LEAST_WALL = 2000;
/** MiB of the floor from which on half of it is more than Node itself takes. */
const LEAST_PEAK = 200;

/**
 * What `validate` costs against the YAML library alone, whose `parseDocument` and `toJS` read the same files with its default
 * options but pretty errors, which nobody would see. (Its check for duplicate keys is quadratic in the keys of one map; here
 * each has a handful, so that it costs nothing.) Where there are many files, the time is compared to a reading that lets go of each
 * document, which is the quicker one, and the peak to one that keeps them all, as whoever wants to report on them later does.
 * Nothing is subtracted: ours also starts, checks, and says what it found.
 */
export const validate: Bench = { name: 'validate', run: () => compareToLibrary() };

const SIZES = [1000, 10_000, 100_000] as const;

const compareToLibrary = async (): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const size of SIZES) {
    const folder = writeFiles({
      'one.yaml': writeOverrides(size),
      ...spreadOverrides(size, 'many'),
    });
    const one = join(folder.path, 'one.yaml');
    const many = join(folder.path, 'many');
    const files = readdirSync(many).map((name) => join(many, name));
    const runs = await interleave(size > 10_000 ? 3 : 7, {
      oneBare: () => parseBare('drop', [one]),
      oneOurs: () => runValidate(one),
      manyBare: () => parseBare('drop', files),
      manyKept: () => parseBare('keep', files),
      manyOurs: () => runValidate(many),
    });
    folder.remove();
    const ours = ['one file', 'a hundred files'].map((where) => `validate of ${String(size)} in ${where}`);
    const [inOne = '', inMany = ''] = ours;
    rows.push(
      ...compareCosts([inOne, runs.oneOurs], ['the library alone', runs.oneBare]),
      compare('peak', COST_LIMIT, [inOne, runs.oneOurs], ['the library alone', runs.oneBare]),
      ...compareCosts([inMany, runs.manyOurs], ['the library alone', runs.manyBare]),
      ...comparePeaks([inMany, runs.manyOurs], ['the library, keeping all', runs.manyKept]),
    );
  }
  return rows;
};

type Named = readonly [name: string, taken: readonly Measurement[]];

const compareCosts = (ours: Named, floor: Named): readonly Row[] => [
  compare('CPU', COST_LIMIT, ours, floor),
  ...(median(floor[1].map(({ wallMs }) => wallMs)) >= LEAST_WALL
    ? [compare('wall', COST_LIMIT, ours, floor)]
    : []),
];

const comparePeaks = (ours: Named, floor: Named): readonly Row[] =>
  median(floor[1].map(({ peakMiB }) => peakMiB ?? 0)) >= LEAST_PEAK
    ? [compare('peak', MANY_FILES_PEAK_LIMIT, ours, floor)]
    : [];

const parseBare = (mode: 'keep' | 'drop', files: readonly string[]): Promise<Measurement> =>
  measure({ command: ['node', scriptPath('parse-yaml.mjs'), mode, ...files], peak: true });
