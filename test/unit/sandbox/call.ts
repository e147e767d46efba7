import type { Sandbox } from '../../../src/sandbox/http/server.js';

/** An answer as a client sees it. */
export interface Called {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly text: string;
}

/** Sends one request to a sandbox with a token that may do everything. */
export const call = async (
  sandbox: Sandbox,
  operation: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Called> => {
  const [method = 'GET', path = '/'] = operation.split(' ', 2);
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: 'Token any', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parse(text), text };
};

/** The id of a stored secret, by the name of what it hangs on and its key. */
export const secretId = (sandbox: Sandbox, scope: string, key: string): string => {
  const found = sandbox.secrets().find((secret) => secret.scope === scope && secret.key === key);
  if (found === undefined) throw new Error(`no ${scope} ${key}`);
  return found.id;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
