import type { LoggedEvent } from '../world/event-log.js';
import { findOrganization } from '../world/places.js';
import { Refusal } from '../world/refusal.js';
import { param, type ApiRequest, type Route } from '../http/router.js';
import { spellNanoseconds } from '../world/time.js';

const DEFAULT_PAGE = 10;
const LARGEST_PAGE = 100;

/** The event log of an organization: who changed which secret, when and from where. */
export const EVENT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/organization/{organizationId}/events',
    handle: (backend, request) => {
      const { id } = findOrganization(backend.world, param(request, 'organizationId'));
      const fits = backend.events
        .all()
        .filter((event) => event.organizationId === id && passes(request, event))
        .toReversed();
      const page = cutPage(request, fits);
      return {
        status: 200,
        body: {
          links: spellLinks(request, page),
          organization_max_limit_reached: false,
          events: page.events.map(answerEvent),
        },
      };
    },
  },
];

const passes = (request: ApiRequest, event: LoggedEvent): boolean => {
  const from = readNanoseconds(request, 'fromTimestamp');
  const to = readNanoseconds(request, 'toTimestamp');
  return (
    (from === null || event.at >= from) &&
    (to === null || event.at <= to) &&
    isAsked(request, 'eventType', event.eventType) &&
    isAsked(request, 'targetType', event.targetType) &&
    isAsked(request, 'targetId', event.targetId) &&
    isAsked(request, 'subTargetType', event.subTargetType) &&
    isAsked(request, 'triggeredBy', event.triggeredBy) &&
    isAsked(request, 'origin', event.origin) &&
    isAsked(request, 'serviceProjectId', event.projectId) &&
    isAsked(request, 'serviceEnvironmentId', event.environmentId)
  );
};

const isAsked = (request: ApiRequest, name: string, value: string | null): boolean => {
  const asked = request.query.get(name);
  return asked === null || asked === '' || asked === value;
};

/** One page, newest first; tokens are times: `continueToken` goes on to what is older, `stepBackToken` back to what is newer. */
interface Page {
  readonly events: readonly LoggedEvent[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

const cutPage = (request: ApiRequest, newestFirst: readonly LoggedEvent[]): Page => {
  const size = readPageSize(request);
  const olderThan = readNanoseconds(request, 'continueToken');
  const newerThan = readNanoseconds(request, 'stepBackToken');
  const start = startOfPage(newestFirst, size, olderThan, newerThan);
  return {
    events: newestFirst.slice(start, start + size),
    hasOlder: start + size < newestFirst.length,
    hasNewer: start > 0,
  };
};

const startOfPage = (
  newestFirst: readonly LoggedEvent[],
  size: number,
  olderThan: bigint | null,
  newerThan: bigint | null,
): number => {
  if (olderThan !== null) return newestFirst.filter((event) => event.at >= olderThan).length;
  if (newerThan === null) return 0;
  return Math.max(0, newestFirst.filter((event) => event.at > newerThan).length - size);
};

const spellLinks = (
  request: ApiRequest,
  { events, hasOlder, hasNewer }: Page,
): Readonly<Record<string, string>> => {
  const first = events[0];
  const last = events.at(-1);
  const link = (name: string, at: bigint): string => {
    const query = new URLSearchParams(request.query);
    query.delete('continueToken');
    query.delete('stepBackToken');
    query.set(name, String(at));
    return `https://sandbox.invalid${request.path}?${query.toString()}`;
  };
  return {
    ...(hasOlder && last !== undefined ? { next: link('continueToken', last.at) } : {}),
    ...(hasNewer && first !== undefined ? { previous: link('stepBackToken', first.at) } : {}),
  };
};

const answerEvent = (event: LoggedEvent): Readonly<Record<string, unknown>> => ({
  id: event.id,
  timestamp: spellNanoseconds(event.at),
  event_type: event.eventType,
  target_id: event.targetId,
  target_name: event.targetName,
  target_type: event.targetType,
  sub_target_type: event.subTargetType,
  change: event.change,
  origin: event.origin,
  triggered_by: event.triggeredBy,
  project_id: event.projectId,
  project_name: event.projectName,
  environment_id: event.environmentId,
  environment_name: event.environmentName,
  user_agent: event.userAgent,
  original_change: null,
});

const readNanoseconds = (request: ApiRequest, name: string): bigint | null => {
  const text = request.query.get(name);
  if (text === null || text === '') return null;
  if (!/^\d{1,20}$/.test(text)) throw new Refusal(400, `${name} must be nanoseconds since 1970.`);
  return BigInt(text);
};

const readPageSize = (request: ApiRequest): number => {
  const text = request.query.get('pageSize');
  if (text === null || text === '') return DEFAULT_PAGE;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Refusal(400, 'pageSize must be a whole number from 1.');
  return Math.min(Number(text), LARGEST_PAGE);
};
