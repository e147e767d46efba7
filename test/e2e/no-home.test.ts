import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collectRun } from '../support/collect-run.js';
import { makeFolder } from '../support/folder.js';
import { BIN } from '../support/run-bin.js';
import type { CliRun } from '../support/run-cli.js';

/** Nobody's: it has no entry in the list of users. */
const USER = 54_321;
const isRoot = process.getuid?.() === 0;

const folder = makeFolder({
  'overrides/a.yaml': `version: 1
organization: Acme
project: shop
environment: production
overrides:
  - application: checkout
    secret: DB
    valueFrom: { env: DB }
`,
});
chmodSync(folder.path, 0o755);
chmodSync(join(folder.path, 'overrides'), 0o755);

afterAll(() => folder.remove());

const ENV = { PATH: process.env['PATH'], QOVERY_API_TOKEN: 'x', DB: 'wanted' };
/** A port that nothing listens on: whatever comes before the first request has gone well. */
const ARGV = ['--api-url', 'http://127.0.0.1:9', '--retry-for', '100ms'];

const runProgram = (
  program: string,
  argv: readonly string[],
  user: { readonly uid?: number; readonly gid?: number },
): Promise<CliRun> =>
  collectRun(
    spawn(program, argv, { ...user, cwd: folder.path, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] }),
  );

describe('a machine that lacks something', () => {
  describe.skipIf(!isRoot)('(needs root, to run as another user)', () => {
    it.each([['plan'], ['apply', '-y']])('%s needs no home folder', async (...command) => {
      const run = await runProgram(process.execPath, [BIN, ...command, ...ARGV], { uid: USER, gid: USER });
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toMatch(/^error\[unreachable\]: /m);
    });
  });

  it.skipIf(process.platform === 'win32').each([['plan'], ['validate'], ['audit']])(
    '%s says that the working folder was deleted',
    async (command) => {
      const gone = join(folder.path, `gone-${command}`);
      mkdirSync(gone);
      const script = 'cd "$1" && rmdir "$1" && shift && exec "$@"';
      const argv = ['-c', script, 'sh', gone, process.execPath, BIN, command];
      const run = await runProgram('sh', argv, {});
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toMatch(/^error\[no-working-folder\]: the working folder does not exist any more$/m);
      expect(run.stderr).not.toContain('    at ');
    },
  );
});
