import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { executableName, thisPlatform } from '../../../build/executables/platforms.js';
import { DIST, ROOT } from '../../../build/paths.js';
import { compare, interleave, type Bench } from '../harness/compare.js';
import { measure, type Measured } from '../harness/measure.js';
import { BIN } from '../harness/paths.js';
import { makeEstate } from './network/estate.js';
import { serve, setStage } from './network/stage.js';

/** Whether the single executable starts no slower than Node with the build. Needs a registry, to make it. */
export const executable: Bench = {
  name: 'executable',
  run: async () => {
    const argv = ['run', '--silent', 'build:executables', '--', '--platform', thisPlatform()];
    execFileSync('npm', argv, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    const file = join(DIST, '../executables', executableName(thisPlatform()));
    const stage = setStage(
      makeEstate({ services: 1, overrides: 10, inherited: 10, files: 1, isPlanted: false }),
    );
    const server = await serve(stage, { latency: 0 });
    const plan = server.ours('plan', 10);
    const commands: Readonly<Record<'version' | 'help' | 'validate' | 'plan', Measured>> = {
      version: { command: ['node', BIN, '--version'] },
      help: { command: ['node', BIN, 'plan', '--help'] },
      validate: { command: ['node', BIN, 'validate', join(stage.folder, 'overrides')] },
      plan,
    };
    const rows = [];
    for (const [name, measured] of Object.entries(commands)) {
      const [, , ...rest] = measured.command;
      const runs = await interleave(25, {
        executable: () => measure({ ...measured, command: [file, ...rest] }),
        node: () => measure(measured),
      });
      const pair = [
        [`executable: ${name}`, runs.executable],
        ['node dist/bin.js', runs.node],
      ] as const;
      rows.push(compare('CPU', 1, ...pair), compare('wall', 1, ...pair));
    }
    await server.close();
    stage.remove();
    return rows;
  },
};
