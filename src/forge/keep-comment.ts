import { describeFault, hintTlsFault } from '../http/describe-fault.js';
import { classifyFault, classifyStatus } from '../http/classify.js';
import { createHttpClient, type Attempt, type HttpRequest } from '../http/http-client.js';
import { isHtml } from '../http/is-html.js';
import type { Clock } from '../model/clock.js';
import type { Explanation } from '../model/explanation.js';
import { isObject, PAGE_SIZE, type Comment, type Forge } from './forge.js';

/** What became of a comment. */
export type Kept =
  | { readonly kind: 'created' | 'updated' | 'unchanged' }
  /** The forge did not take it. */
  | { readonly kind: 'refused'; readonly problem: Explanation };

/** What keeping a comment needs. */
export interface KeepOptions {
  readonly forge: Forge;
  /** Markdown whose first line is a marker, which tells this comment from others. */
  readonly text: string;
  /** From `findProxy`; null for none. */
  readonly proxy: URL | null;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Milliseconds for one attempt. */
const TIMEOUT = 30_000;
/** A hundred comments of 65,536 characters each, of which each may take six bytes in JSON. */
const MAX_ANSWER_BYTES = 40 * 1024 * 1024;
/** Milliseconds before the second and the third attempt. */
const PAUSES = [500, 2000];
/** Where a pull request has more comments than these pages hold, and ours is not among them, there will be a second one. */
const MOST_PAGES = 30;

/**
 * Makes a comment, or brings the one that is there up to date: the first of our own that starts with the same marker. Comments of
 * others are never touched. Where two runs made one each at the same moment, the later one is removed. Never rejects: the work that
 * the comment tells of is done already.
 */
export const keepComment = async (options: KeepOptions): Promise<Kept> => {
  try {
    return await findAndWrite(options);
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', problem: error.problem };
    throw error;
  }
};

/** Ends the work half-way; it never leaves this file. */
class Refusal extends Error {
  readonly problem: Explanation;
  constructor(problem: Explanation) {
    super(problem.message);
    this.problem = problem;
  }
}

type Send = (request: HttpRequest) => Promise<unknown>;

const findAndWrite = async (options: KeepOptions): Promise<Kept> => {
  const { forge, text } = options;
  const send = createSend(options);
  const self = 'login' in forge.self ? forge.self.login : readLogin(await send(forge.self.ask));
  const [ours, ...doubles] = await findComments(forge, send, (comment) => isOurs(comment, self, text));
  if (ours === undefined) {
    await send(forge.create(text));
    return { kind: 'created' };
  }
  const isUpToDate = plain(ours.body) === plain(text);
  if (!isUpToDate) await send(forge.update(ours.id, text));
  for (const { id } of doubles) await send(forge.remove(id));
  return { kind: isUpToDate ? 'unchanged' : 'updated' };
};

const isOurs = ({ author, body }: Comment, self: string, text: string): boolean =>
  author === self && firstLine(body) === firstLine(text);

const firstLine = (text: string): string => (plain(text).split('\n')[0] ?? '').trimEnd();

/** Somebody who edits a comment in a browser leaves other line ends. */
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();

/** Reads page after page up to the first that holds one. */
const findComments = async (
  forge: Forge,
  send: Send,
  isWanted: (comment: Comment) => boolean,
): Promise<readonly Comment[]> => {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const comments = forge.readComments(await send(forge.list(page)));
    if (comments === null) throw new Refusal(unreadable(forge));
    const wanted = comments.filter(isWanted);
    if (wanted.length > 0 || comments.length < PAGE_SIZE) return wanted;
  }
  return [];
};

const readLogin = (answer: unknown): string =>
  isObject(answer) && typeof answer['username'] === 'string' ? answer['username'] : '';

/** Sends requests, again where trouble may pass and the first attempt was not carried out. */
const createSend = ({ forge, proxy, userAgent, clock, signal }: KeepOptions): Send => {
  const http = createHttpClient({
    baseUrl: forge.baseUrl,
    headers: () => ({ ...forge.headers(), 'user-agent': userAgent }),
    timeout: TIMEOUT,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    proxy,
  });
  return async (request) => {
    let attempt = await http(request, signal);
    for (const pause of PAUSES) {
      if (!mayPass(request, attempt)) break;
      await clock.sleep(pause, signal);
      attempt = await http(request, signal);
    }
    return readAnswer(forge, attempt, proxy !== null);
  };
};

const mayPass = ({ method }: HttpRequest, attempt: Attempt): boolean => {
  if (attempt.kind === 'fault') return classifyFault(method, attempt.fault).verdict === 'retry';
  return !isDone(attempt.status) && classifyStatus(method, attempt.status).verdict === 'retry';
};

const isDone = (status: number): boolean => status >= 200 && status < 300;

const readAnswer = (forge: Forge, attempt: Attempt, isProxied: boolean): unknown => {
  const { host } = forge.baseUrl;
  if (attempt.kind === 'fault') {
    const message = describeFault(attempt.fault, { host, isProxied }, TIMEOUT);
    throw new Refusal({
      code: 'comment-failed',
      message: `no comment on ${forge.place}: ${message}`,
      hint: hintTlsFault(attempt.fault),
    });
  }
  if (!isDone(attempt.status)) throw new Refusal(explainStatus(forge, attempt.status, isHtml(attempt)));
  if (attempt.body.length === 0) return null;
  try {
    return JSON.parse(attempt.body.toString('utf8')) as unknown;
  } catch {
    throw new Refusal(unreadable(forge));
  }
};

/** No text of the answer is repeated: it says nothing more, and anybody could have written it. */
const explainStatus = (
  { baseUrl, place, permission }: Forge,
  status: number,
  isPage: boolean,
): Explanation => ({
  code: 'comment-refused',
  message: `no comment on ${place}: ${baseUrl.host} answered with ${isPage ? 'an HTML page and ' : ''}status ${String(status)}`,
  hint: isPage ? ELSEWHERE : [401, 403, 404].includes(status) ? permission : null,
});

const ELSEWHERE = 'check whether a proxy, a firewall or a login page answers instead';

const unreadable = ({ baseUrl, place }: Forge): Explanation => ({
  code: 'comment-failed',
  message: `no comment on ${place}: ${baseUrl.host} did not answer with what its API promises`,
  hint: null,
});
