import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setUp, TOKENS } from '../support/example-bench.js';
import { runInProcess } from '../support/run-cli.js';

const reports = (...formats: readonly string[]): readonly string[] =>
  formats.map((format) => `--report=${format}=out.${format}`);

const start = async () => {
  const { folder, sandbox } = await setUp('github-actions', TOKENS);
  const run = (argv: readonly string[]) =>
    runInProcess(argv, {
      cwd: folder.path,
      env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'read-only' },
    });
  return { folder, sandbox, run, read: (file: string) => readFileSync(join(folder.path, file), 'utf8') };
};

describe('--report', () => {
  it('writes one run in several forms, at the cost of one', async () => {
    const { sandbox, run, read } = await start();
    const plain = await run(['plan', '--no-values', '--format', 'json']);
    const cost = sandbox.requests.length;
    const formats = ['json', 'markdown', 'junit', 'gitlab-terraform'];
    const planned = await run(['plan', '--no-values', ...reports(...formats)]);
    expect(planned.stdout).toContain('Plan: 1 to create');
    expect(sandbox.requests).toHaveLength(2 * cost);
    const withoutCount = (json: string): string => json.replace(/"remaining": \d+/, '');
    expect(withoutCount(read('out.json'))).toBe(withoutCount(plain.stdout));
    expect(read('out.markdown')).toMatch(/^<!-- qoverride plan -->\n/);
    expect(read('out.junit')).toContain('failures="0"');
    expect(JSON.parse(read('out.gitlab-terraform'))).toEqual({ create: 1, update: 0, delete: 0 });
  });

  it('writes how a command failed, too', async () => {
    const { folder, run, read } = await start();
    folder.write('overrides/production.yaml', 'version: 1\noverides: []\n');
    const failed = await run(['plan', ...reports('json', 'markdown', 'junit', 'gitlab-terraform')]);
    expect(failed.exitCode).toBe(1);
    expect(JSON.parse(read('out.json'))).toMatchObject({ changes: [] });
    expect(read('out.markdown')).toContain('unknown-property');
    expect(read('out.junit')).toContain('type="unknown-property"');
    expect(JSON.parse(read('out.gitlab-terraform'))).toEqual({});
    expect((await run(['validate', ...reports('junit')])).exitCode).toBe(1);
    expect(read('out.junit')).toContain('name="qoverride validate"');
  });

  it.each([
    ['--report=junit=/no/such/folder/x', 'file-unwritable'],
    ['--report=text=x', 'usage'],
    ['--report=junit', 'usage'],
  ])('refuses %s before any request', async (flag, code) => {
    const { sandbox, run } = await start();
    const { stdout, exitCode } = await run(['plan', '--no-values', '--format=json', flag]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ code }] });
    expect(sandbox.requests).toEqual([]);
  });
});

describe('qoverride comment', () => {
  const bot = { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'acme/overrides' };
  const text = '<!-- qoverride plan -->\n\nhello\n';

  it.each([
    ['a file that is not there', {}, 'none.md', 'file-unreadable'],
    ['what is no document of ours', {}, 'other.md', 'not-a-comment'],
    ['a machine that is no CI', {}, 'plan.md', 'no-pull-request'],
    ['a job without a pull request', bot, 'plan.md', 'no-pull-request'],
    ['no token', { ...bot, GITHUB_EVENT_PATH: 'event.json' }, 'plan.md', 'no-forge-token'],
    [
      'a token that no header can hold',
      { ...bot, GITHUB_EVENT_PATH: 'event.json', GITHUB_TOKEN: 'ghs_a\nb' },
      'plan.md',
      'no-forge-token',
    ],
    [
      'an address that anybody can listen to',
      {
        ...bot,
        GITHUB_EVENT_PATH: 'event.json',
        GITHUB_TOKEN: 'ghs_a',
        GITHUB_API_URL: 'http://example.com',
      },
      'plan.md',
      'bad-forge-address',
    ],
    [
      'a merge request without a token',
      { GITLAB_CI: 'true', CI_MERGE_REQUEST_IID: '5', CI_MERGE_REQUEST_PROJECT_ID: '42' },
      'plan.md',
      'no-forge-token',
    ],
  ])('refuses %s', async (_, env, file, code) => {
    const { folder } = await start();
    folder.write('plan.md', text);
    folder.write('other.md', '# hello\n');
    folder.write('event.json', JSON.stringify({ pull_request: { number: 12 } }));
    const path = 'GITHUB_EVENT_PATH' in env ? { GITHUB_EVENT_PATH: join(folder.path, 'event.json') } : {};
    const { stderr, stdout, exitCode } = await runInProcess(['comment', file], {
      cwd: folder.path,
      env: { ...(env as Readonly<Record<string, string>>), ...path },
    });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`error[${code}]`);
    expect(stderr).not.toContain('ghs_a');
  });
});
