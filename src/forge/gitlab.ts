import type { SecretValue } from '../model/secret-value.js';
import { isObject, PAGE_SIZE, readList, type Comment, type Forge } from './forge.js';

/** A merge request of GitLab, and the token to comment with. */
export interface GitlabPlace {
  /** Such as `https://gitlab.com/api/v4`. */
  readonly baseUrl: URL;
  readonly project: number;
  /** The number of the merge request in its project. */
  readonly number: number;
  readonly token: SecretValue;
}

/** Describes the notes of a merge request. Source: "Notes API" and "Users API" in GitLab's documentation. */
export const describeGitlab = ({ baseUrl, project, number, token }: GitlabPlace): Forge => {
  const notes = `/projects/${String(project)}/merge_requests/${String(number)}/notes`;
  return {
    baseUrl,
    place: `!${String(number)}`,
    headers: () => ({ 'private-token': token.reveal() }),
    self: { ask: { method: 'GET', path: '/user', body: null } },
    list: (page) => ({
      method: 'GET',
      path: `${notes}?sort=asc&order_by=created_at&per_page=${String(PAGE_SIZE)}&page=${String(page)}`,
      body: null,
    }),
    create: (body) => ({ method: 'POST', path: notes, body: JSON.stringify({ body }) }),
    update: (id, body) => ({
      method: 'PUT',
      path: `${notes}/${String(id)}`,
      body: JSON.stringify({ body }),
    }),
    remove: (id) => ({ method: 'DELETE', path: `${notes}/${String(id)}`, body: null }),
    readComments: (answer) => readList(answer, readNote),
    permission:
      'the token needs the scope "api" and at least the role Reporter; the token of a job cannot comment',
  };
};

const readNote = ({ id, author, body }: Readonly<Record<string, unknown>>): Comment | null =>
  typeof id === 'number'
    ? {
        id,
        author: isObject(author) && typeof author['username'] === 'string' ? author['username'] : '',
        body: typeof body === 'string' ? body : '',
      }
    : null;
