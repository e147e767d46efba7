import type { HttpRequest } from '../http/http-client.js';

/** A comment of a pull request or merge request. */
export interface Comment {
  readonly id: number;
  /** Login name of whoever wrote it. */
  readonly author: string;
  readonly body: string;
}

/** How GitHub or GitLab is asked about the comments of one pull request or merge request. */
export interface Forge {
  /** From `parseBaseUrl`. */
  readonly baseUrl: URL;
  /** Such as `#12` or `!12`. */
  readonly place: string;
  /** Headers of every request; called for each one, so that the token is not kept as text. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Our own login name, or how to ask for it. */
  readonly self: { readonly login: string } | { readonly ask: HttpRequest };
  /** Lists comments, oldest first, `PAGE_SIZE` a page; pages count from 1. */
  readonly list: (page: number) => HttpRequest;
  readonly create: (body: string) => HttpRequest;
  readonly update: (id: number, body: string) => HttpRequest;
  readonly remove: (id: number) => HttpRequest;
  /** Reads an answer to `list`; null where it is none. */
  readonly readComments: (answer: unknown) => readonly Comment[] | null;
  /** What the token needs in order to write comments. */
  readonly permission: string;
}

/** Comments in one answer; both forges allow no more. */
export const PAGE_SIZE = 100;

/** Reads the members of a list of objects; null where the answer is something else, or one member is. */
export const readList = <Item>(
  answer: unknown,
  readItem: (item: Readonly<Record<string, unknown>>) => Item | null,
): readonly Item[] | null => {
  if (!Array.isArray(answer)) return null;
  const items = answer.map((item: unknown) => (isObject(item) ? readItem(item) : null));
  return items.every((item) => item !== null) ? items : null;
};

/** Whether an answer is a JSON object. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
