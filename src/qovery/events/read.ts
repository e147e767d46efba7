import type { Explanation } from '../../model/explanation.js';
import { Failure } from '../../model/failure.js';
import type { SecretEvent } from '../../model/outside-edit.js';
import type { Scope } from '../../model/scope.js';
import { getRequest, type Unsuccessful } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { directoryOf } from '../names/directory.js';
import { findOrganizationId, missing, type Found } from '../names/places.js';
import { toFailure } from '../client/problem.js';
import { BAD_TOKEN, ENDED_TOKEN } from '../client/problems.js';
import type { EventSubject } from './named.js';
import { readEventPage, type EventPage } from './page.js';

/** Under which kinds of things the log may file edits of secrets. Source: `OrganizationEventSubTargetType` in the API description. */
export const EVENT_KINDS = ['SECRET', 'VARIABLE'] as const;
/** One of `EVENT_KINDS`. */
export type EventKind = (typeof EVENT_KINDS)[number];

/** Which events of one scope to read. */
export interface EventsWanted {
  /** UUID. */
  readonly organizationId: string;
  /** The service, environment or project whose secrets the events are about. */
  readonly scope: Pick<Scope, 'type' | 'id'>;
  readonly kind: EventKind;
  /** The overrides that events are searched for. */
  readonly subjects: readonly EventSubject[];
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
  let undated = 0;
  let token: string | null = null;
  for (let pages = 1; ; pages += 1) {
    const page = await requestPage(client, wanted, token);
    if (page.kind === 'unreadable')
      return events.length === 0 ? page : { kind: 'read', events, gap: page.message };
    events.push(...page.events);
    undated += page.undated;
    const next = page.continueToken;
    const isLast = next === null || next === token;
    const isEnough = wanted.isEnough(events);
    if (isEnough || isLast || pages === MOST_PAGES) {
      const reason = explainGap({ ...page, isLast, undated, read: events.length });
      return { kind: 'read', events, gap: isEnough ? null : reason };
    }
    token = next;
  }
};

/** Why events may be missing from what was read; null where the log was read whole, and understood. */
const explainGap = (facts: {
  readonly isLast: boolean;
  readonly isLimited: boolean;
  readonly undated: number;
  readonly read: number;
}): string | null => {
  if (facts.undated > 0) return `${String(facts.undated)} of its events have no time that is understood`;
  if (!facts.isLast) return `only the newest ${String(facts.read)} events were read`;
  return facts.isLimited ? "the organization's plan hides older events" : null;
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
  { organizationId, scope, kind, subjects, since }: EventsWanted,
  continueToken: string | null,
): Promise<(EventPage & { readonly kind: 'page' }) | Unreadable> => {
  const route = `/organization/${encodeURIComponent(organizationId)}/events`;
  const query = new URLSearchParams({
    pageSize: String(PAGE_SIZE),
    fromTimestamp: toSeconds(since),
    targetType: scope.type,
    targetId: scope.id,
    subTargetType: kind,
    ...(continueToken === null ? {} : { continueToken }),
  });
  const answer = await client.request({
    ...getRequest(`${route}?${query.toString()}`, (json) => readEventPage(json, subjects)),
    route,
  });
  return answer.kind === 'success' ? { kind: 'page', ...answer.value } : unreadable(client, answer);
};

/** The description says nanoseconds; Qovery's own console and command line send seconds, and a log in nanoseconds then shows more. */
const toSeconds = (milliseconds: number): string => String(Math.max(0, Math.floor(milliseconds / 1000)));

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
        hint:
          problem.hint ??
          'a token cannot be edited, so make a new one with a role that may read it, or leave out --who',
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
