import { bound, compare, interleave, less, type Bench, type Row } from '../../harness/compare.js';
import { measure, type Measurement } from '../../harness/measure.js';
import { makeEstate, type EstateSize } from './estate.js';
import { serve, setStage, type Job, type ServeOptions, type Server, type Stage } from './stage.js';

/** A thousand services with ten overrides each, in a hundred manifests. */
const LARGE: EstateSize = { services: 1000, overrides: 10, inherited: 10, files: 100, isPlanted: false };

/** Beside a bare client that sends the same requests to the same server; and what it takes of this machine. */
export const network: Bench = {
  name: 'network',
  run: async () => [
    ...(await measureWall(LARGE, 'plan', 25, 1.2)),
    // Of a thousand services the floor would be one second, too short for a wall clock.
    ...(await measureWall({ ...LARGE, services: 2000, files: 200 }, 'plan', 50, 1.5)),
    ...(await measureWall(LARGE, 'apply', 25, 1.15)),
    ...(await measureWall(LARGE, 'apply', 50, 1.2)),
    ...(await measureCalls()),
    ...(await measurePeak()),
  ],
};

const measureWall = (
  size: EstateSize,
  job: Job,
  parallelism: number,
  limit: number,
): Promise<readonly Row[]> =>
  onStage(size, async (stage) => {
    const runs = await interleave(job === 'plan' ? 5 : 3, {
      ours: () => onServer(stage, { latency: 50 }, ({ ours }) => measure(ours(job, parallelism))),
      floor: () => onServer(stage, { latency: 50 }, ({ floor }) => measure(floor(job, parallelism))),
    });
    const subject = `${job} of ${size.services * size.overrides} on ${size.services} services, ${parallelism} at once`;
    return [compare('wall', limit, [subject, runs.ours], ['node:http', runs.floor])];
  });

/** What one more call costs: the same run with a thousand writes, less one that finds nothing to write. */
const measureCalls = (): Promise<readonly Row[]> =>
  onStage({ ...LARGE, services: 100 }, async (stage) => {
    const secure = { latency: 0, isSecure: true };
    const runs = await interleave(7, {
      writes: () => onServer(stage, secure, ({ ours }) => measure(ours('apply', 25))),
      floorWrites: () => onServer(stage, secure, ({ floor }) => measure(floor('apply', 25))),
      floorReads: () => onServer(stage, secure, ({ floor }) => measure(floor('plan', 25))),
      reads: () =>
        onServer(stage, secure, async ({ ours }) => {
          await measure(ours('apply', 25));
          return measure(ours('apply', 25));
        }),
    });
    return [
      compare(
        'CPU',
        4,
        ['1,000 writes of apply', less(runs.writes, runs.reads)],
        ['node:https', less(runs.floorWrites, runs.floorReads)],
      ),
    ];
  });

const measurePeak = (): Promise<readonly Row[]> =>
  onStage({ ...LARGE, inherited: 190, isPlanted: true }, (stage) =>
    onServer(stage, { latency: 0 }, async ({ ours }) => {
      const runs: Measurement[] = [];
      for (let round = 0; round < 3; round += 1)
        runs.push(await measure({ ...ours('plan', 10), peak: true }));
      return [bound('peak', 200, ['plan of 10000 on 1000 services, lists of 200', runs])];
    }),
  );

const onStage = async <Result>(size: EstateSize, act: (stage: Stage) => Promise<Result>): Promise<Result> => {
  const stage = setStage(makeEstate(size));
  try {
    return await act(stage);
  } finally {
    stage.remove();
  }
};

const onServer = async <Result>(
  stage: Stage,
  options: ServeOptions,
  act: (server: Server) => Promise<Result>,
): Promise<Result> => {
  const server = await serve(stage, options);
  try {
    return await act(server);
  } finally {
    await server.close();
  }
};
