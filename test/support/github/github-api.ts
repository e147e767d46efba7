import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createConformance } from '../../contract/openapi.js';

/** A comment on the pull request. */
export interface StoredComment {
  readonly id: number;
  readonly login: string;
  readonly body: string;
}

/** A stand-in for the part of GitHub's API that comments need. */
export interface GithubApi {
  readonly url: string;
  readonly comments: () => readonly StoredComment[];
  /** Each request, such as `PATCH /repos/acme/overrides/issues/comments/7`. */
  readonly requests: readonly string[];
  /** What about the requests and answers is not as GitHub's published description says. */
  readonly problems: readonly string[];
  readonly close: () => Promise<void>;
}

/** What the stand-in starts with. */
export interface GithubOptions {
  readonly comments?: readonly StoredComment[];
  /** The token that may comment, as this user. */
  readonly token: string;
  readonly login?: string;
  /** Whether the token may only read. */
  readonly readOnly?: boolean;
  /** Statuses of the next answers in place of what the requests asked for; null leaves one as it is. */
  readonly trouble?: (number | null)[];
}

const DESCRIPTION = fileURLToPath(new URL('fixtures/openapi.json', import.meta.url));

/** Starts the stand-in, with one pull request, number 12 of `acme/overrides`. */
export const startGithub = async (options: GithubOptions): Promise<GithubApi> => {
  const conformance = createConformance([DESCRIPTION]);
  if (conformance === null) throw new Error('the description of the API is missing');
  let comments = options.comments ?? [];
  const requests: string[] = [];
  const problems: string[] = [];
  const login = options.login ?? 'github-actions[bot]';

  const answer = (method: string, url: URL, body: Body): Answer => {
    const trouble = options.trouble?.shift();
    if (typeof trouble === 'number') return [trouble, { message: 'trouble' }];
    const [, issue, comment] =
      /^\/repos\/acme\/overrides\/issues\/(?:(\d+)\/comments|comments\/(\d+))$/.exec(url.pathname) ?? [];
    if (issue !== undefined ? issue !== '12' : comment === undefined) return [404, { message: 'Not Found' }];
    if (method === 'GET') {
      const [page, size] = ['page', 'per_page'].map((name) => Number(url.searchParams.get(name)));
      const start = ((page ?? 1) - 1) * (size ?? 30);
      return [200, comments.slice(start, start + (size ?? 30)).map(spell)];
    }
    if (options.readOnly === true) return [403, { message: 'Resource not accessible by integration' }];
    const id = Number(comment);
    switch (method) {
      case 'POST': {
        const made = {
          id: Math.max(99, ...comments.map((each) => each.id)) + 1,
          login,
          body: body?.body ?? '',
        };
        comments = [...comments, made];
        return [201, spell(made)];
      }
      case 'PATCH': {
        comments = comments.map((each) => (each.id === id ? { ...each, body: body?.body ?? '' } : each));
        return [200, comments.filter((each) => each.id === id).map(spell)[0]];
      }
      case 'DELETE':
        comments = comments.filter((each) => each.id !== id);
        return [204, undefined];
      default:
        return [404, { message: 'Not Found' }];
    }
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await readBody(request);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? '';
    const requestBody = text === '' ? undefined : (JSON.parse(text) as Body);
    const isKnown = request.headers.authorization === `Bearer ${options.token}`;
    const [status, responseBody] = isKnown
      ? answer(method, url, requestBody)
      : ([401, { message: 'Bad credentials' }] as const);
    requests.push(`${method} ${url.pathname}`);
    // GitHub refuses requests without one.
    if ((request.headers['user-agent'] ?? '') === '') problems.push('no user agent');
    if (status < 400) {
      const query = Object.fromEntries(url.searchParams);
      problems.push(
        ...conformance.check({ method, path: url.pathname, query, requestBody, status, responseBody }),
      );
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(responseBody === undefined ? undefined : JSON.stringify(responseBody));
  };

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    comments: () => comments,
    requests,
    problems,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

type Body = { readonly body?: string } | undefined;
type Answer = readonly [status: number, body: unknown];

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** A comment as GitHub spells it, with everything that its description demands. */
const spell = ({ id, login, body }: StoredComment) => {
  const api = 'https://api.github.com';
  const user = `${api}/users/${encodeURIComponent(login)}`;
  const moment = '2026-11-28T12:00:00Z';
  return {
    id,
    node_id: `IC_${String(id)}`,
    url: `${api}/repos/acme/overrides/issues/comments/${String(id)}`,
    html_url: `https://github.com/acme/overrides/pull/12#issuecomment-${String(id)}`,
    issue_url: `${api}/repos/acme/overrides/issues/12`,
    body,
    created_at: moment,
    updated_at: moment,
    author_association: 'NONE',
    user: {
      login,
      id: 1,
      node_id: 'U_1',
      avatar_url: 'https://avatars.githubusercontent.com/u/1',
      gravatar_id: '',
      ...Object.fromEntries(
        [
          'followers',
          'following',
          'gists',
          'starred',
          'subscriptions',
          'organizations',
          'repos',
          'events',
          'received_events',
        ].map((name) => [`${name}_url`, `${user}/${name}`]),
      ),
      url: user,
      html_url: user,
      type: 'User',
      site_admin: false,
    },
  };
};
