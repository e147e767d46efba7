import { isRecord, readText } from '../../../text/json.js';
import { readNamed, type EventSubject } from '../../../qovery/events/named.js';
import { readTime } from '../../../qovery/secrets/secret-shape.js';
import type { Entry } from './entries.js';
import type { Prober } from './prober.js';

/** Longest wait for the event, and pause between two looks, in milliseconds. */
const LONGEST_WAIT = 10_000;
const PAUSE = 1000;

/** Milliseconds within which an event counts as logged at once. */
const AT_ONCE = 1500;

const DAY = 86_400;

/** An event as far as the probes need it. The account of its change may hold a value, so it is not kept. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: string | null;
  readonly subTarget: string | null;
  /** Whether it names the override that was asked about. */
  readonly isNamed: boolean;
}

/** Reads the newest events of the service; null where the log cannot be read. */
export const readLog = async (
  { scope, send }: Prober,
  filter: Readonly<Record<string, string>>,
  subjects: readonly EventSubject[] = [],
): Promise<readonly LogEntry[] | null> => {
  const query = new URLSearchParams({
    pageSize: '100',
    targetType: scope.type,
    targetId: scope.id,
    ...filter,
  });
  const path = `/organization/${encodeURIComponent(scope.organizationId ?? '')}/events?${query.toString()}`;
  const { status, json } = await send({ method: 'GET', path });
  const events = status === 200 && isRecord(json) ? json['events'] : null;
  if (!Array.isArray(events)) return null;
  return (events as readonly unknown[]).filter(isRecord).map((event) => ({
    at: readTime(event['timestamp']),
    type: readText(event, 'event_type'),
    subTarget: readText(event, 'sub_target_type'),
    isNamed: readNamed(readText(event, 'change') ?? '', subjects).overrideIds.length > 0,
  }));
};

/** Waits until the log has the creation of the override, and notes how it is filed. `since`: milliseconds since 1970, server clock. */
export const probeEventLog = async (prober: Prober, override: Entry, since: number): Promise<void> => {
  const { observations } = prober;
  if (prober.scope.organizationId === null) {
    missAll(prober, 'the organization is not known');
    return;
  }
  const found = await awaitEvent(prober, since, { secretKey: override.key, overrideId: override.id });
  if (found === 'unreadable' || found === 'missing') {
    missAll(
      prober,
      found === 'missing' ? 'the log had no event after ten seconds' : 'the token may not read the event log',
    );
    return;
  }
  observations.measure('eventDelay', found.waited, AT_ONCE);
  const { event } = found;
  observations.see('eventKind', event.subTarget ?? 'another');
  observations.see('eventChange', event.isNamed ? 'names-key' : 'unnamed');
  // A time to come: as seconds it leaves everything out, as nanoseconds it is long ago.
  const tomorrow = Math.floor(prober.clock.now() / 1000) + DAY;
  const later = await readLog(prober, { fromTimestamp: String(tomorrow) });
  if (later !== null) {
    const isShown = later.some(({ at }) => at === event.at);
    observations.see('eventTimes', isShown ? 'nanoseconds' : 'seconds');
  }
};

const NAMES = ['eventDelay', 'eventKind', 'eventChange', 'eventTimes'] as const;

const missAll = ({ observations }: Prober, why: string): void => {
  for (const name of NAMES) observations.miss(name, why);
};

const KINDS: ReadonlySet<string | null> = new Set(['SECRET', 'VARIABLE']);

/** Clocks of one API differ a little, in milliseconds. */
const TOLERANCE = 5000;

const awaitEvent = async (
  prober: Prober,
  since: number,
  subject: EventSubject,
): Promise<{ readonly event: LogEntry; readonly waited: number } | 'unreadable' | 'missing'> => {
  for (let waited = 0; waited <= LONGEST_WAIT; waited += PAUSE) {
    const events = await readLog(prober, {}, [subject]);
    if (events === null) return 'unreadable';
    const event = events.find(
      ({ at, type, subTarget }) => type === 'CREATE' && KINDS.has(subTarget) && at >= since - TOLERANCE,
    );
    if (event !== undefined) return { event, waited };
    await prober.pause(PAUSE);
  }
  return 'missing';
};
