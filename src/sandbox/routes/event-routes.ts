import type { LoggedEvent } from '../world/event-log.js';
import { findOrganization } from '../world/places.js';
import { Refusal } from '../world/refusal.js';
import { param, type ApiRequest, type Backend, type Route } from '../http/router.js';
import { formatNanoseconds } from '../world/time.js';

const DEFAULT_PAGE = 10;
const MAX_PAGE = 100;

/** The event log of an organization: who changed which secret, when and from where. */
export const EVENT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/organization/{organizationId}/events',
    handle: (backend, request) => {
      const { id } = findOrganization(backend.world, param(request, 'organizationId'));
      const matching = backend.events
        .all()
        .filter((event) => event.organizationId === id && isLogged(backend, event))
        .filter((event) => passes(backend, request, event))
        .toReversed();
      const page = cutPage(request, matching);
      return {
        status: 200,
        body: {
          links: formatLinks(request, page),
          organization_max_limit_reached: false,
          events: page.events.map(answerEvent),
        },
      };
    },
  },
];

/** Whether an event is in the log already. */
const isLogged = ({ assumptions, time }: Backend, { at }: LoggedEvent): boolean =>
  Number(at / 1_000_000n) <= time.now() - assumptions.eventDelay;

const passes = ({ assumptions }: Backend, request: ApiRequest, event: LoggedEvent): boolean => {
  const unit = assumptions.eventTimes === 'seconds' ? 1_000_000_000n : 1n;
  const from = readTimestamp(request, 'fromTimestamp', unit);
  const to = readTimestamp(request, 'toTimestamp', unit);
  return (
    (from === null || event.at >= from) &&
    (to === null || event.at <= to) &&
    matchesQuery(request, 'eventType', event.eventType) &&
    matchesQuery(request, 'targetType', event.targetType) &&
    matchesQuery(request, 'targetId', event.targetId) &&
    matchesQuery(request, 'subTargetType', event.subTargetType) &&
    matchesQuery(request, 'triggeredBy', event.triggeredBy) &&
    matchesQuery(request, 'origin', event.origin) &&
    matchesQuery(request, 'serviceProjectId', event.projectId) &&
    matchesQuery(request, 'serviceEnvironmentId', event.environmentId)
  );
};

const matchesQuery = (request: ApiRequest, name: string, value: string | null): boolean => {
  const asked = request.query.get(name);
  return asked === null || asked === '' || asked === value;
};

/** One page of events, newest first. Page tokens are times: `continueToken` leads to older events, `stepBackToken` to newer ones. */
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

const formatLinks = (
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
  timestamp: formatNanoseconds(event.at),
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

/** Reads a time in nanoseconds since 1970, or in a unit of so many. */
const readTimestamp = (request: ApiRequest, name: string, unit: bigint): bigint | null => {
  const count = readNanoseconds(request, name);
  return count === null ? null : count * unit;
};

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
  return Math.min(Number(text), MAX_PAGE);
};
