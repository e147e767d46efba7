import { compare, interleave, type Bench } from '../harness/compare.js';
import { measure } from '../harness/measure.js';
import { BIN } from '../harness/paths.js';

/** What it costs to begin: in CPU time, because the floor is far below the two seconds that a wall clock needs. */
export const startUp: Bench = {
  name: 'start-up',
  run: async () => {
    const runs = await interleave(25, {
      node: () => measure({ command: ['node', '-e', '0'] }),
      version: () => measure({ command: ['node', BIN, '--version'] }),
      help: () => measure({ command: ['node', BIN, '--help'] }),
    });
    const floor = ['node -e 0', runs.node] as const;
    return [
      compare('CPU', 1.25, ['--version', runs.version], floor),
      compare('CPU', 1.25, ['--help', runs.help], floor),
    ];
  },
};
