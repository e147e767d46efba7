import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { compare, interleave, type Bench } from '../harness/compare.js';
import { measure } from '../harness/measure.js';
import { BIN } from '../harness/paths.js';
import { makeEstate } from './network/estate.js';
import { serve, setStage } from './network/stage.js';

/** What it costs to begin: in CPU time, because the floor is far below the two seconds that a wall clock needs. */
export const startUp: Bench = {
  name: 'start-up',
  run: async () => {
    const stage = setStage(
      makeEstate({ services: 1, overrides: 10, inherited: 10, files: 1, isPlanted: false }),
    );
    const server = await serve(stage, { latency: 0 });
    const runs = await interleave(25, {
      node: () => measure({ command: ['node', '-e', '0'] }),
      version: () => measure({ command: ['node', BIN, '--version'] }),
      help: () => measure({ command: ['node', BIN, '--help'] }),
      validate: () => measure({ command: ['node', BIN, 'validate', join(stage.folder, 'overrides')] }),
      plan: () => measure(server.ours('plan', 10)),
      judged: () => measure(server.ours('plan', 10, randomBytes(16).toString('hex'))),
    });
    await server.close();
    stage.remove();
    const floor = ['node -e 0', runs.node] as const;
    return [
      compare('CPU', 1.25, ['--version', runs.version], floor),
      compare('CPU', 1.25, ['--help', runs.help], floor),
      compare('CPU', 1.75, ['validate of ten overrides', runs.validate], floor),
      compare('CPU', 2.6, ['plan of ten overrides', runs.plan], floor),
      compare('CPU', 2, ['plan with a key of openssl', runs.judged], ['with one of keygen', runs.plan]),
    ];
  },
};
