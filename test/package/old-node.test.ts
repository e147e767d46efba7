import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { canInstall, findNode } from '../support/package/machine.js';
import { BIN } from '../support/run-bin.js';

describe.skipIf(!canInstall())('the command line on an old Node (skipped where npm has no registry)', () => {
  let folder: TestFolder;
  let node: string;
  let version: string;

  beforeAll(() => {
    folder = makeFolder();
    node = join(findNode('18', folder.path), 'node');
    version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
  }, 600_000);
  afterAll(() => folder.remove());

  it.each([['validate'], ['--version'], ['--help'], ['plan', '--format', 'json']])(
    'says which it needs: %s',
    (...argv) => {
      const { status, stdout, stderr } = spawnSync(node, [BIN, ...argv], {
        encoding: 'utf8',
        cwd: folder.path,
      });
      expect(version).toMatch(/^18\.\d+\.\d+$/);
      expect({ status, stdout, stderr }).toEqual({
        status: 1,
        stdout: '',
        stderr: `qoverride needs Node ≥ 20.19, this is ${version}\n`,
      });
    },
  );
});
