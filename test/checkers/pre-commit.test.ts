import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { needBuild } from '../support/need-build.js';
import { isHere } from '../support/recipe-bench.js';

needBuild();

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const manifest = (secret: string): string => `version: 1
organization: Acme
project: shop
environment: production
overrides:
  - application: checkout
    secret: ${secret}
    valueFrom: { env: A }
`;

describe.skipIf(!isHere('pre-commit'))('the hook, run by pre-commit', () => {
  let folder: TestFolder;

  /** A repository that holds what a release's tag holds, and one that uses its hook. */
  beforeEach(() => {
    folder = makeFolder({ 'user/README.md': 'hello\n', 'user/overrides/a.yaml': manifest('ONE') });
    mkdirSync(join(folder.path, 'release/.ci'), { recursive: true });
    for (const path of ['.pre-commit-hooks.yaml', 'package.json', 'schemas', 'dist', '.ci/tag-bundle']) {
      cpSync(join(ROOT, path), join(folder.path, 'release', path), { recursive: true });
    }
    folder.write('release/.gitignore', 'dist\n');
    for (const repository of ['release', 'user']) {
      git(repository, 'init', '--quiet', '--initial-branch', 'main');
      git(repository, 'add', '--all');
      git(repository, 'commit', '--quiet', '--message', 'A commit');
    }
    execFileSync(join(folder.path, 'release/.ci/tag-bundle'), ['v1.2.3', 'v1'], { env: environment() });
    folder.write(
      'user/.pre-commit-config.yaml',
      `repos:\n  - repo: ../release\n    rev: v1.2.3\n    hooks: [{ id: qoverride-validate }]\n`,
    );
    git('user', 'add', '--all');
  });
  afterEach(() => folder.remove());

  const environment = (): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    HOME: folder.path,
    PRE_COMMIT_HOME: join(folder.path, 'cache'),
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
    // Whatever would reach for the network fails at once.
    HTTPS_PROXY: 'http://127.0.0.1:1',
  });

  const git = (repository: string, ...argv: readonly string[]): string =>
    execFileSync('git', argv, { cwd: join(folder.path, repository), env: environment(), encoding: 'utf8' });

  const commit = () => {
    git('user', 'add', '--all');
    const { status, stdout, stderr } = spawnSync('pre-commit', ['run', '--color', 'never'], {
      cwd: join(folder.path, 'user'),
      env: environment(),
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };

  it('checks all manifests of a commit that touches one, offline', () => {
    folder.write('user/overrides/b.yaml', manifest('TWO'));
    const passed = commit();
    expect(passed).toMatchObject({ status: 0 });
    expect(passed.output).toMatch(/qoverride validate\.+Passed/);
    folder.write('user/overrides/b.yaml', manifest('ONE'));
    const failed = commit();
    expect(failed.status).toBe(1);
    expect(failed.output).toContain('duplicate-override');
  });

  it('has nothing to do where a commit touches no manifest', () => {
    git('user', 'commit', '--quiet', '--message', 'The hook');
    folder.write('user/README.md', 'hello again\n');
    expect(commit().output).toMatch(/qoverride validate\.+\(no files to check\)Skipped/);
  });
});
