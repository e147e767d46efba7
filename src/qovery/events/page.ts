import type { SecretEvent } from '../../model/outside-edit.js';
import { isRecord, readText } from '../../text/json.js';
import { readTime } from '../secrets/secret-shape.js';
import { readNamed, type EventSubject } from './named.js';

/** One page of an event log. */
export interface EventPage {
  readonly events: readonly SecretEvent[];
  /** How many more events it has that are not understood, because they have no time. */
  readonly undated: number;
  /** The token that requests the next, older page; null if there is none. */
  readonly continueToken: string | null;
  /** Whether the organization's plan hides older events. */
  readonly isLimited: boolean;
}

/**
 * Reads a page of the event log, and which of the overrides each event names; null when it is not one. Other fields may be missing.
 */
export const readEventPage = (json: unknown, subjects: readonly EventSubject[]): EventPage | null => {
  if (!isRecord(json)) return null;
  const items = json['events'];
  if (!Array.isArray(items)) return null;
  const events = items.flatMap((item) => readEvent(item, subjects) ?? []);
  return {
    events,
    undated: items.length - events.length,
    continueToken: readContinueToken(json['links']),
    isLimited: json['organization_max_limit_reached'] === true,
  };
};

const readEvent = (json: unknown, subjects: readonly EventSubject[]): SecretEvent | null => {
  if (!isRecord(json)) return null;
  const at = readTime(json['timestamp']);
  if (at === 0) return null;
  return {
    at,
    type: readText(json, 'event_type'),
    origin: readText(json, 'origin'),
    triggeredBy: readText(json, 'triggered_by'),
    userAgent: readText(json, 'user_agent'),
    ...readNamed(readText(json, 'change') ?? '', subjects),
  };
};

/** Takes only the token of a link: the tool never follows an address from an answer. */
const readContinueToken = (links: unknown): string | null => {
  const next = isRecord(links) ? readText(links, 'next') : null;
  const query = next?.split('?')[1];
  const token = query === undefined ? null : new URLSearchParams(query).get('continueToken');
  return token !== null && /^\d{1,20}$/.test(token) ? token : null;
};
