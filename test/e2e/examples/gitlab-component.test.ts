import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readGitlabStep, type GitlabJob } from '../../support/ci-steps.js';
import {
  deployments,
  KEY,
  overrides,
  setUp,
  succeed,
  TOKENS,
  VALUE,
  writes,
} from '../../support/example-bench.js';
import { startGitlab, type GitlabApi } from '../../support/gitlab-api.js';
import { readComponent } from '../../support/gitlab-component.js';

type Jobs = Readonly<Record<'qoverride-check' | 'qoverride-plan' | 'qoverride-apply', GitlabJob>>;

const { inputs, text } = readComponent({ flags: '--strict --organization Acme' });
const jobs = parseAllDocuments(text)[0]?.toJS() as Jobs;

const COMMENT_TOKEN = 'glpat-comments';
const variables = (gitlab: GitlabApi, more: Readonly<Record<string, string>> = {}) => ({
  GITLAB_CI: 'true',
  CI_API_V4_URL: gitlab.url,
  CI_MERGE_REQUEST_PROJECT_ID: '42',
  CI_MERGE_REQUEST_IID: '5',
  ...more,
});

let gitlab: GitlabApi;
afterEach(() => gitlab.close());

describe('the component for GitLab', () => {
  it('describes each of its inputs, and uses it', async () => {
    gitlab = await startGitlab({}, []);
    expect(inputs.map(({ name, description, isUsed }) => [name, description !== '', isUsed])).toEqual(
      inputs.map(({ name }) => [name, true, true]),
    );
    expect(text).not.toContain('$[[');
  });

  it('plans a merge request in a note that it keeps up to date, with reports', async () => {
    const stranger = { id: 1, author: { username: 'mallory' }, body: '<!-- qoverride plan -->\nall is well' };
    gitlab = await startGitlab({ [COMMENT_TOKEN]: 'project_42_bot' }, ['project_42_bot'], [stranger]);
    const bench = await setUp('gitlab', TOKENS);
    const read = (file: string): unknown => JSON.parse(readFileSync(join(bench.folder.path, file), 'utf8'));
    const check = readGitlabStep(
      jobs['qoverride-check'],
      variables(gitlab, { QOVERY_READ_ONLY_TOKEN: 'read-only', QOVERRIDE_COMMENT_TOKEN: COMMENT_TOKEN }),
    );
    expect(await succeed(bench, check)).toContain('value: not evaluated');
    expect(read('qoverride-terraform.json')).toEqual({ create: 1, update: 0, delete: 0 });
    expect(read('qoverride-quality.json')).toEqual([]);
    expect(gitlab.notes()).toEqual([
      stranger,
      expect.objectContaining({ body: expect.stringContaining('1 to create') as string }),
    ]);
    const manifest = readFileSync(join(bench.folder.path, 'overrides/production.yaml'), 'utf8');
    bench.folder.write('overrides/production.yaml', manifest.replace('checkout', 'chekout'));
    const failed = await bench.run(check);
    expect(failed.exitCode, failed.stdout + failed.stderr).toBe(1);
    expect(read('qoverride-quality.json')).toMatchObject([{ check_name: 'no-service' }]);
    expect(gitlab.notes()).toHaveLength(2);
    expect(gitlab.notes()[1]?.body).toContain('no-service');
    expect(writes(bench)).toEqual([]);
  });

  it('goes on where the note is refused, and where there is no token to comment', async () => {
    gitlab = await startGitlab({ [COMMENT_TOKEN]: 'guest' }, []);
    const bench = await setUp('gitlab', TOKENS);
    const reader = { QOVERY_READ_ONLY_TOKEN: 'read-only' };
    const withToken = variables(gitlab, { ...reader, QOVERRIDE_COMMENT_TOKEN: COMMENT_TOKEN });
    const output = await succeed(bench, readGitlabStep(jobs['qoverride-check'], withToken));
    expect(output).toContain('warning[comment-refused]');
    expect(output).not.toContain(COMMENT_TOKEN);
    const asked = gitlab.requests.length;
    await succeed(bench, readGitlabStep(jobs['qoverride-check'], variables(gitlab, reader)));
    expect(gitlab.requests).toHaveLength(asked);
  });

  it('only validates a merge request from a fork, which has no token', async () => {
    gitlab = await startGitlab({}, []);
    const bench = await setUp('gitlab', TOKENS);
    const output = await succeed(bench, readGitlabStep(jobs['qoverride-check'], variables(gitlab)));
    expect(output).toContain('Valid: 1 override in 1 file.');
    expect(bench.sandbox.requests).toEqual([]);
  });

  it('applies on the default branch what was planned', async () => {
    gitlab = await startGitlab({}, []);
    const bench = await setUp('gitlab', TOKENS);
    const onMain = {
      QOVERY_READ_ONLY_TOKEN: 'read-only',
      QOVERY_WRITE_TOKEN: 'writer',
      QOVERRIDE_KEY: KEY,
      CHECKOUT_DATABASE_URL: VALUE,
    };
    await succeed(bench, readGitlabStep(jobs['qoverride-plan'], onMain));
    expect(writes(bench)).toEqual([]);
    await succeed(bench, readGitlabStep(jobs['qoverride-apply'], onMain));
    expect([overrides(bench), deployments(bench)]).toEqual([[VALUE], 1]);
  });
});
