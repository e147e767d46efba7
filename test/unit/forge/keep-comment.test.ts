import { afterEach, describe, expect, it } from 'vitest';
import { describeGithub } from '../../../src/forge/github.js';
import { keepComment, type Kept } from '../../../src/forge/keep-comment.js';
import { SecretValue } from '../../../src/model/secret-value.js';
import { startGithub, type GithubApi, type GithubOptions } from '../../support/github/github-api.js';

const TOKEN = 'ghs_t0ken';
const BOT = 'github-actions[bot]';
const MARKER = '<!-- qoverride plan -->';
const TEXT = `${MARKER}\n\n### 1 to create\n`;

let github: GithubApi | null = null;
afterEach(async () => {
  const problems = github?.problems;
  await github?.close();
  github = null;
  expect(problems).toEqual([]);
});

const keep = async (text: string, options: Partial<GithubOptions> = {}, token = TOKEN): Promise<Kept> => {
  github ??= await startGithub({ token: TOKEN, ...options });
  return keepComment({
    forge: describeGithub({
      baseUrl: new URL(github.url),
      repository: 'acme/overrides',
      number: 12,
      token: new SecretValue(token),
      login: options.login ?? BOT,
    }),
    text,
    proxy: null,
    userAgent: 'qoverride/test',
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    signal: new AbortController().signal,
  });
};

const bodies = () => github?.comments().map(({ body }) => body);
const methods = () => github?.requests.map((request) => request.split(' ')[0]);

describe('the comment of a pull request', () => {
  it('is made once, and then brought up to date, in two requests', async () => {
    expect(await keep(TEXT)).toEqual({ kind: 'created' });
    expect(await keep(TEXT.replace('1 to', '2 to'))).toEqual({ kind: 'updated' });
    expect(bodies()).toEqual([TEXT.replace('1 to', '2 to')]);
    expect(methods()).toEqual(['GET', 'POST', 'GET', 'PATCH']);
  });

  it('is left alone where it says the same already', async () => {
    const stored = TEXT.replaceAll('\n', '\r\n').trim();
    expect(await keep(TEXT, { comments: [{ id: 3, login: BOT, body: stored }] })).toEqual({
      kind: 'unchanged',
    });
    expect(methods()).toEqual(['GET']);
  });

  it('is never that of somebody else, whatever it starts with', async () => {
    const comments = [{ id: 1, login: 'mallory', body: TEXT }];
    expect(await keep(TEXT, { comments })).toEqual({ kind: 'created' });
    expect(github?.comments()[0]).toEqual(comments[0]);
  });

  it('is overwritten where somebody edited it', async () => {
    const comments = [{ id: 4, login: BOT, body: `${MARKER}\r\n\r\nall is well, merge it` }];
    expect(await keep(TEXT, { comments })).toEqual({ kind: 'updated' });
    expect(bodies()).toEqual([TEXT]);
  });

  it('is made again where somebody edited its marker away', async () => {
    const comments = [{ id: 4, login: BOT, body: `see below\n${TEXT}` }];
    expect(await keep(TEXT, { comments })).toEqual({ kind: 'created' });
    expect(bodies()).toEqual([comments[0]?.body, TEXT]);
  });

  it('is one of several, each under its own marker', async () => {
    const other = TEXT.replace('plan', 'plan eu');
    await keep(TEXT);
    await keep(other);
    await keep(TEXT.replace('1 to', '5 to'));
    expect(bodies()).toEqual([TEXT.replace('1 to', '5 to'), other]);
  });

  it('is one again after two runs made one each at the same moment', async () => {
    const comments = [4, 5].map((id) => ({ id, login: BOT, body: TEXT }));
    expect(await keep(TEXT.replace('1 to', '2 to'), { comments })).toEqual({ kind: 'updated' });
    expect(bodies()).toEqual([TEXT.replace('1 to', '2 to')]);
  });

  it('is found behind a hundred others', async () => {
    const others = Array.from({ length: 150 }, (_, id) => ({ id: id + 1, login: 'jane', body: 'a word' }));
    expect(
      await keep(TEXT, { comments: [...others, { id: 200, login: BOT, body: `${MARKER}\nold` }] }),
    ).toEqual({
      kind: 'updated',
    });
    expect(methods()).toEqual(['GET', 'GET', 'PATCH']);
  });

  it('is refused with a reason, and without the token, where the token may not comment', async () => {
    const refused = await keep(TEXT, { readOnly: true });
    expect(refused).toMatchObject({ kind: 'refused', problem: { code: 'comment-refused' } });
    expect(JSON.stringify(refused)).toContain('pull-requests: write');
    expect(methods()).toEqual(['GET', 'POST']);
    const unknown = await keep(TEXT, {}, 'another');
    expect(JSON.stringify(unknown)).toContain('status 401');
    expect(JSON.stringify([refused, unknown])).not.toMatch(/ghs_t0ken|another/);
  });

  it('is tried again where trouble may pass', async () => {
    expect(await keep(TEXT, { trouble: [502, 503] })).toEqual({ kind: 'created' });
    expect(methods()).toEqual(['GET', 'GET', 'GET', 'POST']);
  });

  it('is not made twice where nobody knows whether it was made', async () => {
    const trouble: (number | null)[] = [];
    await keep(TEXT.replace('plan', 'plan other'), { trouble });
    // The list is answered, the comment is not.
    trouble.push(null, 502);
    expect(await keep(TEXT)).toMatchObject({ kind: 'refused' });
    expect(methods()).toEqual(['GET', 'POST', 'GET', 'POST']);
  });
});
