import { readJsonFile } from '../files/read.js';
import { parseBaseUrl } from '../http/base-url.js';
import { Failure } from '../model/failure.js';
import { SecretValue } from '../model/secret-value.js';
import { isObject, type Forge } from './forge.js';
import { describeGithub } from './github.js';
import { describeGitlab } from './gitlab.js';

type Env = Readonly<Record<string, string | undefined>>;

/** The login name of the token that GitHub gives to every job. */
const JOB_LOGIN = 'github-actions[bot]';

/** What a token may consist of, so that it fits into a header. */
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * Finds the pull request or merge request that a job of GitHub Actions or GitLab CI runs for, from the variables that every job has.
 *
 * @throws Failure where there is none, or no token.
 */
export const findPlace = (env: Env, author: string | null): Forge => {
  if (env['GITHUB_ACTIONS'] === 'true') return findGithub(env, author ?? JOB_LOGIN);
  if (env['GITLAB_CI'] === 'true') return findGitlab(env);
  throw new Failure('no-pull-request', 'this is no job of GitHub Actions or GitLab CI', {
    hint: 'elsewhere, send the Markdown of --format markdown to where your people look',
  });
};

const findGithub = (env: Env, login: string): Forge => {
  const number = readPullRequest(env['GITHUB_EVENT_PATH']);
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  if (number === null || !/^[\w.-]+\/[\w.-]+$/.test(repository)) throw noPullRequest('pull request');
  return describeGithub({
    baseUrl: readAddress(env, 'GITHUB_API_URL', 'https://api.github.com'),
    repository,
    number,
    login,
    token: readToken(env, 'GITHUB_TOKEN', 'set it to ${{ github.token }}'),
  });
};

const findGitlab = (env: Env): Forge => {
  // A merge request from a fork has its pipeline in the fork, and its notes in the target.
  const project = readNumber(env['CI_MERGE_REQUEST_PROJECT_ID']);
  const number = readNumber(env['CI_MERGE_REQUEST_IID']);
  if (project === null || number === null) throw noPullRequest('merge request');
  return describeGitlab({
    baseUrl: readAddress(env, 'CI_API_V4_URL', 'https://gitlab.com/api/v4'),
    project,
    number,
    token: readToken(env, 'GITLAB_TOKEN', 'set it to a project access token with the scope "api"'),
  });
};

const noPullRequest = (what: string): Failure =>
  new Failure('no-pull-request', `this job does not run for a ${what}`, {
    hint: `comment only in the jobs of a ${what}`,
  });

const readAddress = (env: Env, name: string, fallback: string): URL => {
  const parsed = parseBaseUrl(env[name] || fallback);
  if (parsed.kind === 'valid') return parsed.url;
  throw new Failure('bad-forge-address', `${name} is not the https address of an API`);
};

const readToken = (env: Env, name: string, hint: string): SecretValue => {
  const token = (env[name] ?? '').trim();
  if (TOKEN.test(token)) return new SecretValue(token);
  throw new Failure('no-forge-token', `${name} ${token === '' ? 'is not set' : 'is not a token'}`, { hint });
};

const readNumber = (text: string | undefined): number | null =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;

/** The number in the event of the job. Source: "Events that trigger workflows" in GitHub's documentation. */
const readPullRequest = (path: string | undefined): number | null => {
  if (path === undefined || path === '') return null;
  const event = readJsonFile(path);
  const request = isObject(event) ? event['pull_request'] : null;
  const number = isObject(request) ? request['number'] : null;
  return Number.isSafeInteger(number) ? (number as number) : null;
};
