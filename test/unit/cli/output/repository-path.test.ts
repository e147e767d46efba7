import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRepositoryPath } from '../../../../src/cli/output/tell-ci.js';
import { makeFolder, type TestFolder } from '../../../support/folder.js';

describe('createRepositoryPath', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = makeFolder({ 'work/repo/infra/a.yaml': '', 'work/plain/infra/a.yaml': '' });
    mkdirSync(join(folder.path, 'work/repo/.git'));
  });
  afterEach(() => folder.remove());

  it.each([
    ['the git top level', 'work/repo/infra', {}, 'infra/a.yaml'],
    [
      'the workspace where there is no git',
      'work/plain/infra',
      { GITHUB_WORKSPACE: 'work/plain' },
      'infra/a.yaml',
    ],
    ['the same for GitLab', 'work/plain/infra', { CI_PROJECT_DIR: 'work/plain' }, 'infra/a.yaml'],
    ['a checkout below the workspace', 'work/repo/infra', { GITHUB_WORKSPACE: 'work' }, 'infra/a.yaml'],
    [
      'the workspace below a git top level',
      'work/repo/infra',
      { GITHUB_WORKSPACE: 'work/repo/infra' },
      'a.yaml',
    ],
    ['git, outside the workspace', 'work/repo/infra', { GITHUB_WORKSPACE: 'work/plain' }, 'infra/a.yaml'],
    [
      'git, where the workspace is not there',
      'work/repo/infra',
      { GITHUB_WORKSPACE: 'gone' },
      'infra/a.yaml',
    ],
    ['the working folder', 'work/plain/infra', {}, 'a.yaml'],
  ])('counts from %s', async (_, cwd, places, path) => {
    const env = Object.fromEntries(
      Object.entries(places).map(([name, place]) => [name, join(folder.path, place)]),
    );
    const pathOf = await createRepositoryPath({ env, cwd: join(folder.path, cwd) });
    expect(pathOf('a.yaml')).toBe(path);
    expect(pathOf(join(folder.path, cwd, 'a.yaml'))).toBe(path);
  });

  it('leaves the name of a file outside as it is', async () => {
    const pathOf = await createRepositoryPath({ env: {}, cwd: join(folder.path, 'work/repo/infra') });
    expect(pathOf('../../plain/infra/a.yaml')).toBe('../../plain/infra/a.yaml');
    expect(pathOf('../..dots.yaml')).toBe('..dots.yaml');
  });
});
