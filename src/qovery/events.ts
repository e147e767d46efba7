import type { Explanation } from '../model/explanation.js';
import { Failure } from '../model/failure.js';
import type { SecretEvent } from '../model/outside-edit.js';
import type { Scope } from '../model/scope.js';
import { isRecord, readText } from '../text/json.js';
import { getRequest, type Unsuccessful } from './client/api-request.js';
import type { Client } from './client/client.js';
import { directoryOf } from './names/directory.js';
import { findOrganizationId, missing, type Found } from './names/places.js';
import { toFailure } from './client/problem.js';
import { BAD_TOKEN, ENDED_TOKEN } from './client/problems.js';
import { readTime } from './secrets/secret-shape.js';

/** Which events of one scope to read. */
export interface EventsWanted {
  /** UUID. */
  readonly organizationId: string;
  /** The service, environment or project whose secrets the events are about. */
  readonly scope: Pick<Scope, 'type' | 'id'>;
  /** Milliseconds since 1970; older events are not requested. */
  readonly since: number;
  /** Whether the events read so far are enough, so that no further page is requested. */
  readonly isEnough: (events: readonly SecretEvent[]) => boolean;
}

/** What the event log says about the secrets of one scope, or why it could not be read. */
export type EventLogReading =
  | {
      readonly kind: 'read';
      /** Newest first. */
      readonly events: readonly SecretEvent[];
      /** Why older events may be missing; null if none are. */
      readonly gap: string | null;
    }
  | (Explanation & { readonly kind: 'unreadable' });

const PAGE_SIZE = 100;
const MOST_PAGES = 5;

/**
 * Reads the events of one scope's secrets, newest first: one call for each page that is needed, five at most.
 *
 * @throws Failure only for what every call would meet: `interrupted`, `unauthorized`, `token-ended`.
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

/** Finds the organization whose log to read when manifests use only UUIDs: at most one call, shared with the other look-ups. */
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
    ...getRequest(`${route}?${query.toString()}`, readEventPage),
    route,
  });
  return answer.kind === 'success' ? { kind: 'page', ...answer.value } : unreadable(client, answer);
};

const toNanoseconds = (milliseconds: number): string =>
  `${String(Math.max(0, Math.floor(milliseconds)))}000000`;

const unreadable = (client: Client, answer: Unsuccessful): Unreadable => {
  const isTokenDead = answer.kind === 'refused' && answer.isFatal;
  if (isTokenDead || client.isAborted()) throw toFailure(answer.problem);
  return { kind: 'unreadable', ...explainUnreadable(answer) };
};

const explainUnreadable = (answer: Unsuccessful): Explanation => {
  const { problem } = answer;
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
        message: `the API token sees no event log of the organization ${status}`,
        hint: null,
      };
    default:
      return problem;
  }
};

/** One page of an event log. */
export interface EventPage {
  readonly events: readonly SecretEvent[];
  /** The token that requests the next, older page; null if there is none. */
  readonly continueToken: string | null;
  /** Whether the organization's plan hides older events. */
  readonly isLimited: boolean;
}

/**
 * Reads a page of the event log; null when it is not one. Every field may be missing. Events without a time are ignored, because they
 * cannot be attributed.
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

/** Takes only the token of a link: the tool never follows an address from an answer. */
const readContinueToken = (links: unknown): string | null => {
  const next = isRecord(links) ? readText(links, 'next') : null;
  const query = next?.split('?')[1];
  const token = query === undefined ? null : new URLSearchParams(query).get('continueToken');
  return token !== null && /^\d{1,20}$/.test(token) ? token : null;
};
