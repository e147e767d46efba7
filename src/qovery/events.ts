import type { Explanation } from '../model/explanation.js';
import { Failure } from '../model/failure.js';
import type { SecretEvent } from '../model/outside-edit.js';
import type { Scope } from '../model/scope.js';
import type { Answer } from './client/api-request.js';
import type { Client } from './client/client.js';
import { directoryOf } from './names/directory.js';
import { findOrganizationId, missing, type Found } from './names/places.js';
import { toFailure } from './client/problem.js';
import { BAD_TOKEN, ENDED_TOKEN } from './client/problems.js';
import { getRequest, problemOf } from './secrets/read.js';
import { isRecord, readText } from './json.js';
import { readTime } from './secrets/secret-shape.js';

/** What is asked of the event log about one scope. */
export interface EventsWanted {
  /** UUID. */
  readonly organizationId: string;
  /** The service, environment or project whose secrets it is about. */
  readonly scope: Pick<Scope, 'type' | 'id'>;
  /** Milliseconds since 1970; older events are not asked for. */
  readonly since: number;
  /** Whether what was read so far tells all that is to be known, so that no further page is asked for. */
  readonly isEnough: (events: readonly SecretEvent[]) => boolean;
}

/** What the event log says about the secrets of one scope, or why it could not be read. */
export type EventLogReading =
  | {
      readonly kind: 'read';
      /** Newest first. */
      readonly events: readonly SecretEvent[];
      /** Why older events may be missing; null where none are. */
      readonly gap: string | null;
    }
  | (Explanation & { readonly kind: 'unreadable' });

const PAGE_SIZE = 100;
const MOST_PAGES = 5;

/**
 * Reads what happened to the secrets of one scope, newest first: one call, and one for each further page that is needed, five at most.
 *
 * @throws Failure only for what would meet every call: `interrupted`, `unauthorized`, `token-ended`.
 */
export const readSecretEvents = async (client: Client, wanted: EventsWanted): Promise<EventLogReading> => {
  const events: SecretEvent[] = [];
  let token: string | null = null;
  for (let pages = 1; ; pages += 1) {
    const page = await requestPage(client, wanted, token);
    if (page.kind === 'unreadable')
      return events.length === 0 ? page : { kind: 'read', events, gap: page.message };
    events.push(...page.events);
    const next = page.continueToken;
    const isLast = next === null || next === token;
    if (wanted.isEnough(events) || (isLast && !page.isLimited)) return { kind: 'read', events, gap: null };
    if (isLast) return { kind: 'read', events, gap: "the organization's plan hides older events" };
    if (pages === MOST_PAGES) {
      return { kind: 'read', events, gap: `only the newest ${String(events.length)} events were read` };
    }
    token = next;
  }
};

/** Finds the organization whose log is to be read where manifests in UUIDs name none: at most one call, shared with all else. */
export const findEventOrganization = async (
  client: Client,
  wanted: string | null,
): Promise<Found<string>> => {
  try {
    return await findOrganizationId(directoryOf(client), wanted);
  } catch (error) {
    if (!(error instanceof Failure) || client.isAborted() || DEAD_TOKEN.has(error.code)) throw error;
    return missing(error.code, error.message, error.hint);
  }
};

const DEAD_TOKEN: ReadonlySet<string> = new Set([BAD_TOKEN.code, ENDED_TOKEN.code]);

type Unreadable = Extract<EventLogReading, { readonly kind: 'unreadable' }>;

const requestPage = async (
  client: Client,
  { organizationId, scope, since }: EventsWanted,
  continueToken: string | null,
): Promise<(EventPage & { readonly kind: 'page' }) | Unreadable> => {
  const route = `/organization/${encodeURIComponent(organizationId)}/events`;
  const query = new URLSearchParams({
    pageSize: String(PAGE_SIZE),
    fromTimestamp: toNanoseconds(since),
    targetType: scope.type,
    targetId: scope.id,
    subTargetType: 'SECRET',
    ...(continueToken === null ? {} : { continueToken }),
  });
  const answer = await client.request({
    ...getRequest(`${route}?${query.toString()}`, (json) => readEventPage(json) !== null),
    route,
  });
  const page = answer.kind === 'success' ? readEventPage(answer.json) : null;
  return page === null ? unreadable(client, answer) : { kind: 'page', ...page };
};

const toNanoseconds = (milliseconds: number): string =>
  `${String(Math.max(0, Math.floor(milliseconds)))}000000`;

const unreadable = (client: Client, answer: Answer): Unreadable => {
  const problem = problemOf(answer);
  const isTokenDead = answer.kind === 'refused' && answer.isFatal;
  if (isTokenDead || client.isAborted()) throw toFailure(problem);
  return { kind: 'unreadable', ...describeUnreadable(answer, problem) };
};

const describeUnreadable = (answer: Answer, problem: Explanation): Explanation => {
  if (answer.kind !== 'refused') return problem;
  const status = `(status ${String(answer.status)})`;
  switch (answer.status) {
    case 401:
    case 403:
      return {
        code: problem.code,
        message: `the API token may not read the event log of the organization ${status}`,
        hint: 'give the token a role that may read it, or leave out --who',
      };
    case 404:
      return {
        code: problem.code,
        message: `the organization has no event log that the API token sees ${status}`,
        hint: null,
      };
    default:
      return problem;
  }
};

/** One page of an event log. */
export interface EventPage {
  readonly events: readonly SecretEvent[];
  /** What the next, older page is asked for with; null where there is none. */
  readonly continueToken: string | null;
  /** Whether the organization's own plan hides what is older. */
  readonly isLimited: boolean;
}

/**
 * Reads the answer of the event log; null when it is not one. Every field may be missing: an event without a time is
 * passed over, because nobody could tell what it belongs to.
 */
export const readEventPage = (json: unknown): EventPage | null => {
  if (!isRecord(json)) return null;
  const events = json['events'] ?? [];
  if (!Array.isArray(events)) return null;
  return {
    events: events.flatMap((item) => readEvent(item) ?? []),
    continueToken: readContinueToken(json['links']),
    isLimited: json['organization_max_limit_reached'] === true,
  };
};

const readEvent = (json: unknown): SecretEvent | null => {
  if (!isRecord(json)) return null;
  const at = readTime(json['timestamp']);
  if (at === 0) return null;
  return {
    at,
    type: readText(json, 'event_type'),
    origin: readText(json, 'origin'),
    triggeredBy: readText(json, 'triggered_by'),
    userAgent: readText(json, 'user_agent'),
    change: readText(json, 'change') ?? '',
  };
};

/** Only the token of a link is taken: an address that an answer names is never followed. */
const readContinueToken = (links: unknown): string | null => {
  const next = isRecord(links) ? readText(links, 'next') : null;
  const query = next?.split('?')[1];
  const token = query === undefined ? null : new URLSearchParams(query).get('continueToken');
  return token !== null && /^\d{1,20}$/.test(token) ? token : null;
};
