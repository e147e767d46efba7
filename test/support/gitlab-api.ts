import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in for the part of GitLab's API that notes need, with merge request 5 of project 42. */
export interface GitlabApi {
  /** Such as GitLab's own `CI_API_V4_URL`. */
  readonly url: string;
  readonly notes: () => readonly Note[];
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

interface Note {
  readonly id: number;
  readonly author: { readonly username: string };
  readonly body: string;
}

const NOTES = '/api/v4/projects/42/merge_requests/5/notes';

/** Starts the stand-in; each token belongs to a user, and only those of `writers` may comment. */
export const startGitlab = async (
  tokens: Readonly<Record<string, string>>,
  writers: readonly string[],
  first: readonly Note[] = [],
): Promise<GitlabApi> => {
  let notes = first;
  const requests: string[] = [];

  const answer = (method: string, url: URL, username: string, body: string): readonly [number, unknown] => {
    if (method === 'GET' && url.pathname === '/api/v4/user') return [200, { username }];
    if (method === 'GET' && url.pathname === NOTES) {
      const [page, size] = ['page', 'per_page'].map((name) => Number(url.searchParams.get(name)));
      return [200, notes.slice(((page ?? 1) - 1) * (size ?? 20), (page ?? 1) * (size ?? 20))];
    }
    if (!writers.includes(username)) return [403, { message: '403 Forbidden' }];
    const text = (JSON.parse(body || '{}') as { readonly body?: string }).body ?? '';
    if (method === 'POST' && url.pathname === NOTES) {
      const note = { id: notes.length + 100, author: { username }, body: text };
      notes = [...notes, note];
      return [201, note];
    }
    const id = Number(url.pathname.slice(NOTES.length + 1));
    const known = notes.find((note) => note.id === id);
    if (known === undefined) return [404, { message: '404 Not found' }];
    if (known.author.username !== username) return [403, { message: '403 Forbidden' }];
    notes = notes.map((note) => (note.id === id ? { ...note, body: text } : note));
    return [200, known];
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const username = tokens[String(request.headers['private-token'])];
    requests.push(`${request.method ?? ''} ${url.pathname}`);
    const [status, body] =
      username === undefined
        ? ([401, { message: '401 Unauthorized' }] as const)
        : answer(request.method ?? '', url, username, Buffer.concat(chunks).toString('utf8'));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/api/v4`,
    notes: () => notes,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
