import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTION_RELEASE } from '../../build/workflows/action-release.js';
import { renderWorkflows } from '../../build/workflows/render.js';
import { makeWorkflow } from '../../src/cli/init/ci-workflow.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { readComponent } from '../support/gitlab-component.js';
import { isHere } from '../support/recipe-bench.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A release as `.ci/release` would name it. */
const RELEASE = {
  repository: 'acme/qoverride',
  commit: '0123456789abcdef0123456789abcdef01234567',
  tag: 'v1.2.3',
};
const VARIABLES = ['CHECKOUT_DATABASE_URL', 'WORKER_STRIPE_KEY'];

/** Workflows of GitHub, each in a repository of its own: name of the repository → file → text. */
const repositories = (): Readonly<Record<string, string>> => {
  const examples = globSync('examples/**/.github/workflows/*.yaml', { cwd: ROOT, dot: true }).map((file) => [
    file,
    readFileSync(join(ROOT, file), 'utf8'),
  ]);
  const withAction = Object.entries(renderWorkflows(RELEASE)).map(([file, text]) => [`action/${file}`, text]);
  const made = [[], VARIABLES].map((variables, index) => {
    const { path, text } = makeWorkflow('github', variables);
    return [`init-${String(index)}/${path}`, text];
  });
  return Object.fromEntries([...examples, ...withAction, ...made]) as Readonly<Record<string, string>>;
};

/** Pipelines of GitLab. */
const pipelines = (): Readonly<Record<string, string>> => ({
  'gitlab/example.yml': readFileSync(join(ROOT, 'examples/gitlab/.gitlab-ci.yml'), 'utf8'),
  'gitlab/init.yml': makeWorkflow('gitlab', VARIABLES).text,
  'gitlab/component.yml': readComponent().text,
});

let folder: TestFolder;
beforeAll(() => {
  folder = makeFolder({ ...repositories(), ...pipelines() });
  cpSync(join(ROOT, 'action.yml'), join(folder.path, 'action.yml'));
  mkdirSync(join(folder.path, 'dist'));
});
afterAll(() => folder.remove());

const run = (program: string, argv: readonly string[], cwd = folder.path) => {
  const { status, stdout, stderr } = spawnSync(program, argv, { cwd, encoding: 'utf8' });
  return { status, output: stdout + stderr };
};

const workflows = (): readonly string[] => Object.keys(repositories());

describe('the examples with a release of the action', () => {
  it('are those in examples/, once there is a release', () => {
    const expected = ACTION_RELEASE === null ? {} : renderWorkflows(ACTION_RELEASE);
    for (const [file, text] of Object.entries(expected)) {
      expect(readFileSync(join(ROOT, 'examples', file), 'utf8')).toBe(text);
    }
    const rendered = Object.values(renderWorkflows(RELEASE)).join('\n');
    expect(
      rendered.match(/uses: acme\/qoverride@0123456789abcdef0123456789abcdef01234567 # v1\.2\.3/g),
    ).toHaveLength(6);
    expect(rendered).not.toMatch(/OWNER|COMMIT|npm ci/);
  });
});

describe.skipIf(!isHere('zizmor'))('zizmor', () => {
  const audit = (...paths: readonly string[]) => run('zizmor', ['--offline', '--no-progress', ...paths]);

  it('finds nothing in workflows and in the action', () => {
    const { status, output } = audit('action.yml', ...workflows());
    expect(output).toContain('No findings to report');
    expect(status).toBe(0);
  });

  it('would find a checkout that keeps its credentials', () => {
    const [text = ''] = Object.values(repositories());
    folder.write('spoiled/.github/workflows/a.yaml', text.replace('{ persist-credentials: false }', '{}'));
    const { status, output } = audit('spoiled/.github/workflows/a.yaml');
    expect(output).toContain('artipacked');
    expect(status).not.toBe(0);
  });
});

describe.skipIf(!isHere('actionlint'))('actionlint', () => {
  /** What it knows of a remote action is nothing: as a local one, it compares the inputs. */
  const lint = (text: string) => {
    const repository = makeFolder({
      '.github/workflows/a.yaml': text,
      '.git/HEAD': '',
      'dist/action.js': '',
    });
    cpSync(join(ROOT, 'action.yml'), join(repository.path, 'action.yml'));
    const result = run('actionlint', ['.github/workflows/a.yaml'], repository.path);
    repository.remove();
    return result;
  };

  it.each(Object.entries(repositories()))('finds nothing in %s', (_, text) => {
    const local = text.replaceAll(/acme\/qoverride@\w+ # \S+/g, './');
    expect(lint(local)).toEqual({ status: 0, output: '' });
  });

  it('would find an input that the action does not have', () => {
    const [text = ''] = Object.values(renderWorkflows(RELEASE));
    const spoiled = text
      .replaceAll(/acme\/qoverride@\w+ # \S+/g, './')
      .replace('strict: true', 'stritc: true');
    expect(lint(spoiled).output).toContain('"stritc"');
  });
});

describe.skipIf(!isHere('check-jsonschema'))('check-jsonschema', () => {
  const check = (...argv: readonly string[]) => run('check-jsonschema', argv);

  it('finds workflows, pipelines and the action as their schemas say', () => {
    expect(check('--builtin-schema', 'vendor.github-workflows', ...workflows())).toMatchObject({ status: 0 });
    expect(check('--builtin-schema', 'vendor.github-actions', 'action.yml')).toMatchObject({ status: 0 });
    const files = Object.keys(pipelines());
    expect(check('--builtin-schema', 'vendor.gitlab-ci', ...files)).toMatchObject({ status: 0 });
  });

  it('finds every example of a manifest as our schema says', () => {
    const files = globSync(['examples/**/overrides/*.yaml', 'examples/recipes/*.yaml'], {
      cwd: ROOT,
      absolute: true,
    });
    expect(files.length).toBeGreaterThan(10);
    expect(check('--schemafile', join(ROOT, 'schemas/manifest.schema.json'), ...files)).toMatchObject({
      status: 0,
    });
  });

  it('would find a job that runs nowhere', () => {
    folder.write('spoiled/b.yaml', 'on: push\njobs: { a: { steps: [{ run: x }] } }\n');
    expect(check('--builtin-schema', 'vendor.github-workflows', 'spoiled/b.yaml').status).toBe(1);
  });
});

describe.skipIf(!isHere('kubernetes-validate'))('kubernetes-validate', () => {
  const files = globSync('examples/*/{,kubernetes/}*.yaml', { cwd: ROOT, absolute: true }).filter((file) =>
    dirname(file).endsWith('kubernetes'),
  );

  it('finds the jobs as Kubernetes describes them, strictly', () => {
    expect(files).toHaveLength(3);
    for (const file of files)
      expect(run('kubernetes-validate', ['--strict', file])).toMatchObject({ status: 0 });
  });

  it('would find a misspelled field', () => {
    folder.write('spoiled/job.yaml', readFileSync(files[0] ?? '', 'utf8').replace('schedule:', 'shedule:'));
    expect(run('kubernetes-validate', ['--strict', 'spoiled/job.yaml']).status).not.toBe(0);
  });
});
