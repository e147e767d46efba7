import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/index.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { runInProcess, type CliRun } from '../../support/run-cli.js';
import { KEY, seedShop, writeManifest } from '../../support/worlds/index.js';

const MANIFEST = writeManifest([{ application: 'checkout', secret: 'TOKEN', valueFrom: { env: 'TOKEN' } }]);

describe('a hyphen in the place of a file', () => {
  let sandbox: Sandbox;
  let folder: TestFolder;

  beforeAll(async () => {
    folder = makeFolder({ 'overrides/a.yaml': MANIFEST });
    sandbox = await startSandbox({
      seed: seedShop({ production: ['TOKEN'], services: [{ name: 'checkout', type: 'APPLICATION' }] }),
    });
  });
  afterAll(async () => {
    folder.remove();
    await sandbox.close();
  });

  const run = (argv: readonly string[], input = ''): Promise<CliRun> =>
    runInProcess(argv, {
      cwd: folder.path,
      env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'any', QOVERRIDE_KEY: KEY, TOKEN: 'below' },
      io: { stdin: Readable.from([Buffer.from(input)]) },
    });

  it.each(['validate', 'plan', 'audit'])('is a manifest on standard input: %s', async (command) => {
    expect(await run([command, '-'], MANIFEST)).toMatchObject({ exitCode: 0 });
    const wrong = await run([command, '-'], `${MANIFEST}unknown: 1\n`);
    expect(wrong).toMatchObject({ exitCode: 1 });
    expect(wrong.stdout + wrong.stderr).toMatch(/-:\d+:1/);
  });

  it('passes a saved plan from plan to apply', async () => {
    const planned = await run(['plan', '--out', '-']);
    expect(JSON.parse(planned.stdout)).toMatchObject({ formatVersion: '2.0' });
    expect(planned.stderr).toContain('Plan: 1 to create');
    const both = await run(['apply', '--plan', '-', '-'], planned.stdout);
    expect(both).toMatchObject({ exitCode: 1 });
    expect(both.stderr).toContain('error[usage]: standard input cannot be both');
    const applied = await run(['apply', '--plan', '-'], planned.stdout);
    expect(applied).toMatchObject({ exitCode: 0 });
    expect(applied.stdout).toContain('Apply: 1 applied');
    expect(await run(['apply', '--plan', '-'], planned.stdout)).toMatchObject({ exitCode: 1 });
  });

  it('is refused where two results would mix', async () => {
    const two = await run(['plan', '--out', '-', '--format', 'markdown']);
    expect(two.stderr).toContain('--report markdown=FILE');
    const receipt = await run(['apply', '-y', '--receipt', '-']);
    expect(receipt.stderr).toContain('--receipt cannot go to standard output');
  });

  it.each([
    ['keygen', /^\S{40,}\n$/],
    ['audit', /TOKEN/],
    ['import', /secret: TOKEN/],
  ])('is standard output: %s', async (command, text) => {
    await run(['apply', '-y']);
    const { stdout, stderr } = await run([command, '--out', '-']);
    expect(stdout, stderr).toMatch(text);
  });

  it('is offered --plan where a saved plan is given as a manifest', async () => {
    await run(['plan', '--out', 'plan.json']);
    for (const command of ['apply', 'validate']) {
      const { stderr, exitCode } = await run([command, ...(command === 'apply' ? ['-y'] : []), 'plan.json']);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('plan.json:2:3: this is a saved plan, not a manifest');
      expect(stderr).toContain('qoverride apply --plan FILE');
      expect(stderr.match(/error\[/g)).toHaveLength(command === 'apply' ? 2 : 1);
    }
    folder.write('plain.json', (await run(['plan', '--format', 'json'])).stdout);
    expect((await run(['plan', 'plain.json'])).stderr).toContain('this is a result that qoverride printed');
  });
});
