import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { SandboxSeed } from '../../src/sandbox/seed/seed.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { findLiveParts, parseMarkdown } from '../support/markdown.js';
import { runInProcess, type CliRun } from '../support/run-cli.js';
import { seedShop } from '../support/worlds/index.js';

/** A name that wants to ping, link, break out of a document, and command a CI system. */
const NAME = '::@octocat #1 `|```</details><script>x</script><!-- ![x](https://evil.example) %0A::error::x';
const DESCRIPTION = `${NAME.slice(0, 60)}\n::error::y`;

const SEED: SandboxSeed = seedShop({
  tokens: [{ token: 'writer' }, { token: 'reader', readOnly: true }],
  production: ['DB', 'LIVE', 'FOREIGN'],
  services: [
    {
      name: NAME,
      type: 'APPLICATION',
      secrets: [
        { key: 'LIVE', overrides: true, description: DESCRIPTION },
        { key: 'FOREIGN', overrides: true, ownedBy: NAME },
      ],
    },
  ],
});

const override = (secret: string, service = NAME) => ({
  application: service,
  secret,
  valueFrom: { env: 'VALUE' },
  description: DESCRIPTION,
});

const manifestOf = (...overrides: readonly object[]): string =>
  stringify({ version: 1, organization: 'Acme', project: 'shop', environment: 'production', overrides });

const GOOD = manifestOf(override('DB'), override('LIVE'));
const BLOCKED = manifestOf(override('FOREIGN'), override('DB', `${NAME} that is not there`));
const INVALID = manifestOf({ ...override('DB'), secrt: 'DB' });
const VALUE = 'pl41ntext-of-a-s3cret';

/** Lines that a runner of GitHub Actions takes for commands. */
const commandsOf = (output: string): readonly string[] =>
  output.split('\n').filter((line) => line.trimStart().startsWith('::'));

describe('what CI systems are told', () => {
  let folder: TestFolder;
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox({ clock: realClock, newId: () => randomUUID(), seed: SEED });
    folder = makeFolder({ 'repo/infra/overrides/good.yaml': GOOD, 'summary.md': 'of the step before\n' });
    mkdirSync(join(folder.path, 'repo/.git'));
  });
  afterEach(async () => {
    await sandbox.close();
    folder.remove();
  });

  const read = (file: string): string => readFileSync(join(folder.path, file), 'utf8');

  const run = async (
    argv: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<CliRun> => {
    const done = await runInProcess(argv, {
      cwd: join(folder.path, 'repo/infra'),
      env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'writer', VALUE, ...env },
    });
    expect(done.stdout + done.stderr).not.toContain(VALUE);
    return done;
  };

  const inActions = (env: Readonly<Record<string, string>> = {}) => ({
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: join(folder.path, 'repo'),
    GITHUB_STEP_SUMMARY: join(folder.path, 'summary.md'),
    ...env,
  });

  it.each(['plan', 'apply'])('%s prints a document in which foreign text stays text', async (command) => {
    folder.write('repo/infra/overrides/blocked.yaml', BLOCKED);
    const flags = command === 'apply' ? ['-y', '--skip-blocked'] : [];
    const { stdout, exitCode } = await run([command, ...flags, '--format', 'markdown']);
    expect(stdout.split('\n')[0]).toBe(`<!-- qoverride ${command} -->`);
    expect(findLiveParts(stdout)).toEqual([]);
    expect(parseMarkdown(stdout).code.join('\n')).toContain('@octocat');
    expect(commandsOf(stdout)).toEqual([]);
    expect(exitCode).toBe(command === 'apply' ? 0 : 1);
  });

  it('annotates findings at their place in the repository, on standard error only', async () => {
    folder.write('repo/infra/overrides/good.yaml', BLOCKED);
    const quiet = await run(['plan', '--format', 'json']);
    const { stdout, stderr, exitCode } = await run(['plan', '--format', 'json'], inActions());
    expect(exitCode).toBe(1);
    const withoutCount = (json: string): string => json.replace(/"remaining": \d+/, '');
    expect(withoutCount(stdout)).toBe(withoutCount(quiet.stdout));
    expect(commandsOf(quiet.stderr)).toEqual([]);
    const commands = commandsOf(stderr);
    expect(commands).toHaveLength(3);
    expect(commands[0]).toMatch(/^::notice title=unmanaged::/);
    for (const [index, title] of ['foreign-owner', 'no-service'].entries()) {
      expect(commands[index + 1]).toMatch(
        new RegExp(
          `^::error file=infra/overrides/good\\.yaml,line=\\d+,col=\\d+,title=${title}::[^\\r\\n]*$`,
        ),
      );
    }
  });

  it('annotates a finding once, though --who makes the plan twice', async () => {
    folder.write('repo/infra/overrides/good.yaml', BLOCKED);
    const flags = ['--who', '--code-quality', 'report.json'];
    const { stderr } = await run(['plan', ...flags], inActions());
    expect(commandsOf(stderr)).toHaveLength(3);
    // A finding without a place is not in the report.
    expect(JSON.parse(read('repo/infra/report.json'))).toHaveLength(2);
  });

  it('annotates a failed write where its override is declared', async () => {
    const { stderr, exitCode } = await run(['apply', '-y'], inActions({ QOVERY_API_TOKEN: 'reader' }));
    expect(exitCode).toBe(1);
    const commands = commandsOf(stderr);
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      expect(command).toMatch(
        /^::error file=infra\/overrides\/good\.yaml,line=\d+,col=\d+,title=access-denied::/,
      );
    }
  });

  it('annotates what ends a run before there is a plan', async () => {
    folder.write('repo/infra/overrides/good.yaml', INVALID);
    for (const command of ['validate', 'plan', 'apply --auto-approve']) {
      const { stderr } = await run(command.split(' '), inActions());
      expect(commandsOf(stderr)).toContainEqual(
        expect.stringMatching(
          /^::error file=infra\/overrides\/good\.yaml,line=\d+,col=\d+,title=unknown-property::/,
        ),
      );
    }
  });

  it('adds to the job summary, whatever the format and the outcome', async () => {
    const planned = await run(['plan', '--summary', '--comment-id', 'eu'], inActions());
    expect(planned.stdout).toContain('Plan: 1 to create, 1 to update');
    const failed = await run(['plan', '--summary'], inActions({ QOVERY_API_TOKEN: 'wrong' }));
    expect(failed.exitCode).toBe(1);
    const applied = await run(['apply', '-y', '--summary', '--format', 'json'], inActions());
    expect(JSON.parse(applied.stdout)).toMatchObject({ summary: { applied: 2 } });
    const audited = await run(['audit', '--project', 'shop', '--summary', '--format', 'csv'], inActions());
    expect(audited.stdout).not.toContain('###');
    const summary = read('summary.md');
    expect(summary).toMatch(/^of the step before\n<!-- qoverride plan eu -->\n/);
    expect(summary.match(/^### .*$/gm)).toEqual([
      '### qoverride plan `eu`: 1 to create, 1 to update, 0 to delete',
      '### qoverride plan: failed',
      '### qoverride apply: 2 applied, 0 failed, 0 not attempted',
      '### qoverride audit: nothing needs attention',
    ]);
    expect(summary).not.toContain(VALUE);
  });

  it('looks at the size of the job summary first, and says what is left out', async () => {
    const file = 'full-summary.md';
    const env = inActions({ GITHUB_STEP_SUMMARY: join(folder.path, file) });
    for (const [used, title] of [
      [1024 * 1024 - 16_600, '### qoverride audit'],
      [1024 * 1024 - 100_000, '### qoverride audit'],
      [1024 * 1024 - 500, null],
    ] as const) {
      folder.write(file, 'x'.repeat(used));
      const { stderr, exitCode } = await run(['audit', '--project', 'shop', '--all', '--summary'], env);
      const added = read(file).slice(used);
      expect(exitCode).toBe(0);
      expect(read(file).length).toBeLessThanOrEqual(1024 * 1024);
      if (title !== null) expect(added).toContain(title);
      const isWhole = used === 1024 * 1024 - 100_000;
      expect(added.includes('The rest is left out')).toBe(!isWhole);
      expect(stderr.includes('warning[job-summary-full]')).toBe(!isWhole);
    }
  });

  it.each([
    ['--summary', 'no-job-summary', {}],
    ['--summary', 'file-unwritable', { GITHUB_STEP_SUMMARY: '/no/such/folder/summary.md' }],
    ['--code-quality=/no/such/folder/report.json', 'file-unwritable', {}],
  ])('refuses %s that cannot be written (%s) before any request', async (flag, code, env) => {
    const { stdout, stderr, exitCode } = await run(['apply', '-y', flag, '--format', 'json'], env);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ code }] });
    expect(stderr).toContain(`error[${code}]`);
    expect(sandbox.requests).toEqual([]);
  });

  it('writes a Code Quality report for every outcome', async () => {
    const flag = ['--code-quality', 'report.json'];
    const report = (): unknown => JSON.parse(read('repo/infra/report.json'));
    await run(['validate', ...flag]);
    expect(report()).toEqual([]);
    folder.write('repo/infra/overrides/good.yaml', INVALID);
    for (const command of ['validate', 'plan']) {
      await run([command, ...flag], { CI_PROJECT_DIR: join(folder.path, 'repo') });
      expect(report()).toMatchObject([
        {
          check_name: 'unknown-property',
          severity: 'major',
          location: { path: 'infra/overrides/good.yaml' },
        },
      ]);
    }
    folder.write('repo/infra/overrides/good.yaml', BLOCKED);
    const { exitCode } = await run(['plan', '--no-values', ...flag]);
    expect(exitCode).toBe(1);
    expect(report()).toMatchObject([{ check_name: 'foreign-owner' }, { check_name: 'no-service' }]);
    folder.write('repo/infra/overrides/good.yaml', GOOD);
    await run(['apply', '-y', ...flag]);
    expect(report()).toEqual([]);
  });

  it('prints a document also where no plan comes about, under the same marker', async () => {
    const args = ['plan', '--format', 'markdown', '--comment-id', 'eu'];
    const [good, bad] = [await run(args), await run(args, { QOVERY_API_TOKEN: 'wrong' })];
    expect(bad.exitCode).toBe(1);
    expect(bad.stdout.split('\n')[0]).toBe(good.stdout.split('\n')[0]);
    expect(bad.stdout).toContain('### qoverride plan `eu`: failed\n');
    expect(findLiveParts(bad.stdout)).toEqual([]);
  });
});
