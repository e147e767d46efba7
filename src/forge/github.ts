import type { SecretValue } from '../model/secret-value.js';
import { isObject, PAGE_SIZE, readList, type Comment, type Forge } from './forge.js';

/** A pull request of GitHub, and who is to comment on it. */
export interface GithubPlace {
  readonly baseUrl: URL;
  /** Such as `acme/overrides`. */
  readonly repository: string;
  readonly number: number;
  readonly token: SecretValue;
  /** Login name of the token's owner: no request tells a workflow's token its own. */
  readonly login: string;
}

/** Describes the comments of a pull request. Source: "REST API endpoints for issue comments" in GitHub's documentation. */
export const describeGithub = ({ baseUrl, repository, number, token, login }: GithubPlace): Forge => {
  const issues = `/repos/${repository}/issues`;
  return {
    baseUrl,
    place: `#${String(number)}`,
    headers: () => ({
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token.reveal()}`,
      'x-github-api-version': '2022-11-28',
    }),
    self: { login },
    list: (page) => ({
      method: 'GET',
      path: `${issues}/${String(number)}/comments?per_page=${String(PAGE_SIZE)}&page=${String(page)}`,
      body: null,
    }),
    create: (body) => ({
      method: 'POST',
      path: `${issues}/${String(number)}/comments`,
      body: JSON.stringify({ body }),
    }),
    update: (id, body) => ({
      method: 'PATCH',
      path: `${issues}/comments/${String(id)}`,
      body: JSON.stringify({ body }),
    }),
    remove: (id) => ({ method: 'DELETE', path: `${issues}/comments/${String(id)}`, body: null }),
    readComments: (answer) => readList(answer, readComment),
    permission:
      'give the job "permissions: { pull-requests: write }"; a pull request from a fork never has it',
  };
};

/** The owner's account may be gone, and a comment without text has none. */
const readComment = ({ id, user, body }: Readonly<Record<string, unknown>>): Comment | null =>
  typeof id === 'number'
    ? {
        id,
        author: isObject(user) && typeof user['login'] === 'string' ? user['login'] : '',
        body: typeof body === 'string' ? body : '',
      }
    : null;
